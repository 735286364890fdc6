#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cert/mint.h"

extern "C" {
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_st SSL;
}

namespace rehearse::lab {

/// A certificate that an edge can show, and everything it sends with it.
struct Identity {
  std::vector<std::string> names;  ///< SNI it answers to, wildcards allowed; empty = whatever no other does
  std::string chain_pem;           ///< exactly what is sent, in this order; the first is the key's own
  std::string key_pem;
};

/// `leaf`, and the certificates to send behind it: none, too many or in the wrong order, as a test wants it.
Identity present(std::vector<std::string> names, const cert::Minted& leaf, const cert::Chain& behind);

enum class TlsVersion : std::uint8_t { tls1_0, tls1_1, tls1_2, tls1_3 };
enum class ClientCertificate : std::uint8_t { none, ask, require };

struct TlsOptions {
  TlsVersion least = TlsVersion::tls1_2;
  TlsVersion most = TlsVersion::tls1_3;
  std::string ciphers;        ///< OpenSSL's list for TLS 1.2 and below; empty = its default
  std::string cipher_suites;  ///< likewise for TLS 1.3
  ClientCertificate client = ClientCertificate::none;
  std::string client_ca;          ///< PEM of what client certificates must lead to; empty = any will do
  std::vector<std::string> alpn;  ///< in order of preference; empty = the extension is not answered
  std::string staple;             ///< OCSP response, DER, for those who ask
  /// What a name that no identity has gets: the first identity, or the alert unrecognized_name.
  enum class UnknownName : std::uint8_t { first, alert } unknown_name = UnknownName::first;
};

/// The server's half of TLS: it chooses the identity by SNI. Identities that answer to the same name take
/// turns, connection by connection. Security levels do not apply: a lab shows what others would refuse.
/// Threads: handshakes on one thread at a time.
class TlsServer {
 public:
  /// Errors: lab-failed (no identity, a chain or key that does not decode or fit, unknown ciphers).
  static Result<TlsServer> make(const std::vector<Identity>& identities, const TlsOptions& options);
  ~TlsServer();
  TlsServer(TlsServer&&) noexcept;
  TlsServer& operator=(TlsServer&&) noexcept;

  /// Lives as long as this object, or longer where the caller takes a reference of its own; handshakes need
  /// this object.
  SSL_CTX* context() const;

 private:
  struct Impl;
  explicit TlsServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> x_impl;
};

}  // namespace rehearse::lab
