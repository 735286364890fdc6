#include "report/console.h"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/columns.h"
#include "report/made.h"
#include "report/runs.h"

namespace rehearse::report {
namespace {

using judge::StageName;
using judge::Verdict;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

std::string without_colours(std::string text) {
  for (auto at = text.find("\x1b["); at != std::string::npos; at = text.find("\x1b[")) {
    text.erase(at, text.find('m', at) + 1 - at);
  }
  return text;
}

std::size_t times(const std::string& text, std::string_view part) {
  std::size_t out = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++out;
  return out;
}

// Lines to be copied may be as long as they are.
bool is_verbatim(std::string_view line) {
  const auto start = line.find_first_not_of(' ');
  if (start == std::string_view::npos) return false;
  for (const std::string_view label :
       {"sha256 ", "run ", "curl  ", "openssl  ", "hosts ", "second ", "PEM "}) {
    if (line.substr(start).starts_with(label)) return true;
  }
  return false;
}

TEST(Console, no_line_is_wider_than_the_page_but_those_to_be_copied) {
  for (const auto& [name, run] : test::all_runs()) {
    for (const std::size_t width : {40U, 60U, 61U, 79U, 80U, 100U, 120U, 160U, 200U}) {
      for (const bool verbose : {false, true}) {
        if (verbose && name == "many") continue;
        const auto text = render_console(run, {.width = width, .verbose = verbose});
        for (const auto& line : lines(text)) {
          if (is_verbatim(line)) continue;
          ASSERT_LE(display_width(line), width) << name << ": " << line;
        }
      }
    }
  }
}

TEST(Console, no_width_is_too_small_or_too_large) {
  const auto run = test::will_break_run();
  EXPECT_EQ(render_console(run, {.width = 0}), render_console(run, {.width = 40}));
  EXPECT_THAT(render_console(run, {.width = 100000}), HasSubstr("will break"));
}

TEST(Console, colour_adds_sequences_and_changes_nothing_else) {
  for (const auto& [name, run] : test::all_runs()) {
    const auto coloured = render_console(run, {.colour = true});
    EXPECT_NE(coloured.find("\x1b["), std::string::npos) << name;
    EXPECT_EQ(without_colours(coloured), render_console(run, {})) << name;
  }
}

TEST(Console, ascii_is_ascii_in_what_peers_wrote_too) {
  for (const auto& [name, run] : test::all_runs()) {
    const auto text = render_console(run, {.ascii = true, .verbose = true});
    const auto foreign =
        std::ranges::find_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    EXPECT_EQ(foreign, text.end()) << name;
  }
}

TEST(Console, the_last_line_is_the_verdict) {
  const struct {
    const char* name;
    judge::Run run;
    const char* line;
  } cases[] = {
      {"ready", test::ready_run(), "✓ ready: 2 ready (2 endpoint-store pairs)"},
      {"will_break", test::will_break_run(), "✗ will break: 5 will break, 2 ready (7 endpoint-store pairs)"},
      {"not_affected", test::not_affected_run(), "· not affected: 1 not affected (1 endpoint-store pair)"},
      {"inconclusive", test::inconclusive_run(), "? inconclusive: 7 inconclusive (7 endpoint-store pairs)"},
      {"the_lab_says_so", test::lab_run(),
       "✗ will break (in the lab): 5 will break, 2 ready (7 endpoint-store pairs)"},
      {"nothing_at_all", judge::Run(), "? inconclusive: nothing was judged"},
  };
  for (const auto& one : cases) EXPECT_EQ(lines(render_console(one.run, {})).back(), one.line) << one.name;
}

TEST(Console, the_position_in_the_window) {
  const struct {
    const char* name;
    const char* now;
    const char* said;
  } cases[] = {
      {"days_before", "2018-12-01T08:59:59Z", "UTC, in 11 days"},
      {"one_day_before", "2018-12-10T10:00:00Z", "UTC, in 1 day"},
      {"hours_before", "2018-12-12T02:00:00Z", "UTC, in 7 hours"},
      {"minutes_before", "2018-12-12T08:58:00Z", "UTC, in 2 minutes"},
      {"at_its_first_second", "2018-12-12T09:00:00Z", "UTC, open now, 10 hours left"},
      {"at_its_last_second", "2018-12-12T19:00:00Z", "UTC, open now, 0 minutes left"},
      {"after", "2018-12-12T20:00:00Z", "UTC, over for 1 hour"},
  };
  for (const auto& one : cases) {
    auto run = test::bare_run("x");
    run.now = test::instant(one.now);
    EXPECT_THAT(render_console(run, {}), HasSubstr(one.said)) << one.name;
  }
}

TEST(Console, the_window_in_its_own_zone) {
  const struct {
    const char* name;
    const char* to;
    const char* zone;
    const char* said;
  } cases[] = {
      {"the_day_is_said_once", "2018-12-12T19:00:00Z", "America/Los_Angeles",
       "2018-12-12 01:00 to 11:00 PST (America/Los_Angeles)"},
      {"over_midnight_both_days", "2018-12-13T19:00:00Z", "America/Los_Angeles",
       "2018-12-12 01:00 to 2018-12-13 11:00 PST (America/Los_Angeles)"},
      {"over_a_change_of_clocks_both_zones", "2019-03-11T19:00:00Z", "America/Los_Angeles",
       "2018-12-12 01:00 PST to 2019-03-11 12:00 PDT"},
      {"an_unknown_zone_leaves_utc", "2018-12-12T19:00:00Z", "Nowhere/Land", "2018-12-12 09:00 to 19:00 UTC"},
  };
  for (const auto& one : cases) {
    auto run = test::bare_run("x");
    run.maintenance->to = test::instant(one.to);
    run.maintenance->zone = one.zone;
    EXPECT_THAT(render_console(run, {.width = 120}), HasSubstr(one.said)) << one.name;
  }
}

TEST(Console, one_problem_is_told_once_however_many_endpoints_have_it) {
  const auto text = render_console(test::many_run(300), {.width = 120});
  EXPECT_EQ(times(text, "\n  1. "), 1U);
  EXPECT_EQ(times(text, "\n  2. "), 0U);
  EXPECT_THAT(text, HasSubstr("host-000, host-025, host-050, host-075 and 8 more"));
}

TEST(Console, many_endpoints_are_counted_and_none_is_lost) {
  const auto text = render_console(test::many_run(300), {.width = 120});
  EXPECT_LT(lines(text).size(), 40U);
  EXPECT_THAT(text, HasSubstr("300 endpoints"));
  for (const char* folded : {"  ✗  12   will break ", "  ?  24   inconclusive ", "  ✓  264  ready "}) {
    EXPECT_THAT(text, HasSubstr(folded));
  }
  const auto whole = render_console(test::many_run(300), {.width = 120, .verbose = true});
  EXPECT_EQ(times(whole, "\nhost-"), 300U);
  EXPECT_THAT(whole, Not(HasSubstr("\n300 endpoints\n")));
}

TEST(Console, a_thousand_endpoints_with_twenty_stores_fit_a_screen) {
  for (const auto pattern : {test::Pattern::alike, test::Pattern::mixed}) {
    const auto text = render_console(test::fleet_run(1000, 20, pattern), {.width = 120});
    EXPECT_LT(lines(text).size(), 50U) << text;
    EXPECT_THAT(text, HasSubstr("(20000 endpoint-store pairs)"));
  }
}

// Each store with a problem of its own is the most that there is to say.
TEST(Console, whatever_is_wrong_a_large_run_fits_a_screen) {
  auto run = test::fleet_run(100, 20, test::Pattern::mixed);
  for (std::size_t i = 0; i < run.rows.size(); ++i) {
    auto& row = run.rows[i];
    row.reason = "reason-" + std::to_string(i);
    if (row.remedy) row.remedy->add.front().sha256.bytes[0] = static_cast<std::uint8_t>(i);
    run.findings.push_back({"finding-" + std::to_string(i), "somewhere", "something"});
  }
  for (auto& store : run.stores) store.error = "it cannot be read";
  EXPECT_LT(lines(render_console(run, {.width = 120})).size(), 80U);
}

TEST(Console, lab_says_what_is_not_the_vendors_first_and_once) {
  auto run = test::lab_run();
  const auto text = render_console(run, {.width = 160});
  EXPECT_THAT(text, HasSubstr("Nothing below was seen at the vendor"));
  for (const char* said : {"minted here", "not judged under --lab: payroll", "${env:VENDOR_PASSWORD}",
                           "the clock stands at 2018-12-11"}) {
    EXPECT_EQ(times(text, said), 1U) << said;
    EXPECT_LT(text.find(said), text.find("\napi  ")) << said;
  }
  run.lab = false;
  const auto other = render_console(run, {.width = 160});
  EXPECT_THAT(other, Not(HasSubstr("Lab:")));
  EXPECT_GT(other.find("not judged under --lab"), other.find("\nFindings"));
}

TEST(Console, commands_stand_whole_line_by_line) {
  auto run = test::will_break_run();
  run.rows.front().remedy->command = "first " + std::string(300, 'a') + "\n\nsecond";
  const auto all = lines(render_console(run, {.width = 60}));
  const auto first = std::ranges::find(all, "    run        first " + std::string(300, 'a'));
  ASSERT_NE(first, all.end());
  EXPECT_EQ(*std::next(first), "               second");
}

TEST(Console, what_no_store_mends_says_so) {
  const struct {
    const char* name;
    StageName stage;
    const char* said;
  } cases[] = {{"name", StageName::name, "no store mends this: the vendor has to"},
               {"call", StageName::call, "no store mends this: look at the call"},
               {"trust", StageName::trust, "ask the vendor for the whole chain"}};
  for (const auto& one : cases) {
    auto run = test::ready_run();
    run.rows.front().verdict = Verdict::will_break;
    run.rows.front().stage = one.stage;
    EXPECT_THAT(render_console(run, {.width = 120}), HasSubstr(one.said)) << one.name;
  }
}

TEST(Console, only_verbose_shows_what_is_fine) {
  const auto run = test::ready_run();
  EXPECT_THAT(render_console(run, {}), Not(HasSubstr("By hand")));
  const auto verbose = render_console(run, {.verbose = true});
  for (const char* said :
       {"By hand", "TLS_AES_256_GCM_SHA384", "passed resolve", "fault expected app:DENIED"}) {
    EXPECT_THAT(verbose, HasSubstr(said));
  }
}

TEST(Console, findings_of_one_id_are_folded_and_counted) {
  const struct {
    const char* name;
    std::size_t number;
    const char* more;
  } cases[] = {{"three_are_shown", 3, ""}, {"of_four_two_are_named", 4, "and 2 more: at-2, at-3"}};
  for (const auto& one : cases) {
    auto run = test::bare_run("x");
    for (std::size_t i = 0; i < one.number; ++i)
      run.findings.push_back({"same", "at-" + std::to_string(i), "said"});
    const auto text = render_console(run, {});
    EXPECT_EQ(times(text, ": said"), *one.more == '\0' ? one.number : 2U) << one.name;
    EXPECT_THAT(text, HasSubstr(one.more)) << one.name;
    EXPECT_EQ(times(render_console(run, {.verbose = true}), ": said"), one.number) << one.name;
  }
}

TEST(Console, ten_thousand_bytes_of_a_subject_take_a_few_lines) {
  const auto text = render_console(test::hostile_run(), {.verbose = true});
  EXPECT_LT(text.size(), 16000U);
  EXPECT_THAT(text, HasSubstr("bytes)"));
}

}  // namespace
}  // namespace rehearse::report
