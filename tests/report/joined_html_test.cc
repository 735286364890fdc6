// The pages of comparisons and of many machines.

#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/html.h"
#include "report/joined.h"
#include "report/markup.h"
#include "report/runs.h"

namespace rehearse::report {
namespace {

using test::count;
using test::values;
using testing::HasSubstr;
using testing::Not;

std::string page_of(const std::vector<judge::Member>& members) {
  return render_fleet_html(judge::join(members));
}

std::string fleet_page() {
  return page_of(test::fleet_members());
}

TEST(JoinedHtml, links_lead_to_something_and_to_nothing_outside) {
  for (const auto& page :
       {render_compare_html(test::comparison()), render_compare_html(test::hostile_comparison()),
        fleet_page(), page_of(test::hostile_members())}) {
    const auto ids = values(page, "id");
    const std::set<std::string> known(ids.begin(), ids.end());
    EXPECT_EQ(known.size(), ids.size());
    for (const auto& href : values(page, "href")) {
      ASSERT_TRUE(href.starts_with('#')) << href;
      EXPECT_TRUE(known.contains(href.substr(1))) << href;
    }
    for (const char* way : {" src=", "<link", "<img", "<iframe", "<object", "<form", "@import", "url("})
      EXPECT_EQ(page.find(way), std::string::npos) << way;
  }
}

TEST(JoinedHtml, hostile_text_is_no_markup_wherever_it_stands) {
  for (const auto& page :
       {render_compare_html(test::hostile_comparison()), page_of(test::hostile_members())}) {
    EXPECT_EQ(count(page, "<script"), 1U);
    EXPECT_GT(count(page, "&lt;script&gt;alert(1)&lt;/script&gt;"), 8U);
    for (const char* hidden : {"\u202e", "\x1b", "\u009b", "\xff"})
      EXPECT_EQ(page.find(hidden), std::string::npos);
    EXPECT_LT(page.size(), 60'000U) << "10 kB texts are cut";
  }
}

TEST(CompareHtml, opens_with_what_differs_and_what_a_pass_proves) {
  const auto page = render_compare_html(test::comparison());
  EXPECT_THAT(page, HasSubstr("</span> differs</p>\n<h1>staging held against production</h1>"));
  EXPECT_LT(page.find("3 things differ that an integration would notice"), page.find("<h2"));
  EXPECT_LT(page.find("a store that works at staging"), page.find("id=\"differences\""));
  EXPECT_THAT(page, HasSubstr("5 compared, 6 differences, 2 ignored, 1 not compared"));
}

TEST(CompareHtml, what_is_not_the_same_of_two_values_is_marked_between_whole_characters) {
  const auto page = render_compare_html(test::comparison());
  EXPECT_THAT(page, HasSubstr("CN=Example <mark>old</mark> Server CA,O=Example"));
  EXPECT_THAT(page, HasSubstr("CN=Example <mark>new</mark> Server CA,O=Example"));
  EXPECT_THAT(page, HasSubstr("&lt;mü<mark>de&gt;  drei&lt;/müd</mark>e&gt;"));
  EXPECT_THAT(page, HasSubstr("&lt;mü<mark>ße&gt;  drei&lt;/müß</mark>e&gt;"));
  EXPECT_THAT(page, HasSubstr("<em>nothing</em>"));
  EXPECT_THAT(page, HasSubstr("503 <small>in 1 of 4</small>"));
}

TEST(CompareHtml, one_difference_at_two_endpoints_is_one_line_and_both_lead_to_it) {
  const auto page = render_compare_html(test::comparison());
  EXPECT_THAT(page, HasSubstr("<br><small>soap, rest</small>"));
  EXPECT_EQ(count(page, "href=\"#d0\""), 2U);
}

TEST(CompareHtml, says_alike_of_what_was_compared_whole_and_nothing_of_the_rest) {
  auto alike = test::comparison();
  alike.differences.clear();
  EXPECT_THAT(render_compare_html(alike), HasSubstr("could not be told</p>"));
  alike.not_compared.clear();
  EXPECT_THAT(render_compare_html(alike), HasSubstr("</span> alike</p>"));
  EXPECT_THAT(render_compare_html(alike), Not(HasSubstr("id=\"differences\"")));
}

TEST(FleetHtml, says_which_machines_break_and_what_is_done_there) {
  const auto page = fleet_page();
  EXPECT_THAT(page, HasSubstr("7 runs joined"));
  EXPECT_LT(page.find("machines have to be mended before the change"), page.find("<h2"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">app-2</th>"));
  EXPECT_THAT(page, HasSubstr("A run played the vendor on its own machine."));
  EXPECT_THAT(page, Not(HasSubstr("Not every machine ran the same profile")));
  EXPECT_THAT(page_of(test::hostile_members()), HasSubstr("Not every machine ran the same profile"));
  EXPECT_TRUE(std::regex_search(page, std::regex("<a href=\"#cause-1\">1</a>")));
}

TEST(FleetHtml, the_worst_machines_come_first) {
  const auto page = fleet_page();
  EXPECT_LT(page.find("<th scope=\"row\">app-2"), page.find("<th scope=\"row\">batch-1"));
  EXPECT_LT(page.find("<th scope=\"row\">batch-1"), page.find("<th scope=\"row\">app-1"));
}

}  // namespace
}  // namespace rehearse::report
