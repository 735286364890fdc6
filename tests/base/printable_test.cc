#include "base/printable.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

struct Case {
  const char* name;
  std::string text;
  std::string shown;
};

class Printable : public testing::TestWithParam<Case> {};

TEST_P(Printable, shows) {
  EXPECT_EQ(printable(GetParam().text), GetParam().shown);
}

const Case kCases[] = {
    {"plain_text_as_it_is", "Example Root, O=\"x\" \\n <b>", "Example Root, O=\"x\" \\n <b>"},
    {"letters_of_any_alphabet", "caf\xc3\xa9 \xe4\xb8\xad \xf0\x9f\x98\x80",
     "caf\xc3\xa9 \xe4\xb8\xad \xf0\x9f\x98\x80"},
    {"nothing_as_nothing", "", ""},
    {"line_ends", "a\r\nb\tc", "a\\r\\nb\\tc"},
    {"an_escape_sequence", "\x1b[31mred", "\\e[31mred"},
    {"nul_and_bell", std::string("\0\a", 2), "\\x00\\x07"},
    {"delete", "\x7f", "\\x7f"},
    {"a_c1_control",
     "\xc2\x9b"
     "31m",
     "\\u{9b}31m"},
    {"a_lone_c1_byte", "\x9b", "\\x9b"},
    {"a_right_to_left_override",
     "moc.\xe2\x80\xae"
     "evil",
     "moc.\\u{202e}evil"},
    {"a_right_to_left_isolate", "\xe2\x81\xa7", "\\u{2067}"},
    {"a_zero_width_space",
     "a\xe2\x80\x8b"
     "b",
     "a\\u{200b}b"},
    {"a_soft_hyphen", "\xc2\xad", "\\u{00ad}"},
    {"a_byte_order_mark", "\xef\xbb\xbf", "\\u{feff}"},
    {"line_and_paragraph_separators", "\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}"},
    {"a_tag_character", "\xf3\xa0\x81\x81", "\\u{e0041}"},
    {"a_hangul_filler", "\xe3\x85\xa4", "\\u{3164}"},
    {"a_variation_selector", "\xef\xb8\x8f", "\\u{fe0f}"},
    {"a_byte_that_is_no_utf8",
     "a\xff"
     "b",
     "a\\xffb"},
    {"an_overlong_slash", "\xc0\xaf", "\\xc0\\xaf"},
    {"an_overlong_of_three", "\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
    {"an_overlong_of_four", "\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf"},
    {"a_surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
    {"beyond_unicode", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
    {"a_character_cut_short", "\xe4\xb8", "\\xe4\\xb8"},
    {"a_character_broken_by_a_letter",
     "\xe4\xb8"
     "a",
     "\\xe4\\xb8a"},
    {"the_last_character_of_unicode", "\xf4\x8f\xbf\xbd", "\xf4\x8f\xbf\xbd"},
};
INSTANTIATE_TEST_SUITE_P(Table, Printable, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(Printable, says_what_it_cut) {
  EXPECT_EQ(printable("abcdef", 4), "abcd... (6 bytes)");
  EXPECT_EQ(printable("abcd", 4), "abcd");
  EXPECT_EQ(printable("", 4), "");
}

TEST(Printable, never_cuts_inside_a_character_or_an_escape) {
  EXPECT_EQ(printable("abc\xe4\xb8\xad", 5), "abc... (6 bytes)");
  EXPECT_EQ(printable("abc\n", 4), "abc... (4 bytes)");
}

TEST(Printable, shows_every_byte_so_that_no_control_is_left) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  for (const char c : printable(all)) {
    EXPECT_GE(static_cast<unsigned char>(c), 0x20);
    EXPECT_LT(static_cast<unsigned char>(c), 0x7f);
  }
}

TEST(Printable, is_the_same_when_shown_twice) {
  const std::string once = printable("\x1b[0m\xe2\x80\xae\xff\n");
  EXPECT_EQ(printable(once), once);
}

}  // namespace
}  // namespace rehearse
