#include "base/digest.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

const std::string kHex = "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef";

TEST(Sha256, reads_back_what_it_prints) {
  const auto digest = parse_sha256(kHex);
  ASSERT_TRUE(digest.has_value());
  EXPECT_EQ(digest->hex(), kHex);
  EXPECT_EQ(digest->bytes[1], 0x11);
  EXPECT_EQ(digest->bytes[15], 0xff);
}

TEST(Sha256, takes_upper_case_and_colons) {
  std::string colons;
  for (std::size_t i = 0; i < kHex.size(); i += 2) {
    if (!colons.empty()) colons += ':';
    for (const char c : kHex.substr(i, 2)) colons += static_cast<char>(std::toupper(c));
  }
  EXPECT_EQ(parse_sha256(colons).value(), parse_sha256(kHex).value());
}

struct Case {
  const char* name;
  std::string text;
};

class Sha256Refuses : public testing::TestWithParam<Case> {};

TEST_P(Sha256Refuses, with_its_code) {
  const auto digest = parse_sha256(GetParam().text);
  ASSERT_FALSE(digest.has_value()) << GetParam().text;
  EXPECT_EQ(digest.error().code, "bad-digest");
}

const Case kCases[] = {
    {"empty_text", ""},
    {"one_digit_too_few", kHex.substr(1)},
    {"one_digit_too_many", kHex + "0"},
    {"a_sha1", kHex.substr(0, 40)},
    {"a_letter_that_is_no_digit", "g" + kHex.substr(1)},
    {"a_colon_inside_a_byte", "0:0" + kHex.substr(2)},
    {"two_colons", "00::" + kHex.substr(2)},
    {"a_leading_colon", ":" + kHex},
    {"a_trailing_colon", kHex + ":"},
    {"a_space", "00 " + kHex.substr(2)},
    {"a_megabyte_of_digits", std::string(1U << 20, 'a')},
};
INSTANTIATE_TEST_SUITE_P(Table, Sha256Refuses, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(Hex, is_lower_case_and_knows_all_bytes) {
  EXPECT_EQ(to_hex(""), "");
  EXPECT_EQ(to_hex(std::string_view("\x00\x7f\x80\xff", 4)), "007f80ff");
}

}  // namespace
}  // namespace rehearse
