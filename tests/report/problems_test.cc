#include "report/problems.h"

#include <gtest/gtest.h>

#include "report/made.h"
#include "report/runs.h"

namespace rehearse::report {
namespace {

using judge::StageName;
using judge::Verdict;

judge::Row breaking(const std::string& endpoint, const std::string& store, StageName stage) {
  return test::row({endpoint, endpoint + ".example.com", "staging", profile::Role::next, "203.0.113.7"},
                   store, {Verdict::will_break, stage, "why", "detail"});
}

trust::Remedy remedy(std::string where, const std::string& certificate) {
  trust::Remedy out;
  out.where = std::move(where);
  out.add = {{cert::sha256(certificate), certificate, "", nullptr}};
  return out;
}

TEST(Problems, two_rows_are_one_problem_where_one_change_mends_both) {
  auto base = breaking("a", "s/curl", StageName::trust);
  base.remedy = remedy("store s", "root");
  const struct {
    const char* name;
    void (*change)(judge::Row&);
    std::size_t number;
  } cases[] = {
      {"the_same_twice", [](judge::Row&) {}, 1},
      {"another_endpoint", [](judge::Row& row) { row.endpoint = "b"; }, 1},
      {"another_detail", [](judge::Row& row) { row.detail = "x"; }, 1},
      {"another_store", [](judge::Row& row) { row.remedy->where = "store t"; }, 2},
      {"another_certificate", [](judge::Row& row) { row.remedy = remedy("store s", "other"); }, 2},
      {"something_to_remove", [](judge::Row& row) { row.remedy->remove = {{cert::sha256("x"), "", {}}}; }, 2},
      {"another_command", [](judge::Row& row) { row.remedy->command = "x"; }, 2},
      {"another_restart", [](judge::Row& row) { row.remedy->restart = "x"; }, 2},
      {"no_remedy", [](judge::Row& row) { row.remedy.reset(); }, 2},
      {"not_broken_at_all", [](judge::Row& row) { row.verdict = Verdict::inconclusive; }, 1},
  };
  for (const auto& one : cases) {
    judge::Run run;
    run.rows = {base, base};
    one.change(run.rows.back());
    EXPECT_EQ(problems(run).size(), one.number) << one.name;
  }
}

TEST(Problems, without_a_remedy_a_name_is_one_problem_for_all_stores_and_trust_one_for_each) {
  const struct {
    const char* name;
    StageName stage;
    std::size_t number;
  } cases[] = {{"name", StageName::name, 1}, {"call", StageName::call, 1}, {"trust", StageName::trust, 2}};
  for (const auto& one : cases) {
    judge::Run run;
    run.rows = {breaking("a", "s/curl", one.stage), breaking("a", "t/node", one.stage)};
    EXPECT_EQ(problems(run).size(), one.number) << one.name;
  }
}

TEST(Problems, name_endpoints_and_clients_once_in_the_order_of_the_rows) {
  judge::Run run;
  for (const char* endpoint : {"b", "a", "b", "a"}) {
    run.rows.push_back(breaking(endpoint, "s/curl", StageName::name));
    run.rows.push_back(breaking(endpoint, "s/node", StageName::name));
  }
  const auto found = problems(run);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().endpoints, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(found.front().clients, (std::vector<std::string>{"curl", "node"}));
}

TEST(Endpoints, stand_in_the_order_of_the_run_with_their_worst_row) {
  const auto run = test::will_break_run();
  const auto views = endpoints(run);
  ASSERT_EQ(views.size(), 3U);
  EXPECT_EQ(views[0].name, "api");
  EXPECT_EQ(views[0].routes.size(), 2U);
  EXPECT_EQ(views[0].rows.size(), 2U);
  EXPECT_EQ(views[0].worst, &run.rows[0]);
}

TEST(Endpoints, of_equally_bad_rows_the_first_is_the_worst_and_will_break_wins) {
  judge::Run run;
  for (const auto verdict : {Verdict::not_affected, Verdict::ready, Verdict::inconclusive,
                             Verdict::will_break, Verdict::will_break}) {
    run.rows.push_back(breaking("a", "s/curl", StageName::trust));
    run.rows.back().verdict = verdict;
  }
  EXPECT_EQ(endpoints(run).front().worst, &run.rows[3]);
}

}  // namespace
}  // namespace rehearse::report
