#include "report/html.h"

#include <regex>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "report/made.h"
#include "report/markup.h"
#include "report/runs.h"

namespace rehearse::report {
namespace {

using test::count;
using test::values;

TEST(Html, refers_to_nothing_outside_itself) {
  for (const auto& [name, run] : test::all_runs()) {
    const auto page = render_html(run);
    for (const auto& href : values(page, "href")) EXPECT_TRUE(href.starts_with('#')) << name << ": " << href;
    for (const char* way : {" src=", "<link", "<img", "<iframe", "<object", "<form", "@import", "url("})
      EXPECT_EQ(page.find(way), std::string::npos) << name << ": " << way;
  }
}

TEST(Html, every_link_leads_to_something_and_every_id_is_there_once) {
  for (const auto& [name, run] : test::all_runs()) {
    const auto page = render_html(run);
    const auto ids = values(page, "id");
    const std::set<std::string> known(ids.begin(), ids.end());
    EXPECT_EQ(known.size(), ids.size()) << name;
    for (const auto& href : values(page, "href")) EXPECT_TRUE(known.contains(href.substr(1))) << name << href;
  }
}

TEST(Html, hostile_text_is_no_markup_wherever_it_stands) {
  const auto page = render_html(test::hostile_run());
  EXPECT_EQ(count(page, "<script"), 1U);
  EXPECT_EQ(page.find("alert(1)</script>"), std::string::npos);
  EXPECT_GT(count(page, "&lt;script&gt;alert(1)&lt;/script&gt;"), 30U);
  for (const char* hidden : {"\u202e", "\x1b", "\u009b", "\xff"})
    EXPECT_EQ(page.find(hidden), std::string::npos);
  EXPECT_LT(page.size(), 60'000U) << "10 kB subjects are cut";
}

TEST(Html, holds_no_secret) {
  EXPECT_EQ(render_html(test::will_break_run()).find(test::kPlantedSecret), std::string::npos);
}

TEST(Html, the_policy_names_the_script_and_the_style_by_their_digests) {
  const auto page = render_html(test::ready_run());
  const std::regex policy(
      "default-src &#?[a-z0-9]+;none&#?[a-z0-9]+;.*style-src &#?[a-z0-9]+;sha256-.*script-src "
      "&#?[a-z0-9]+;sha256-");
  EXPECT_TRUE(std::regex_search(page, policy)) << page.substr(0, 600);
  EXPECT_EQ(count(page, "unsafe-inline"), 0U);
}

TEST(Html, opens_with_the_answer) {
  const struct {
    judge::Run run;
    const char* says;
  } rows[] = {
      {test::ready_run(), "Nothing has to be changed, as far as it was tried."},
      {test::will_break_run(), "3 things have to be mended before the change"},
      {test::inconclusive_run(), "What is marked with a question mark could not be told"},
      {test::not_affected_run(), "No endpoint is in the change."},
  };
  for (const auto& [run, says] : rows) {
    const auto page = render_html(run);
    EXPECT_LT(page.find(says), page.find("<h2")) << says;
  }
}

TEST(Html, a_certificate_of_both_chains_is_drawn_as_the_same) {
  auto run = test::ready_run();
  run.routes.front().handshake->chain[1] = run.routes[1].handshake->chain[1];
  run.routes.front().handshake->chain[2] = run.routes[1].handshake->chain[2];
  const auto page = render_html(run);
  EXPECT_TRUE(page.contains("in both: Example new Server CA, Example new Root. All else is new."));
  EXPECT_EQ(count(page, "class=\"box same\""), 4U);
  EXPECT_EQ(count(page, "class=\"link across\""), 2U);
}

TEST(Html, an_anchor_that_no_server_sent_is_drawn_dashed) {
  auto run = test::ready_run();
  for (auto& route : run.routes) route.handshake->chain.pop_back();
  const auto page = render_html(run);
  EXPECT_EQ(count(page, "class=\"box new unsent\""), 1U);
  EXPECT_TRUE(page.contains("✓ system ends here"));
}

TEST(Html, a_store_ends_where_its_path_does_whatever_else_fails) {
  auto run = test::ready_run();
  auto& row = run.rows.front();
  row.verdict = judge::Verdict::will_break;
  row.stages[4].outcome = judge::StageOutcome::fail;
  EXPECT_TRUE(render_html(run).contains("✓ system ends here"));
  row.stages[5].outcome = judge::StageOutcome::fail;
  EXPECT_TRUE(render_html(run).contains("✗ system goes no further"));
}

TEST(Html, what_is_left_out_of_a_large_run_is_counted_and_every_endpoint_is_named) {
  for (const auto pattern : {test::Pattern::alike, test::Pattern::mixed}) {
    const auto page = render_html(test::fleet_run(400, 20, pattern));
    EXPECT_LT(page.size(), 1'500'000U);
    for (int i = 0; i < 400; ++i) ASSERT_TRUE(page.contains(fmt::format("host-{:04}", i))) << i;
    EXPECT_TRUE(page.contains("certificates more: they are in the JSON report."));
  }
}

}  // namespace
}  // namespace rehearse::report
