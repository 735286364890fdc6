#include "report/columns.h"

#include <gtest/gtest.h>

namespace rehearse::report {
namespace {

TEST(Columns, width_of_text) {
  const struct {
    const char* name;
    std::string text;
    std::size_t columns;
  } cases[] = {
      {"nothing", "", 0},
      {"ascii", "billing", 7},
      {"accents_in_one_code_point", "caf\u00e9", 4},
      {"accents_as_combining_marks", "cafe\u0301", 4},
      {"east_asian_wide", "日本語", 6},
      {"full_width_letters", "ＡＢ", 4},
      {"half_width_katakana", "ｱｲ", 2},
      {"hangul", "한국", 4},
      {"emoji", "\U0001f512", 2},
      {"signs_of_ours", "✓✗·…—•", 6},
      {"a_stray_byte_counts_once", "a\xff", 2},
      {"a_cut_sequence_counts_its_bytes", "\xe6\x97", 2},
  };
  for (const auto& one : cases) EXPECT_EQ(display_width(one.text), one.columns) << one.name;
}

TEST(Columns, fit) {
  const struct {
    const char* name;
    std::string text;
    std::size_t columns;
    std::string expected;
  } cases[] = {
      {"what_fits_stays", "billing", 7, "billing"},
      {"what_is_too_long_is_marked", "billing-store", 8, "billing…"},
      {"a_wide_character_is_not_halved", "日本語", 4, "日…"},
      {"a_wide_character_wider_than_the_space_goes", "日本語", 2, "…"},
      {"no_room_but_for_the_mark", "billing", 1, "…"},
      {"marks_stay_with_their_letter", "e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301…"},
  };
  for (const auto& one : cases) EXPECT_EQ(fit(one.text, one.columns, "…"), one.expected) << one.name;
}

TEST(Columns, wrap) {
  using Lines = std::vector<std::string>;
  const struct {
    const char* name;
    std::string text;
    std::size_t columns;
    Lines expected;
  } cases[] = {
      {"nothing_is_one_empty_line", "", 10, {""}},
      {"short_text_is_one_line", "one two", 10, {"one two"}},
      {"breaks_at_a_space", "one two three", 8, {"one two", "three"}},
      {"a_line_may_be_filled_to_its_end", "one two", 7, {"one two"}},
      {"a_long_word_is_broken", "abcdefgh", 3, {"abc", "def", "gh"}},
      {"a_long_word_starts_a_line_of_its_own", "ab cdefgh", 4, {"ab", "cdef", "gh"}},
      {"what_follows_a_broken_word_shares_its_last_line", "abcde f", 4, {"abcd", "e f"}},
      {"runs_of_spaces_are_one", "a   b ", 10, {"a b"}},
      {"wide_characters_count_twice", "日本 語", 4, {"日本", "語"}},
      {"no_columns_at_all_still_end", "日ab", 0, {"日", "a", "b"}},
  };
  for (const auto& one : cases) EXPECT_EQ(wrap(one.text, one.columns), one.expected) << one.name;
}

TEST(Columns, to_ascii) {
  EXPECT_EQ(to_ascii("caf\u00e9 \U0001f512"), "caf\\u{00e9} \\u{1f512}");
  EXPECT_EQ(to_ascii("plain"), "plain");
}

TEST(Columns, wrapping_loses_nothing_at_any_width) {
  const std::string text = "日本 abc 語語語 de\u0301f ghijklmnop q";
  std::string wanted = text;
  std::erase(wanted, ' ');
  for (std::size_t columns = 0; columns < 40; ++columns) {
    std::string seen;
    for (const auto& line : wrap(text, columns)) {
      if (columns >= 2) {
        EXPECT_LE(display_width(line), columns) << columns;
      }
      seen += line;
    }
    std::erase(seen, ' ');
    EXPECT_EQ(seen, wanted) << columns;
  }
}

}  // namespace
}  // namespace rehearse::report
