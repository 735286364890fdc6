// Predictions held against the clients themselves, as installed: the openssl command, python3's ssl module
// and curl, over real handshakes on loopback.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "trust/authority.h"
#include "trust/verify.h"

namespace rehearse::trust {
namespace {

namespace fs = std::filesystem;

struct Case {
  const char* name;
  std::function<std::pair<cert::Chain, cert::Chain>(const Authority&)> store_and_sent;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

const Case kCases[] = {
    {"store_has_the_root",
     [](const Authority& a) -> std::pair<cert::Chain, cert::Chain> {
       return {{a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     }},
    {"store_has_only_the_intermediate",
     [](const Authority& a) -> std::pair<cert::Chain, cert::Chain> {
       return {{a.intermediate.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     }},
    {"store_has_only_the_leaf",
     [](const Authority& a) -> std::pair<cert::Chain, cert::Chain> {
       return {{a.leaf.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     }},
    {"server_omits_the_intermediate",
     [](const Authority& a) -> std::pair<cert::Chain, cert::Chain> {
       return {{a.root.certificate}, {a.leaf.certificate}};
     }},
    {"server_omits_what_the_store_has",
     [](const Authority& a) -> std::pair<cert::Chain, cert::Chain> {
       return {{a.root.certificate, a.intermediate.certificate}, {a.leaf.certificate}};
     }},
    {"chain_is_out_of_order",
     [](const Authority& a) -> std::pair<cert::Chain, cert::Chain> {
       return {{a.root.certificate}, {a.leaf.certificate, a.root.certificate, a.intermediate.certificate}};
     }},
    {"store_has_another_root",
     [](const Authority& a) -> std::pair<cert::Chain, cert::Chain> {
       return {{a.other_root.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     }},
    {"store_has_an_expired_copy_of_the_intermediate",
     [](const Authority& a) -> std::pair<cert::Chain, cert::Chain> {
       auto what = Authority::authority("Intermediate");
       what.key = a.intermediate.key;
       what.not_after = day("2018-06-01");
       return {{a.root.certificate, Authority::mint(what, &a.root).certificate},
               {a.leaf.certificate, a.intermediate.certificate}};
     }},
    {"server_sends_an_expired_copy_of_the_intermediate",
     [](const Authority& a) -> std::pair<cert::Chain, cert::Chain> {
       auto what = Authority::authority("Intermediate");
       what.key = a.intermediate.key;
       what.not_after = day("2018-06-01");
       return {{a.root.certificate, a.intermediate.certificate},
               {a.leaf.certificate, Authority::mint(what, &a.root).certificate}};
     }},
};

class RealClients : public testing::TestWithParam<Case> {
 protected:
  RealClients() {
    auto pattern = (fs::temp_directory_path() / "rehearse-trust-XXXXXX").string();
    x_folder = mkdtemp(pattern.data());
  }
  ~RealClients() override { fs::remove_all(x_folder); }

  std::string write(const std::string& name, const std::string& text) const {
    const auto path = (x_folder / name).string();
    std::ofstream(path) << text;
    return path;
  }
  static std::string pem(const cert::Chain& chain) {
    std::string out;
    for (const auto& certificate : chain) out += cert::to_pem(*certificate);
    return out;
  }
  fs::path x_folder;
};

// The certificates are of 2018 to 2028, so that the clients may use their own clocks until then; `openssl
// verify` is told the moment, the others are asked today by the handshake that tests/e2e makes with
// `faketime`-free certificates.
TEST_P(RealClients, openssl_verify_says_the_same) {
  const auto [store, sent] = GetParam().store_and_sent(authority());
  const Instant at = day("2018-12-12");
  const auto predicted = verify(AnchorSet(store), *find_client("openssl"), PreparedChain(sent), at);
  ASSERT_TRUE(predicted);
  const auto command = fmt::format(
      "env -u SSL_CERT_FILE -u SSL_CERT_DIR openssl verify -no-CAfile -no-CApath -no-CAstore -auth_level 2 "
      "-purpose sslserver "
      "-attime {} -CAfile {} -untrusted {} {} >/dev/null 2>&1",
      at.time_since_epoch().count(), write("store.pem", pem(store)), write("sent.pem", pem(sent)),
      write("leaf.pem", pem({sent[0]})));
  EXPECT_EQ(std::system(command.c_str()) == 0, predicted->trusted) << predicted->detail;
}

TEST_P(RealClients, openssl_verify_with_partial_chain_says_what_curl_would) {
  const auto [store, sent] = GetParam().store_and_sent(authority());
  const Instant at = day("2018-12-12");
  const auto predicted = verify(AnchorSet(store), *find_client("curl"), PreparedChain(sent), at);
  ASSERT_TRUE(predicted);
  const auto command = fmt::format(
      "openssl verify -no-CAfile -no-CApath -no-CAstore -auth_level 2 -partial_chain -purpose sslserver "
      "-attime {} -CAfile {} "
      "-untrusted {} {} >/dev/null 2>&1",
      at.time_since_epoch().count(), write("store.pem", pem(store)), write("sent.pem", pem(sent)),
      write("leaf.pem", pem({sent[0]})));
  EXPECT_EQ(std::system(command.c_str()) == 0, predicted->trusted) << predicted->detail;
}

INSTANTIATE_TEST_SUITE_P(trust, RealClients, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace rehearse::trust
