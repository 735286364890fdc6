// Predictions held against the clients themselves, as installed: the openssl command with a moment of our
// choosing, and curl, python3, gnutls-cli and openssl s_client over real handshakes. Those read the machine's
// clock: what is expired here expired in 2018, and what is valid stays so until 2048.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab/edge.h"
#include "trust/authority.h"
#include "trust/verify.h"

namespace rehearse::trust {
namespace {

namespace fs = std::filesystem;

struct Situation {
  cert::Chain store, sent;
  cert::Minted leaf;  // sent[0] and its key
};

struct Case {
  const char* name;
  std::function<Situation(const Authority&)> make;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

// The ordinary leaf, with these certificates in the store and behind it.
Situation ordinary(cert::Chain store, cert::Chain behind) {
  const auto& leaf = authority().leaf;
  behind.insert(behind.begin(), leaf.certificate);
  return {std::move(store), std::move(behind), leaf};
}

Situation with_leaf(const std::function<void(cert::Mint&)>& change) {
  auto what = Authority::server("api.example.com");
  change(what);
  const auto leaf = Authority::mint(what, &authority().intermediate);
  return {{authority().root.certificate}, {leaf.certificate, authority().intermediate.certificate}, leaf};
}

cert::CertificatePtr expired_intermediate() {
  auto what = Authority::authority("Intermediate");
  what.key = authority().intermediate.key;
  what.not_after = day("2018-06-01");
  return Authority::mint(what, &authority().root).certificate;
}

const Case kCases[] = {
    {"store_has_the_root",
     [](const Authority& a) { return ordinary({a.root.certificate}, {a.intermediate.certificate}); }},
    {"store_has_only_the_intermediate",
     [](const Authority& a) { return ordinary({a.intermediate.certificate}, {a.intermediate.certificate}); }},
    {"store_has_only_the_leaf",
     [](const Authority& a) { return ordinary({a.leaf.certificate}, {a.intermediate.certificate}); }},
    {"server_omits_the_intermediate", [](const Authority& a) { return ordinary({a.root.certificate}, {}); }},
    {"server_omits_what_the_store_has",
     [](const Authority& a) { return ordinary({a.root.certificate, a.intermediate.certificate}, {}); }},
    {"chain_is_out_of_order",
     [](const Authority& a) {
       return ordinary({a.root.certificate}, {a.root.certificate, a.intermediate.certificate});
     }},
    {"store_has_another_root",
     [](const Authority& a) { return ordinary({a.other_root.certificate}, {a.intermediate.certificate}); }},
    {"store_has_an_expired_copy_of_the_intermediate",
     [](const Authority& a) {
       return ordinary({a.root.certificate, expired_intermediate()}, {a.intermediate.certificate});
     }},
    {"server_sends_an_expired_copy_of_the_intermediate",
     [](const Authority& a) {
       return ordinary({a.root.certificate, a.intermediate.certificate}, {expired_intermediate()});
     }},
    {"leaf_is_expired",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.not_after = day("2018-06-01"); }); }},
    {"leaf_is_for_another_name",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.dns_names = {"www.example.com"}; }); }},
    {"leaf_has_a_wildcard",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.dns_names = {"*.example.com"}; }); }},
    {"leaf_has_a_partial_wildcard",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.dns_names = {"a*.example.com"}; }); }},
    {"leaf_has_only_a_common_name",
     [](const Authority&) {
       return with_leaf([](cert::Mint& m) {
         m.dns_names.clear();
         m.common_name_only = true;
       });
     }},
    {"leaf_has_a_common_name_and_an_address",
     [](const Authority&) {
       return with_leaf([](cert::Mint& m) {
         m.dns_names.clear();
         m.ip_addresses = {"192.0.2.7"};
       });
     }},
    {"leaf_has_two_common_names_the_first_is_the_hosts",
     [](const Authority&) {
       return with_leaf([](cert::Mint& m) {
         m.subject = {{{"CN", "api.example.com"}, {"CN", "www.example.com"}}};
         m.dns_names.clear();
         m.common_name_only = true;
       });
     }},
    {"leaf_is_signed_by_sha1",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.digest = "sha1"; }); }},
    {"leaf_has_1024_bits",
     [](const Authority&) {
       return with_leaf([](cert::Mint& m) { m.key_type = cert::Key::Type::rsa_1024; });
     }},
    {"leaf_is_for_clients",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.extended_key_usage = "clientAuth"; }); }},
};

class RealClients : public testing::TestWithParam<Case> {
 protected:
  RealClients() : x_situation(GetParam().make(authority())) {
    auto pattern = (fs::temp_directory_path() / "rehearse-trust-XXXXXX").string();
    x_folder = mkdtemp(pattern.data());
    write("store.pem", x_situation.store);
    write("sent.pem", x_situation.sent);
    write("leaf.pem", {x_situation.sent[0]});
  }
  ~RealClients() override { fs::remove_all(x_folder); }

