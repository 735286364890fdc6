// Predictions held against the clients themselves, as installed: each meets each situation in a real
// handshake, and openssl is asked again with a moment and limits of our choosing.

#include <chrono>
#include <map>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "e2e/process.h"
#include "trust/served.h"
#include "trust/verify.h"

namespace rehearse::trust {
namespace {

// Whether that store would let the client trust what is sent.
bool predicted_path(const Situation& situation, const std::string& store, const Client& client) {
  const auto read = store::open("store", {.path = store});
  if (!read) throw std::runtime_error(read.error().text());
  const auto answer = verify(AnchorSet(*read, client), client, PreparedChain(situation.sent), kNow);
  if (!answer) throw std::runtime_error(answer.error().text());
  return answer->trusted;
}

// One for all tests of the program: a virtual machine starts slowly, and once is enough.
class World {
 public:
  World() {
    for (const auto& row : situations()) {
      const auto& place = served.of(row);
      visits.push_back(
          {.address = place.edge.address().text(),
           .port = place.edge.port(),
           .store = served.folder().write(row.name + std::string(".pem"), to_pem(place.situation.store))});
    }
  }

  // What this client said of every situation, asked when it is first needed.
  const std::vector<Seen>& seen_by(const Installed& client) {
    auto& out = x_seen[client.name];
    if (!out) {
      out = client.visit(visits, served.folder());
      ++x_rounds;
      for (const auto& place : served.places()) expect_asked(place.edge);
    }
    return *out;
  }
  const Version& version_of(const Installed& client) {
    auto& out = x_versions[client.name];
    if (!out) out = client.version();
    return *out;
  }

  Served served;
  std::vector<Visit> visits;

 private:
  // Whoever did not connect has refused nothing.
  void expect_asked(const lab::Edge& edge) const {
    const auto asked = edge.recorder().wait_ended(x_rounds, std::chrono::seconds(20));
    EXPECT_TRUE(asked.size() == x_rounds && asked.back().sni == "api.example.com");
  }

  std::size_t x_rounds = 0;
  std::map<std::string, std::optional<std::vector<Seen>>> x_seen;
  std::map<std::string, std::optional<Version>> x_versions;
};

class InTheWorld : public testing::Test {
 protected:
  static void SetUpTestSuite() { s_world = std::make_unique<World>(); }
  static void TearDownTestSuite() { s_world.reset(); }
  static std::unique_ptr<World> s_world;
};
std::unique_ptr<World> InTheWorld::s_world;

using Pair = std::tuple<std::size_t, std::size_t>;  // of installed() and of situations()

class RealClients : public InTheWorld, public testing::WithParamInterface<Pair> {};

TEST_P(RealClients, say_what_was_foreseen) {
  const auto& [of_client, of_row] = GetParam();
  const auto& client = installed()[of_client];
  const auto& version = s_world->version_of(client);
  if (version.client.empty())
    GTEST_SKIP() << client.name << " is " << version.found
                 << ", and a prediction speaks for its version only";
  const auto& prediction = *find_client(version.client);
  const auto& situation = s_world->served.places()[of_row].situation;
  const bool foreseen = predicted_path(situation, s_world->visits[of_row].store, prediction) &&
                        covers_host(*situation.sent[0], "api.example.com", prediction, NameRule::of_client);
  const auto& seen = s_world->seen_by(client)[of_row];
  EXPECT_EQ(seen.accepted, foreseen) << version.client << ": " << version.found << " said " << seen.said;
}

INSTANTIATE_TEST_SUITE_P(trust, RealClients,
                         testing::Combine(testing::Range(std::size_t{0}, installed().size()),
                                          testing::Range(std::size_t{0}, situations().size())),
                         [](const auto& pair) {
                           return fmt::format("{}_{}", installed()[std::get<0>(pair.param)].name,
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
  const auto& store = s_world->visits[GetParam()].store;
  const auto leaf = s_world->served.folder().write("leaf.pem", to_pem({situation.sent[0]}));
  const auto sent = s_world->served.folder().write("sent.pem", to_pem(situation.sent));
  for (const auto& [client, flags] : kSettings) {
    std::vector<std::string> command{
        "/usr/bin/openssl", "verify",    "-no-CApath", "-no-CAstore",
        "-purpose",         "sslserver", "-attime",    std::to_string(kNow.time_since_epoch().count()),
        "-CAfile",          store,       "-untrusted", sent};
    command.insert(command.end(), flags.begin(), flags.end());
    command.push_back(leaf);
    const auto ended = e2e::Process(command, {}).wait();
    EXPECT_EQ(ended.exit == 0, predicted_path(situation, store, *find_client(client))) << client << ended.err;
  }
}

INSTANTIATE_TEST_SUITE_P(trust, OpensslVerify, testing::Range(std::size_t{0}, situations().size()),
                         [](const auto& row) { return situations()[row.param].name; });

}  // namespace
}  // namespace rehearse::trust
