#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "cert/certificate.h"

namespace rehearse::cert {

/// What a certificate with its private key is read from, as bytes. Wiped where it ends.
struct KeyPairFiles {
  std::string certificate;              ///< PEM or PKCS#12
  std::string key;                      ///< PEM; empty = the key stands in `certificate`
  std::optional<std::string> password;  ///< of the key, or of the PKCS#12
  ~KeyPairFiles();
};

/// A certificate that somebody can show, because he has its key. Threads: const members may be called at
/// once.
class KeyPair {
 public:
  /// Opens PEM (the first certificate is the key's own, those behind it are sent along as they stand) or
  /// PKCS#12 (sent along is the path up from the key's certificate), told apart by their bytes.
  ///
  /// Nobody is asked for a password: an encrypted key without one is an error. PKCS#12 of the nineties (RC2)
  /// opens where OpenSSL's legacy provider is installed. Dates are not looked at. Errors: key-pair-unreadable
  /// with the cause; its text holds nothing of the key or the password. Source: RFC 7292; OpenSSL 3.0.
  static Result<KeyPair> open(const KeyPairFiles& files);

  /// What is sent: the leaf first.
  const Chain& chain() const { return x_chain; }

  struct Native;
  const Native& native() const { return *x_native; }

 private:
  KeyPair(Chain chain, std::shared_ptr<const Native> native)
      : x_chain(std::move(chain)), x_native(std::move(native)) {}

  Chain x_chain;
  std::shared_ptr<const Native> x_native;
};

}  // namespace rehearse::cert
