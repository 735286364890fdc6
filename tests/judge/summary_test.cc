#include "judge/summary.h"

#include <ostream>

#include <gtest/gtest.h>

namespace rehearse::judge {
namespace {

using enum Verdict;

struct Case {
  const char* name;
  std::vector<Verdict> rows;
  Verdict over_all;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

const Case kCases[] = {
    {"nothing_judged_is_inconclusive", {}, inconclusive},
    {"all_not_affected", {not_affected, not_affected}, not_affected},
    {"ready_outweighs_not_affected", {not_affected, ready, not_affected}, ready},
    {"inconclusive_outweighs_ready", {ready, inconclusive, not_affected}, inconclusive},
    {"will_break_outweighs_inconclusive", {inconclusive, will_break, ready}, will_break},
    {"will_break_outweighs_all", {will_break, not_affected}, will_break},
};

std::vector<Row> rows_of(const std::vector<Verdict>& verdicts) {
  std::vector<Row> out(verdicts.size());
  for (std::size_t i = 0; i < verdicts.size(); ++i) out[i].verdict = verdicts[i];
  return out;
}

class OverAll : public testing::TestWithParam<Case> {};

TEST_P(OverAll, has_the_precedence) {
  EXPECT_EQ(to_id(over_all(rows_of(GetParam().rows))), to_id(GetParam().over_all));
}

INSTANTIATE_TEST_SUITE_P(summary, OverAll, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

TEST(Summary, counts_endpoint_by_store_and_the_worst_row_wins) {
  auto rows = rows_of({ready, will_break, not_affected, inconclusive, ready});
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].endpoint = i < 2 ? "a" : std::string(1, static_cast<char>('a' + i));
  const auto summary = summarise(rows);
  EXPECT_EQ(summary.will_break, 1U);
  EXPECT_EQ(summary.not_affected, 1U);
  EXPECT_EQ(summary.inconclusive, 1U);
  EXPECT_EQ(summary.ready, 1U);
}

}  // namespace
}  // namespace rehearse::judge
