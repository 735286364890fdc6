// What the table of judge_test.cc cannot say: several rows, several endpoints, and what stands in a row
// besides its reason.

#include <algorithm>

#include <gtest/gtest.h>

#include "judge/judge.h"
#include "judge/world.h"

namespace rehearse::judge {
namespace {

constexpr char kNew = 3;

// The notice speaks of another host and another certificate.
void outside(World& world) {
  world.profile.change.names = {"other.example.com"};
  world.profile.change.replaces.issuer = DistinguishedName{{{"CN", "Another Issuer"}}};
}

TEST(Judge, where_all_is_well_there_is_nothing_to_remark) {
  World world;
  world.add_call(profile::Must::pass);
  EXPECT_TRUE(world.judge().findings.empty());
}

// The profile has calls: that they are not made without SNI is another reason than that there are none.
TEST(Judge, a_row_without_sni_has_no_calls_and_says_why) {
  World world;
  world.next().route.without_sni = true;
  const auto row = world.judge().rows.at(0);
  EXPECT_TRUE(row.without_sni);
  EXPECT_EQ(row.verdict, Verdict::ready);
  EXPECT_EQ(row.stages.back().outcome, StageOutcome::skipped);
  EXPECT_EQ(row.stages.back().why, "without-sni");
}

TEST(Judge, the_earlier_failure_gives_the_moment_judged_at) {
  World world;
  world.store_says("main", kNew, trust::Reason::expired, [](Instant at) { return at > december(12, 10); });
  const auto row = world.judge().rows.at(0);
  EXPECT_EQ(to_rfc3339(row.at), "2018-12-12T19:00:00Z");
  EXPECT_EQ(row.culprit, world.new_leaf->sha256);
  ASSERT_TRUE(row.remedy);
  EXPECT_EQ(row.remedy->where, "store main");
}

TEST(Judge, an_unreadable_store_leaves_the_others_to_be_judged) {
  World world;
  world.profile.endpoints[0].stores = {"broken", "main"};
  world.evidence.stores.insert(world.evidence.stores.begin(),
                               {"broken", &world.client, Error{"store-damaged", "half", {}}});
  const auto judged = world.judge();
  ASSERT_EQ(judged.rows.size(), 2U);
  EXPECT_EQ(judged.rows[0].verdict, Verdict::inconclusive);
  EXPECT_EQ(judged.rows[0].reason, "store-damaged");
  EXPECT_EQ(judged.rows[1].verdict, Verdict::ready);
  EXPECT_EQ(judged.verdict, Verdict::inconclusive);
}

TEST(Judge, every_address_of_the_staged_target_is_a_row) {
  World world;
  world.evidence.routes.push_back(world.next());
  auto& stale = world.evidence.routes.back();
  stale.route.address = *Address::parse("192.0.2.3");
  stale.handshakes[0].chain = world.today_handshake().chain;
  const auto judged = world.judge();
  ASSERT_EQ(judged.rows.size(), 2U);
  EXPECT_EQ(judged.rows[0].verdict, Verdict::ready);
  EXPECT_EQ(judged.rows[1].reason, "still-old");
  EXPECT_EQ(judged.rows[1].address, "192.0.2.3:443");
  EXPECT_EQ(judged.summary.inconclusive, 1U) << "one endpoint x store, the worst of its rows wins";
  EXPECT_EQ(judged.summary.ready, 0U);
}

TEST(Judge, what_a_store_needs_is_told_of_an_edge_that_shows_the_announced_chain) {
  World world;
  const auto root = certificate("New Root", "New Root", 77);
  world.path_taken = {world.new_leaf, world.new_issuer, root};
  const auto told = world.judge().intermediates;
  ASSERT_EQ(told.size(), 2U);
  EXPECT_FALSE(told[0]) << "today's";
  ASSERT_TRUE(told[1]);
  EXPECT_EQ(told[1]->sent, cert::Chain{world.new_issuer});
  EXPECT_EQ(told[1]->root, root) << "where a store's path ends";
  world.next_handshake().chain = world.today_handshake().chain;
  EXPECT_FALSE(world.judge().intermediates.at(1)) << "not the announced one";
}

TEST(Judge, an_outside_host_that_shares_a_leaf_with_an_announced_one_is_not_cleared) {
  World world;
  outside(world);
  world.profile.endpoints.push_back(world.profile.endpoints[0]);
  world.profile.endpoints[1].name = "www";
  world.profile.endpoints[1].url = *parse_url("https://other.example.com/");
  auto www = world.today();
  www.route.endpoint = "www";
  world.evidence.routes.push_back(www);
  const auto judged = world.judge();
  EXPECT_EQ(judged.rows.at(0).reason, "unannounced-host-shares-certificate");
  EXPECT_EQ(judged.rows.at(0).detail,
            "the host is outside the notice, but it shares its certificate with one that is inside");
}

TEST(Judge, a_name_in_the_place_of_productions_is_told) {
  World world;
  const auto told = [&] {
    const auto all = world.judge().not_tried;
    return std::ranges::count(all, "the name api.example.com: target staging has another in its place");
  };
  EXPECT_EQ(told(), 0);
  world.next().route.verify_name = "tls-test.example.com";
  EXPECT_EQ(told(), 1);
}

TEST(Judge, a_store_that_no_endpoint_names_is_told) {
  World world;
  world.evidence.stores.push_back(world.evidence.stores.front());
  world.evidence.stores.back().name = "legacy";
  EXPECT_EQ(std::ranges::count(world.judge().not_tried, "store legacy: no endpoint of the profile names it"),
            1);
  world.profile.endpoints.front().stores.push_back("legacy");
  EXPECT_EQ(std::ranges::count(world.judge().not_tried, "store legacy: no endpoint of the profile names it"),
            0);
}

TEST(Judge, the_same_evidence_gives_the_same_rows) {
  World one, two;
  one.add_call(profile::Must::answered);
  two.add_call(profile::Must::answered);
  const auto a = one.judge(), b = two.judge();
  ASSERT_EQ(a.rows.size(), b.rows.size());
  EXPECT_EQ(a.findings, b.findings);
  EXPECT_EQ(a.not_tried, b.not_tried);
}

}  // namespace
}  // namespace rehearse::judge
