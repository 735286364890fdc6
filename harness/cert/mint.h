#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cert/certificate.h"

namespace rehearse::cert {

/// A private key of a minted certificate: for the lab and for tests, never for anything real.
class Key {
 public:
  enum class Type { ec_p256, ec_p256_compressed, rsa_1024, rsa_2048, ed25519 };
  /// Errors: mint-failed. Threads: safe.
  static Result<Key> generate(Type type);
  /// PKCS#8 PEM.
  std::string to_pem() const;

  struct Native;
  const Native& native() const { return *x_native; }

 private:
  explicit Key(std::shared_ptr<const Native> native) : x_native(std::move(native)) {}
  std::shared_ptr<const Native> x_native;
};

struct Minted {
  CertificatePtr certificate;
  Key key;
};

/// What a certificate is to say. Dates are parameters: nothing here reads a clock.
struct Mint {
  DistinguishedName subject;
  Instant not_before;
  Instant not_after;
  enum class Kind { server, authority } kind = Kind::server;
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;
  Key::Type key_type = Key::Type::ec_p256;
  std::optional<Key> key;          ///< a key to certify again (cross-signs, renewals); none = a new one
  std::optional<int> path_length;  ///< authorities
  std::string digest = "sha256";
  std::vector<std::string> permitted_dns;  ///< name constraints of an authority
  std::vector<std::string> excluded_dns;
  std::string extended_key_usage =
      "serverAuth";  ///< comma-separated as OpenSSL writes it; empty = none. Servers only
  bool unknown_critical_extension = false;
  /// Added as they are, well formed or not. One that would be written anyway is replaced; one that stands
  /// here twice is written twice.
  struct Extension {
    std::string oid;  ///< dotted
    bool critical = false;
    std::string value;  ///< DER
  };
  std::vector<Extension> extensions = {};
  std::vector<std::string> without = {};  ///< dotted: extensions that are not written after all
  bool negative_serial = false;
  bool common_name_only = false;    ///< no SAN: the CN is all there is
  bool subject_in_one_set = false;  ///< one RDN of many attributes, not a row of RDNs
};

/// Signs `what` with `issuer`; with null it is self-signed. Errors: mint-failed. Threads: safe.
Result<Minted> mint(const Mint& what, const Minted* issuer);

}  // namespace rehearse::cert
