// Predictions held against the clients themselves, as installed: each meets each situation in a real
// handshake, and openssl is asked again with a moment and limits of our choosing.

#include <chrono>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "e2e/process.h"
#include "trust/installed.h"
#include "trust/served.h"

namespace rehearse::trust {
namespace {

// One for all tests of the program: a virtual machine starts slowly, and once is enough.
class World {
 public:
  // What this client said of every situation, asked when it is first needed.
  const std::vector<launch::Seen>& seen_by(const launch::RealClient& client) {
    auto& out = x_seen[client.name];
    if (out.empty()) {
      out = launch::visit_all({{&client, visits}}, served.folder().path(), {}).front();
      ++x_rounds;
      for (const auto& place : served.places()) expect_asked(place.edge);
    }
    return out;
  }

  const Served served;
  const std::vector<launch::Visit> visits = visits_of(served);

 private:
  // Whoever did not connect has refused nothing.
  void expect_asked(const lab::Edge& edge) const {
    const auto asked = edge.recorder().wait_ended(x_rounds, std::chrono::seconds(20));
    EXPECT_TRUE(asked.size() == x_rounds && asked.back().sni == kServedHost);
  }

  std::size_t x_rounds = 0;
  std::map<std::string, std::vector<launch::Seen>> x_seen;
};

class InTheWorld : public testing::Test {
 protected:
  static void SetUpTestSuite() { s_world = std::make_unique<World>(); }
  static void TearDownTestSuite() { s_world.reset(); }
  static std::unique_ptr<World> s_world;
};
std::unique_ptr<World> InTheWorld::s_world;

using Pair = std::tuple<std::size_t, std::size_t>;  // of client_names() and of situations()

class RealClients : public InTheWorld, public testing::WithParamInterface<Pair> {};

TEST_P(RealClients, say_what_was_foreseen) {
  const auto& [of_client, of_row] = GetParam();
  const auto* client = installed(client_names()[of_client]);
  ASSERT_NE(client, nullptr) << client_names()[of_client] << " is not installed";
  if (client->rules.empty()) GTEST_SKIP() << client->version << ": a prediction speaks for its version only";
  const auto& prediction = *find_client(client->rules);
  const auto& situation = s_world->served.places()[of_row].situation;
  const bool foreseen = is_predicted(situation, s_world->visits[of_row], prediction);
  const auto& seen = s_world->seen_by(*client)[of_row];
  EXPECT_EQ(seen.said, foreseen ? launch::Said::accepted : launch::Said::refused)
      << client->rules << ": " << client->version << " said " << seen.words;
}

INSTANTIATE_TEST_SUITE_P(trust, RealClients,
                         testing::Combine(testing::Range(std::size_t{0}, client_names().size()),
                                          testing::Range(std::size_t{0}, situations().size())),
                         [](const auto& pair) {
                           return fmt::format("{}_{}", test_name(client_names()[std::get<0>(pair.param)]),
                                              situations()[std::get<1>(pair.param)].name);
                         });

// OpenSSL's path builder in the settings of others, those that are not installed included.
struct Setting {
  const char* client;
  std::vector<std::string> flags;
};
const Setting kSettings[] = {
    {"openssl", {"-auth_level", "2"}},
    {"curl", {"-auth_level", "2", "-partial_chain"}},
    {"python-3.13", {"-auth_level", "2", "-partial_chain", "-x509_strict"}},
    {"node", {"-auth_level", "1"}},
};

class OpensslVerify : public InTheWorld, public testing::WithParamInterface<std::size_t> {};

TEST_P(OpensslVerify, says_what_was_foreseen) {
  const auto& situation = s_world->served.places()[GetParam()].situation;
  const auto& visit = s_world->visits[GetParam()];
  const auto leaf = s_world->served.folder().write("leaf.pem", to_pem({situation.sent[0]}));
  const auto sent = s_world->served.folder().write("sent.pem", to_pem(situation.sent));
  for (const auto& [client, flags] : kSettings) {
    std::vector<std::string> command{
        "/usr/bin/openssl", "verify",    "-no-CApath", "-no-CAstore",
        "-purpose",         "sslserver", "-attime",    std::to_string(kNow.time_since_epoch().count()),
        "-CAfile",          visit.store, "-untrusted", sent};
    command.insert(command.end(), flags.begin(), flags.end());
    command.push_back(leaf);
    const auto ended = e2e::Process(command, {}).wait();
    EXPECT_EQ(ended.exit == 0, is_path_predicted(situation, visit, *find_client(client)))
        << client << ended.err;
  }
}

INSTANTIATE_TEST_SUITE_P(trust, OpensslVerify, testing::Range(std::size_t{0}, situations().size()),
                         [](const auto& row) { return situations()[row.param].name; });

}  // namespace
}  // namespace rehearse::trust
