#include "base/nearest.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace rehearse {
namespace {

constexpr std::array<std::string_view, 7> kKnown = {"names", "except", "replaces", "from",
                                                    "to",    "x",      "exempt"};

struct Case {
  const char* name;
  std::string written;
  std::string_view meant;
};

class Nearest : public testing::TestWithParam<Case> {};

TEST_P(Nearest, finds_the_word_meant) {
  EXPECT_EQ(nearest(GetParam().written, kKnown), GetParam().meant);
}

const Case kCases[] = {
    {"a_letter_missing", "nmes", "names"},
    {"a_letter_more", "namess", "names"},
    {"a_letter_replaced", "nanes", "names"},
    {"two_letters_swapped", "naems", "names"},
    {"two_letters_swapped_in_a_short_word", "ot", "to"},
    {"the_word_itself", "replaces", "replaces"},
    {"the_nearer_of_two", "exmpt", "exempt"},
    {"the_first_of_equals", "exeept", "except"},
    {"three_letters_away_in_nine", "replacing", "replaces"},
    {"nothing_where_all_is_different", "window", ""},
    {"nothing_beyond_a_third", "nabcs", ""},
    {"nothing_for_an_empty_word", "", ""},
    {"nothing_for_one_other_letter", "y", ""},
    {"nothing_for_a_megabyte", std::string(1U << 20, 'n'), ""},
};
INSTANTIATE_TEST_SUITE_P(Table, Nearest, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(Nearest, has_nothing_to_say_where_nothing_is_known) {
  EXPECT_EQ(nearest("names", {}), "");
}

}  // namespace
}  // namespace rehearse
