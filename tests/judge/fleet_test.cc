#include "judge/fleet.h"

#include <gtest/gtest.h>

namespace rehearse::judge {
namespace {

Row row(std::string endpoint, std::string store, Verdict verdict, std::string reason) {
  Row out;
  out.endpoint = std::move(endpoint);
  out.target = "staging";
  out.store = std::move(store);
  out.client = "curl";
  out.verdict = verdict;
  out.reason = std::move(reason);
  if (verdict == Verdict::will_break) out.stage = StageName::trust;
  return out;
}

Row untrusted(std::string endpoint, std::string store, char root) {
  auto out = row(std::move(endpoint), std::move(store), Verdict::will_break, "anchor-not-in-store");
  trust::Remedy remedy;
  remedy.add.emplace_back();
  remedy.add.front().sha256.bytes.fill(static_cast<unsigned char>(root));
  remedy.where = "store " + out.store + " here";
  out.remedy = remedy;
  return out;
}

Member member(std::string machine, std::vector<Row> rows) {
  Member out;
  out.machine = std::move(machine);
  out.run.rows = std::move(rows);
  out.run.verdict = Verdict::ready;
  for (const auto& one : out.run.rows) {
    if (one.verdict == Verdict::will_break) out.run.verdict = one.verdict;
  }
  return out;
}

StoreReport store(std::string name, unsigned char content) {
  StoreReport out;
  out.name = std::move(name);
  out.sha256.emplace();
  out.sha256->bytes.fill(content);
  return out;
}

TEST(Fleet, one_root_that_is_missing_on_two_machines_is_one_cause_whatever_their_stores_are_called) {
  const std::vector<Member> members = {
      member("a", {untrusted("rest", "billing", 1), untrusted("soap", "billing", 1)}),
      member("b", {untrusted("rest", "java", 1), untrusted("rest", "other", 2)})};
  const auto fleet = join(members);
  ASSERT_EQ(fleet.causes.size(), 2U);
  const auto& first = fleet.causes.front();
  EXPECT_EQ(first.machines, (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(first.places.size(), 2U);
  EXPECT_EQ(first.places[0].endpoints, (std::vector<std::string>{"rest", "soap"}));
  EXPECT_EQ(first.places[1].where, "store java here");
  EXPECT_EQ(fleet.causes.back().machines, (std::vector<std::string>{"b"}));
}

TEST(Fleet, what_breaks_stands_before_what_could_not_be_told) {
  const std::vector<Member> members = {
      member("a", {row("rest", "s", Verdict::inconclusive, "connect-refused"), untrusted("soap", "s", 1)})};
  const auto fleet = join(members);
  ASSERT_EQ(fleet.causes.size(), 2U);
  EXPECT_EQ(fleet.causes[0].verdict, Verdict::will_break);
  EXPECT_EQ(fleet.causes[1].verdict, Verdict::inconclusive);
}

TEST(Fleet, the_worst_machine_decides_and_one_where_nothing_was_judged_counts) {
  auto nothing = member("b", {});
  nothing.run.verdict = Verdict::inconclusive;
  EXPECT_EQ(join({member("a", {row("rest", "s", Verdict::ready, "")}), nothing}).verdict,
            Verdict::inconclusive);
  EXPECT_EQ(join({member("a", {row("rest", "s", Verdict::ready, "")})}).verdict, Verdict::ready);
  EXPECT_EQ(join({nothing, member("a", {untrusted("rest", "s", 1)})}).verdict, Verdict::will_break);
}

TEST(Fleet, a_store_that_differs_or_is_not_everywhere_is_named_and_no_other) {
  auto a = member("a", {}), b = member("b", {}), c = member("c", {});
  a.run.stores = {store("same", 1), store("differs", 1), store("lacks", 1)};
  b.run.stores = {store("same", 1), store("differs", 2)};
  c.run.stores = {store("same", 1), store("differs", 1), store("lacks", 1)};
  const std::vector<Member> members = {a, b, c};
  const auto fleet = join(members);
  ASSERT_EQ(fleet.stores.size(), 2U);
  EXPECT_EQ(fleet.stores[0].store, "differs");
  ASSERT_EQ(fleet.stores[0].variants.size(), 2U);
  EXPECT_EQ(fleet.stores[0].variants[0].machines, (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(fleet.stores[1].store, "lacks");
  EXPECT_EQ(fleet.stores[1].missing, (std::vector<std::string>{"b"}));
}

TEST(Fleet, machines_that_ran_another_profile_are_told) {
  auto a = member("a", {}), b = member("b", {});
  EXPECT_TRUE(join({a, b}).profiles.empty());
  b.run.profile.sha256.bytes.fill(7);
  const auto fleet = join({a, b});
  ASSERT_EQ(fleet.profiles.size(), 2U);
  EXPECT_EQ(fleet.profiles[1].second, (std::vector<std::string>{"b"}));
}

TEST(Fleet, a_cause_that_nothing_mends_leads_to_one_of_the_same_reason_that_something_does) {
  const std::vector<Member> members = {
      member("a", {row("rest", "s", Verdict::will_break, "anchor-not-in-store")}),
      member("b", {untrusted("rest", "s", 1), row("soap", "s", Verdict::will_break, "name-mismatch")})};
  const auto fleet = join(members);
  ASSERT_EQ(fleet.causes.size(), 3U);
  EXPECT_EQ(fleet.causes[0].like, 1U);
  EXPECT_EQ(fleet.causes[1].like, std::nullopt);
  EXPECT_EQ(fleet.causes[2].like, std::nullopt) << "no store mends a name";
}

TEST(Fleet, runs_for_another_window_are_told) {
  auto a = member("a", {}), b = member("b", {});
  a.run.maintenance = b.run.maintenance =
      profile::Maintenance{Instant(), Instant() + std::chrono::hours(1), "UTC"};
  EXPECT_TRUE(join({a, b}).windows.empty());
  b.run.maintenance->to += std::chrono::hours(1);
  ASSERT_EQ(join({a, b}).windows.size(), 2U);
  EXPECT_EQ(join({a, b}).windows[1].second, (std::vector<std::string>{"b"}));
}

}  // namespace
}  // namespace rehearse::judge
