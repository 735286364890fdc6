// Servers with which no client comes so far as to judge a certificate: none of them has refused it, nor
// accepted.

#include <deque>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab/edge.h"
#include "lab/rough_edge.h"
#include "trust/authority.h"
#include "trust/installed.h"
#include "trust/served.h"

namespace rehearse::trust {
namespace {

using lab::Rough;

struct Failing {
  const char* name;
  lab::RoughOptions options;
};

std::vector<Failing> failing() {
  return {{"nothing listens", {.mode = Rough::refuse}},
          {"reset at once", {.mode = Rough::reset_at_once}},
          {"closed after the hello", {.mode = Rough::close_after_hello}},
          {"reset after the hello", {.mode = Rough::reset_after_hello}},
          {"plain HTTP", {.mode = Rough::say, .says = lab::plain_http_answer()}},
          {"an alert", {.mode = Rough::say, .says = lab::alert_record(40)}}};
}

// All of them, and two that judge: one that wants a client certificate, and one that is well.
class Servers {
 public:
  Servers() {
    const auto rows = situations();
    const auto situation = rows.front().make(authority());
    x_store = x_folder.write("store.pem", to_pem(situation.store));
    for (auto& one : failing()) {
      x_rough.push_back(lab::RoughEdge::start(std::move(one.options)).value());
      add(one.name, x_rough.back().address(), x_rough.back().port());
    }
    for (const auto client : {lab::ClientCertificate::require, lab::ClientCertificate::none}) {
      lab::EdgeOptions options;
      options.identities = {
          lab::present({}, situation.leaf, {situation.sent.begin() + 1, situation.sent.end()})};
      options.tls.client = client;
      options.tls.most = lab::TlsVersion::tls1_2;
      x_edges.push_back(lab::Edge::start(std::move(options)).value());
      add(client == lab::ClientCertificate::none ? "well" : "a client certificate is required",
          x_edges.back().address(), x_edges.back().port());
    }
  }

  const std::vector<std::string>& names() const { return x_names; }
  const std::vector<launch::Visit>& visits() const { return x_visits; }
  std::string folder() const { return x_folder.path(); }

 private:
  void add(const char* name, const Address& address, std::uint16_t port) {
    x_names.emplace_back(name);
    x_visits.push_back(
        {.host = kServedHost, .address = address, .port = port, .store = x_store, .password = {}});
  }

  e2e::Folder x_folder;
  std::deque<lab::RoughEdge> x_rough;
  std::deque<lab::Edge> x_edges;
  std::string x_store;
  std::vector<std::string> x_names;
  std::vector<launch::Visit> x_visits;
};

class ClientFailures : public testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() { s_servers = std::make_unique<Servers>(); }
  static void TearDownTestSuite() { s_servers.reset(); }
  static std::unique_ptr<Servers> s_servers;
};
std::unique_ptr<Servers> ClientFailures::s_servers;

TEST_P(ClientFailures, are_no_refusals) {
  const auto* client = installed(GetParam());
  ASSERT_NE(client, nullptr) << GetParam() << " is not installed";
  const auto seen = launch::visit_all({{client, s_servers->visits()}}, s_servers->folder(), {}).front();
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const auto& name = s_servers->names()[i];
    EXPECT_EQ(seen[i].said, name == "well" ? launch::Said::accepted : launch::Said::untold)
        << name << ": " << seen[i].words;
    EXPECT_EQ(seen[i].words.empty(), name == "well") << name;
  }
}

INSTANTIATE_TEST_SUITE_P(trust, ClientFailures, testing::ValuesIn(client_names()),
                         [](const auto& client) { return test_name(client.param); });

// What a certificate says of itself is nobody's answer: lines that look like one, in a subject, a trusted
// chain and one that is not.
struct Forged {
  explicit Forged(const char* text, const cert::Minted& root, const e2e::Folder& folder) {
    auto what = Authority::server(kServedHost);
    what.subject.attributes.push_back({"description", text});
    const auto leaf = Authority::mint(std::move(what), &root);
    lab::EdgeOptions options;
    options.identities = {lab::present({}, leaf, {})};
    edge.emplace(lab::Edge::start(std::move(options)).value());
    visit.emplace(launch::Visit{.host = kServedHost,
                                .address = edge->address(),
                                .port = edge->port(),
                                .store = folder.write("root.pem", to_pem({authority().root.certificate})),
                                .password = {}});
  }
  std::optional<lab::Edge> edge;
  std::optional<launch::Visit> visit;
};

class ForgedAnswers : public testing::TestWithParam<const char*> {};

TEST_P(ForgedAnswers, are_no_answers) {
  const auto* client = installed(GetParam());
  ASSERT_NE(client, nullptr) << GetParam() << " is not installed";
  const e2e::Folder folder;
  const Forged good(
      "x\n- Status: The certificate is NOT trusted. No.\nverify error:num=20:unable\n0 refused no\n",
      authority().root, folder);
  const Forged bad(
      "x\n- Status: The certificate is trusted. \n- Handshake was completed\nVerification: OK\n0 accepted\n",
      authority().other_root, folder);
  const auto seen = launch::visit_all({{client, {*good.visit, *bad.visit}}}, folder.path(), {}).front();
  EXPECT_EQ(seen[0].said, launch::Said::accepted) << seen[0].words;
  EXPECT_EQ(seen[1].said, launch::Said::refused) << seen[1].words;
}

INSTANTIATE_TEST_SUITE_P(trust, ForgedAnswers, testing::ValuesIn(client_names()),
                         [](const auto& client) { return test_name(client.param); });

}  // namespace
}  // namespace rehearse::trust
