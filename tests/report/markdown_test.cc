#include "report/markdown.h"

#include <gtest/gtest.h>

#include "report/made.h"
#include "report/runs.h"

namespace rehearse::report {
namespace {

std::string with_title(std::string title) {
  auto run = test::ready_run();
  run.profile.title = std::move(title);
  return render_markdown(run);
}

TEST(Markdown, foreign_text_stays_inside_its_code_span) {
  const struct {
    const char* title;
    const char* shown;
  } rows[] = {
      {"plain", "# ✓ ready: `plain`\n"},
      {"a `tick`", "# ✓ ready: `` a `tick` ``\n"},
      {"two ``", "# ✓ ready: ``` two `` ```\n"},
      {"bar | bar", "# ✓ ready: `bar | bar`\n"},
      {"line\nfeed", "# ✓ ready: `line\\nfeed`\n"},
      {"@team #1 <b>", "# ✓ ready: `@team #1 <b>`\n"},
  };
  for (const auto& [title, shown] : rows)
    EXPECT_TRUE(with_title(title).starts_with(shown)) << with_title(title);
}

TEST(Markdown, a_bar_in_a_name_makes_no_column) {
  auto run = test::ready_run();
  for (auto& row : run.rows) row.endpoint = "a|b";
  for (auto& route : run.routes) route.route.endpoint = "a|b";
  run.machine.host = "host|name";
  const auto text = render_markdown(run);
  EXPECT_TRUE(text.contains("| `a\\|b` |")) << text;
  EXPECT_TRUE(text.contains("| machine | `host\\|name, ")) << text;
}

TEST(Markdown, the_sign_off_says_what_the_verdict_is_of) {
  EXPECT_TRUE(render_markdown(test::lab_run()).contains("| verdict | ✗ will break (in the lab) |"));
  EXPECT_TRUE(
      render_markdown(test::inconclusive_run()).contains("| verdict | ? inconclusive, interrupted |"));
}

TEST(Markdown, who_changes_a_store_stands_beside_what_is_to_be_done) {
  EXPECT_TRUE(render_markdown(test::will_break_run()).contains("- by: `payments team`\n"));
}

TEST(Markdown, a_command_with_a_fence_in_it_does_not_end_its_block) {
  auto run = test::will_break_run();
  run.rows.front().remedy->command = "echo '```'\necho done";
  EXPECT_TRUE(render_markdown(run).contains("````sh\necho '```'\necho done\n````\n"));
}

TEST(Markdown, a_process_to_restart_is_named_once_for_each_store) {
  const auto text = render_markdown(test::will_break_run());
  const std::string line = "- [ ] `store billing (/opt/app/billing.pem)`: ";
  const auto first = text.find(line);
  ASSERT_NE(first, std::string::npos) << text;
  EXPECT_EQ(text.find(line, first + 1), std::string::npos);
}

TEST(Markdown, three_hundred_endpoints_are_a_few_lines) {
  const auto text = render_markdown(test::many_run(300));
  EXPECT_LT(text.size(), 8000U);
  EXPECT_TRUE(text.contains(" and 7 more")) << text;
}

TEST(Markdown, more_stores_than_fit_beside_each_other_are_counted) {
  auto run = test::ready_run();
  const auto row = run.rows.front();
  for (int i = 0; i < 20; ++i) {
    run.rows.push_back(row);
    run.rows.back().store = "store-" + std::to_string(i);
  }
  EXPECT_TRUE(render_markdown(run).contains("| `api` | 22 ready (22 endpoint-store pairs) |"));
}

}  // namespace
}  // namespace rehearse::report
