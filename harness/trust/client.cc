#include "trust/client.h"

#include "trust/gnutls_rules.h"
#include "trust/go_rules.h"
#include "trust/java_rules.h"

namespace rehearse::trust {
namespace {

constexpr GnutlsRules kGnutls37{};
constexpr JavaRules kJava17{};
constexpr JavaRules kJava21{
    .refuses_dsa_signatures = true,  // measured; no source that we have seen says so
    .exclusions_meet_wildcards = true,
    .wildcard_is_leftmost = true,
    .minds_unparseable = true,
};

constexpr GoRules kGo124{};
constexpr GoRules kGo119{
    .constrains_all_below = false,
    .tolerates_leading_dot = true,
    .reads_negative_serials = true,
    .reads_negative_path_lengths = true,
    .minds_wrongly_critical = false,
    .validates_policies = false,
    .bare_wildcard_covers = true,
    .smallest_rsa_bits = 0,
    .largest_rsa_bits_sent = 0,
};

constexpr std::string_view kReadsOnce = "every process that loaded the file: OpenSSL reads a CA file once";
constexpr std::string_view kPythonReads =
    "every process that made an SSLContext from the file; requests reads it for every connection";
constexpr std::string_view kNodeReads =
    "every process: Node reads NODE_EXTRA_CA_CERTS at its start, and a file it is given when it is given";

// What each row is held against, and its sources: docs/trust-model.md.
constexpr Client kClients[] = {
    {
        .id = "openssl",
        .speaks_for = "OpenSSL 3.0 library defaults, security level 2",
        .names = Names::openssl,
        .restart = kReadsOnce,
    },
    {
        .id = "openssl-1.0.2",
        .speaks_for = "the paths of OpenSSL 1.0.2b to 1.0.2u, and of 1.0.1n to 1.0.1u, asked of OpenSSL 3.0",
        .trusted_first = false,
        .security_level = 0,  // it knows none
        .names = Names::openssl,
        .newest_version = TlsVersion::tls1_2,
        .knows_eddsa = false,
        .knows_dsa = true,
        .restart = kReadsOnce,
    },
    {
        .id = "openssl-1.0.1",
        .speaks_for = "the paths of OpenSSL 1.0.1 to 1.0.1m, and of 1.0.2 and 1.0.2a, asked of OpenSSL 3.0",
        .trusted_first = false,
        .alternative_chains = false,
        .security_level = 0,
        .names = Names::openssl,
        .newest_version = TlsVersion::tls1_2,
        .knows_eddsa = false,
        .knows_dsa = true,
        .restart = kReadsOnce,
    },
    {
        .id = "curl",
        .speaks_for = "curl 7.88 with OpenSSL 3.0",
        .partial_chain = true,
        .names = Names::curl,
        .restart =
            "nothing for the curl tool; a program that keeps libcurl 7.87 or later running may hold the old "
            "store for 24 hours",
    },
    {
        .id = "python-3.11",
        .speaks_for = "Python 3.11 ssl module with OpenSSL 3.0",
        .names = Names::openssl_whole_labels,
        .restart = kPythonReads,
    },
    {
        .id = "python-3.13",
        .speaks_for = "Python 3.13 ssl module, create_default_context(), with OpenSSL 3.0",
        .partial_chain = true,
        .strict = true,
        .names = Names::openssl_whole_labels,
        .restart = kPythonReads,
    },
    {
        .id = "requests",
        .speaks_for = "requests 2.28 with urllib3 1.26, Python 3.11 and OpenSSL 3.0",
        .names = Names::urllib3,
        .restart = "nothing: requests reads the file for every connection",
    },
    {
        .id = "node",
        .speaks_for = "Node 20 with the OpenSSL 3.0 built into it",
        .reads = store::Reader::node,
        .security_level = 1,
        .names = Names::node,
        .restart = kNodeReads,
    },
    {
        .id = "node-18",
        .speaks_for = "Node 18 as Debian 12 has it, with its OpenSSL 3.0",
        .reads = store::Reader::node,
        .names = Names::node,
        .restart = kNodeReads,
    },
    {
        .id = "java-17",
        .speaks_for = "OpenJDK 17.0.15, the default trust manager of JSSE",
        .engine = Engine::java,
        .reads = store::Reader::java,
        .java = &kJava17,
        .names = Names::java,
        .most_certificates_sent = 10,  // jdk.tls.maxCertificateChainLength
        .knows_dsa = true,
        .restart = "every JVM: the trust manager reads its store when the SSLContext is made",
    },
    {
        .id = "java-21",
        .speaks_for = "OpenJDK 21, the default trust manager of JSSE",
        .engine = Engine::java,
        .reads = store::Reader::java,
        .java = &kJava21,
        .names = Names::java,
        .most_certificates_sent = 10,  // jdk.tls.maxCertificateChainLength
        .knows_dsa = true,
        .restart = "every JVM: the trust manager reads its store when the SSLContext is made",
    },
    {
        .id = "go",
        .speaks_for = "Go 1.24, crypto/tls and crypto/x509",
        .engine = Engine::go,
        .reads = store::Reader::plain,
        .go = &kGo124,
        .names = Names::go,
        .restart = "every process that made the pool: the system's roots are read once a process",
    },
    {
        .id = "go-1.19",
        .speaks_for = "Go 1.19.8, crypto/tls and crypto/x509",
        .engine = Engine::go,
        .reads = store::Reader::plain,
        .go = &kGo119,
        .names = Names::go,
        .restart = "every process that made the pool: the system's roots are read once a process",
    },
    {
        .id = "gnutls",
        .speaks_for = "GnuTLS 3.7.9 as Debian 12 has it, priority NORMAL",
        .engine = Engine::gnutls,
        .reads = store::Reader::gnutls,
        .gnutls = &kGnutls37,
        .names = Names::gnutls,
        .restart = "every process that loaded the file: GnuTLS reads a trust file once",
    },
};

}  // namespace

std::span<const Client> clients() {
  return kClients;
}

const Client& client_of(std::string_view store_kind, store::Source::Kind origin) {
  using Kind = store::Source::Kind;
  if (origin == Kind::certifi) return *find_client("python-3.11");
  if (origin == Kind::node) return *find_client("node");
  const bool is_pem = store_kind == "pem-file" || store_kind == "pem-directory" || store_kind.empty();
  return *find_client(is_pem && origin != Kind::java ? "openssl" : "java");
}

const Client* find_client(std::string_view id) {
  if (id == "java") id = "java-17";
  for (const auto& client : kClients) {
    if (client.id == id) return &client;
  }
  return nullptr;
}

TlsVersion to_tls_version(std::string_view text) {
  if (text == "TLSv1") return TlsVersion::tls1_0;
  if (text == "TLSv1.1") return TlsVersion::tls1_1;
  if (text == "TLSv1.2") return TlsVersion::tls1_2;
  if (text == "TLSv1.3") return TlsVersion::tls1_3;
  return TlsVersion::none;
}

}  // namespace rehearse::trust