  void write(const std::string& name, const cert::Chain& chain) const {
    std::ofstream out(x_folder / name);
    for (const auto& certificate : chain) out << cert::to_pem(*certificate);
  }

  // Whether the command line, run in the folder with an environment of its own, ends with exit code 0.
  bool accepts(const std::string& command) const {
    const auto line =
        fmt::format("cd {} && exec env -i PATH=/usr/bin:/bin HOME=/nonexistent {} >/dev/null 2>&1 </dev/null",
                    x_folder.string(), command);
    return std::system(line.c_str()) == 0;
  }

  Answer predicted(const char* client) const {
    auto answer = verify(AnchorSet(x_situation.store), *find_client(client), PreparedChain(x_situation.sent),
                         day("2026-01-01"));
    EXPECT_TRUE(answer);
    return answer ? *answer : Answer();
  }
  bool predicted_with_name(const char* client) const {
    return predicted(client).trusted &&
           covers_host(*x_situation.sent[0], "api.example.com", *find_client(client), NameRule::of_client);
  }

  Result<lab::Edge> serve() const {
    lab::EdgeOptions options;
    options.identities = {
        lab::present({}, x_situation.leaf, {x_situation.sent.begin() + 1, x_situation.sent.end()})};
    return lab::Edge::start(std::move(options));
  }

  Situation x_situation;
  fs::path x_folder;
};

constexpr const char* kVerify =
    "openssl verify -no-CAfile -no-CApath -no-CAstore -auth_level 2 -purpose sslserver -attime {} {} -CAfile "
    "store.pem "
    "-untrusted sent.pem leaf.pem";

TEST_P(RealClients, openssl_verify_says_the_same) {
  const auto at = day("2026-01-01").time_since_epoch().count();
  EXPECT_EQ(accepts(fmt::format(fmt::runtime(kVerify), at, "")), predicted("openssl").trusted);
  EXPECT_EQ(accepts(fmt::format(fmt::runtime(kVerify), at, "-partial_chain")), predicted("curl").trusted);
}

TEST_P(RealClients, openssl_s_client_says_the_same) {
  const auto edge = serve();
  ASSERT_TRUE(edge) << edge.error().text();
  const auto command = fmt::format(
      "openssl s_client -connect {}:{} -servername api.example.com -verify_hostname api.example.com "
      "-verify_return_error "
      "-no-CAfile -no-CApath -no-CAstore -CAfile store.pem",
      edge->address().text(), edge->port());
  EXPECT_EQ(accepts(command), predicted_with_name("openssl"));
}

TEST_P(RealClients, curl_says_the_same) {
  const auto edge = serve();
  ASSERT_TRUE(edge) << edge.error().text();
  const auto command = fmt::format(
      "curl -q -s --noproxy '*' --cacert store.pem --capath /nonexistent --connect-to ::{}:{} "
      "https://api.example.com/",
      edge->address().text(), edge->port());
  EXPECT_EQ(accepts(command), predicted_with_name("curl"));
}

TEST_P(RealClients, python_says_the_same) {
  if (!accepts("/usr/bin/python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'")) {
    GTEST_SKIP() << "/usr/bin/python3 is not Python 3.11, and a prediction speaks for one version only";
  }
  const auto edge = serve();
  ASSERT_TRUE(edge) << edge.error().text();
  std::ofstream(x_folder / "client.py")
      << "import socket, ssl, sys\n"
         "context = ssl.create_default_context(cafile='store.pem')\n"
         "connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))\n"
         "context.wrap_socket(connection, server_hostname='api.example.com').close()\n";
  const auto command = fmt::format("/usr/bin/python3 client.py {} {}", edge->address().text(), edge->port());
  EXPECT_EQ(accepts(command), predicted_with_name("python-3.11"));
}

TEST_P(RealClients, gnutls_says_the_same) {
  if (!accepts("sh -c 'gnutls-cli --version | grep -q \"gnutls-cli 3[.]7[.]9\"'")) {
    GTEST_SKIP() << "there is no gnutls-cli 3.7.9, and a prediction speaks for one version only";
  }
  const auto edge = serve();
  ASSERT_TRUE(edge) << edge.error().text();
  const auto command = fmt::format(
      "gnutls-cli --x509cafile=store.pem --sni-hostname=api.example.com --verify-hostname=api.example.com "
      "--port={} {}",
      edge->port(), edge->address().text());
  EXPECT_EQ(accepts(command), predicted_with_name("gnutls"));
}

INSTANTIATE_TEST_SUITE_P(trust, RealClients, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace rehearse::trust
