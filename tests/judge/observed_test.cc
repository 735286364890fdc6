// What becomes of a prediction where the client itself was run.

#include <algorithm>

#include <gtest/gtest.h>

#include "judge/judge.h"
#include "judge/world.h"

namespace rehearse::judge {
namespace {

using launch::Said;

constexpr char kNew = 3;

// The client of the world's row, with its store, at its edge.
ClientReport of_row(const Row& row, Said observed, Said predicted) {
  ClientReport out;
  out.endpoint = row.endpoint;
  out.target = row.target;
  out.address = row.address;
  out.client = "openssl";
  out.version = "OpenSSL 3.0.99";
  out.rules = row.client;
  out.store = row.store;
  out.observed = observed;
  out.predicted = predicted;
  out.words = "its words";
  out.reason = predicted == Said::refused ? "issuer-not-found" : "";
  return out;
}

struct Expectation {
  const char* name;
  bool store_refuses;
  Said observed, predicted;
  Verdict verdict;
  const char* reason;
  const char* how;
};

const Expectation kRows[] = {
    {"as_predicted", false, Said::accepted, Said::accepted, Verdict::ready, "", "observed"},
    {"refused_as_predicted", true, Said::refused, Said::refused, Verdict::will_break, "issuer-not-found",
     "observed"},
    {"refused_against_the_prediction", false, Said::refused, Said::accepted, Verdict::will_break,
     "client-refused", "observed"},
    {"accepted_against_the_prediction", true, Said::accepted, Said::refused, Verdict::inconclusive,
     "client-accepted", "observed"},
    {"could_not_be_told", false, Said::untold, Said::accepted, Verdict::ready, "", "predicted"},
    {"refused_without_a_prediction", false, Said::refused, Said::untold, Verdict::will_break,
     "client-refused", "observed"},
    {"accepted_without_a_prediction", false, Said::accepted, Said::untold, Verdict::ready, "", "observed"},
    // Refused now as foreseen: not valid yet, and the row speaks of the window.
    {"refused_now_and_ready_then", false, Said::refused, Said::refused, Verdict::ready, "", "observed"},
};

class ObservedRow : public testing::TestWithParam<Expectation> {};

TEST_P(ObservedRow, is_decided) {
  const auto& expected = GetParam();
  World world;
  if (expected.store_refuses) world.store_says("main", kNew, trust::Reason::issuer_not_found);
  const auto before = world.judge().rows.at(0);
  world.evidence.clients = {of_row(before, expected.observed, expected.predicted)};
  const auto judged = world.judge();
  const auto& row = judged.rows.at(0);
  EXPECT_EQ(row.verdict, expected.verdict);
  EXPECT_EQ(row.reason, expected.reason);
  EXPECT_EQ(row.how, expected.how);
  EXPECT_EQ(row.client_version.empty(), row.how == "predicted");
  EXPECT_EQ(judged.verdict, expected.verdict);
  const auto stage = row.stages[static_cast<std::size_t>(row.stage.value_or(StageName::trust))];
  EXPECT_EQ(stage.why, row.reason);
  const bool disagrees = std::ranges::count(judged.findings, "client-disagrees", &Finding::id) > 0;
  const bool is_predicted = expected.predicted != Said::untold;
  EXPECT_EQ(disagrees, is_predicted && std::string_view(expected.reason).starts_with("client-"));
}

INSTANTIATE_TEST_SUITE_P(judge, ObservedRow, testing::ValuesIn(kRows),
                         [](const auto& row) { return row.param.name; });

TEST(Observed, what_is_not_of_the_row_does_not_touch_it) {
  World world;
  const auto before = world.judge().rows.at(0);
  std::vector<ClientReport> clients(5, of_row(before, Said::refused, Said::accepted));
  clients[0].store = "";
  clients[1].rules = "java-17";
  clients[2].address = "203.0.113.9:443";
  clients[3].endpoint = "another";
  clients[4].target = "another";
  world.evidence.clients = clients;
  const auto judged = world.judge();
  EXPECT_EQ(judged.rows.at(0).verdict, Verdict::ready);
  EXPECT_EQ(judged.rows.at(0).how, "predicted");
  EXPECT_EQ(judged.clients.size(), 5U);
  EXPECT_GE(std::ranges::count(judged.findings, "client-disagrees", &Finding::id), 4);
}

TEST(Observed, a_client_that_refuses_outweighs_another_of_its_rules_that_accepts) {
  World world;
  const auto before = world.judge().rows.at(0);
  world.evidence.clients = {of_row(before, Said::accepted, Said::accepted),
                            of_row(before, Said::refused, Said::accepted)};
  EXPECT_EQ(world.judge().rows.at(0).verdict, Verdict::will_break);
  std::ranges::reverse(*world.evidence.clients);
  EXPECT_EQ(world.judge().rows.at(0).verdict, Verdict::will_break);
}

TEST(Observed, that_no_client_was_found_is_told) {
  World world;
  world.evidence.clients.emplace();
  EXPECT_EQ(std::ranges::count(world.judge().findings, "clients-not-run", &Finding::id), 1);
}

TEST(Observed, what_was_observed_is_not_said_to_be_untried) {
  const auto speaks_of_clients = [](const std::string& one) { return one.contains("clients themselves"); };
  World world;
  const auto before = world.judge();
  EXPECT_TRUE(std::ranges::any_of(before.not_tried, speaks_of_clients));
  world.evidence.clients = {of_row(before.rows.at(0), Said::accepted, Said::accepted)};
  EXPECT_FALSE(std::ranges::any_of(world.judge().not_tried, speaks_of_clients));
}

}  // namespace
}  // namespace rehearse::judge
