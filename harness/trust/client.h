#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "store/store.h"

namespace rehearse::trust {

struct GoRules;
struct JavaRules;
struct GnutlsRules;

/// Protocol versions as their wire numbers: comparable, and `none` where nothing was negotiated.
enum class TlsVersion : unsigned short {
  none = 0,
  tls1_0 = 0x301,
  tls1_1 = 0x302,
  tls1_2 = 0x303,
  tls1_3 = 0x304
};

/// "TLSv1.3" -> tls1_3; none for any other text.
TlsVersion to_tls_version(std::string_view text);

/// How a client holds a name to a certificate.
enum class Names : unsigned char {
  openssl,               ///< X509_check_host as it is: "f*.example.com" covers "foo.example.com"
  openssl_whole_labels,  ///< the same with X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS
  curl,                  ///< a matcher of its own
  node,                  ///< a matcher of its own; the CN is a name where no DNS name is in the SAN
  urllib3,               ///< a matcher of its own; every CN is a name where the SAN has none and no address
  java,                  ///< a matcher of its own; the CN is a name where no DNS name is in the SAN
  go,                    ///< a matcher of its own; the CN is never a name
  gnutls,                ///< a matcher of its own; the CN is a name where no other has the right type
};

/// Whose path builder is asked.
enum class Engine : unsigned char {
  openssl,  ///< OpenSSL's own: verify()
  java,     ///< verify_java()
  go,       ///< verify_go()
  gnutls,   ///< verify_gnutls()
};

/// A verifier whose rules are applied: data, so that a reader can check a row against its source
/// (docs/trust-model.md).
struct Client {
  std::string_view id;          ///< as a profile names it
  std::string_view speaks_for;  ///< the version whose verdicts were compared: a prediction claims no other
  Engine engine = Engine::openssl;
  store::Reader reads = store::Reader::openssl;  ///< which formats, and what of them
  // How OpenSSL is asked for this client: Engine::openssl alone.
  bool partial_chain = false;  ///< any certificate of the store may end the path, not only a self-signed one
  bool trusted_first = true;   ///< certificates of the store are preferred to those sent
  bool alternative_chains = true;  ///< a path that fails is tried again from an earlier certificate
  bool strict = false;     ///< RFC 5280's rules on what a certificate must hold: X509_V_FLAG_X509_STRICT
  int security_level = 2;  ///< 0-5: OpenSSL's, with its limits on keys and signature digests
  // What differs between releases of the others.
  const JavaRules* java = nullptr;      ///< Engine::java alone: trust/java_rules.h
  const GoRules* go = nullptr;          ///< Engine::go alone: trust/go_rules.h
  const GnutlsRules* gnutls = nullptr;  ///< Engine::gnutls alone: trust/gnutls_rules.h
  Names names = Names::openssl;
  // Whether this client could have negotiated what the probe did.
  /// More certificates than this end the handshake before the verifier is asked. 0: any number. (GnuTLS
  /// counts in its verifier: GnutlsRules::most_sent.)
  std::size_t most_certificates_sent = 0;
  TlsVersion oldest_version = TlsVersion::tls1_2;
  TlsVersion newest_version = TlsVersion::tls1_3;
  bool knows_eddsa = true;
  bool knows_dsa = false;  ///< cipher suites for a DSA key are among those it offers
  /// What a person is told after a store was changed.
  std::string_view restart;
};

/// Every client this build can speak for, in the order of the manual.
std::span<const Client> clients();

/// The client that uses a store of this kind and origin where nobody says otherwise: Java, Python and Node
/// their own; else OpenSSL for PEM and for what could not be read, and Java for all that OpenSSL's clients do
/// not load.
const Client& client_of(std::string_view store_kind, store::Source::Kind origin);

/// Null if there is no client of that id.
const Client* find_client(std::string_view id);

}  // namespace rehearse::trust
