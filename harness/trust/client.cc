#include "trust/client.h"

namespace rehearse::trust {
namespace {

// Each row is held against the client itself by tests/trust/real_clients_test.cc; sources are in
// docs/trust-model.md.
constexpr Client kClients[] = {
    {
        .id = "openssl",
        .speaks_for = "OpenSSL 3.0 library defaults, security level 2",
        .names = Names::openssl,
        .restart = "every process that loaded the file: OpenSSL reads a CA file once",
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
        .restart =
            "every process that made an SSLContext from the file; requests reads it for every connection",
    },
};

}  // namespace

std::span<const Client> clients() {
  return kClients;
}

const Client* find_client(std::string_view id) {
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
