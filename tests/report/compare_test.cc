#include "report/compare.h"

#include <gtest/gtest.h>

namespace rehearse::report {
namespace {

judge::Comparison comparison() {
  judge::Comparison out{.baseline = "before.json api", .candidate = "after.json"};
  out.differences = {{.area = judge::Difference::Area::http,
                      .where = "api/ping",
                      .path = "status",
                      .baseline = "200",
                      .candidate = "500",
                      .weight = 80,
                      .at = {"192.0.2.1:443", "192.0.2.2:443"},
                      .seen_in = 1,
                      .of = 4}};
  return out;
}

TEST(CompareConsole, a_side_and_its_value_stand_apart_and_under_each_other) {
  const auto text = render_compare_console(comparison(), {.width = 100});
  EXPECT_NE(text.find("\n  http status of api/ping at 192.0.2.1:443 and 192.0.2.2:443\n"
                      "    before.json api 200\n"
                      "    after.json      500 (in 1 of 4)\n"),
            std::string::npos)
      << text;
}

TEST(CompareConsole, a_side_that_leaves_no_room_stands_above_its_value) {
  const auto text = render_compare_console(comparison(), {.width = 40});
  EXPECT_NE(text.find("    before.json api\n      200\n"), std::string::npos) << text;
}

TEST(CompareConsole, what_all_answers_have_is_not_counted) {
  auto of_all = comparison();
  of_all.differences[0].seen_in = 4;
  EXPECT_EQ(render_compare_console(of_all, {}).find(" of 4"), std::string::npos);
}

}  // namespace
}  // namespace rehearse::report
