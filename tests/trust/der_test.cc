#include "trust/der.h"

#include <ostream>

#include <gtest/gtest.h>

#include "trust/der_writer.h"

namespace rehearse::trust {
namespace {

struct Case {
  const char* name;
  std::string bytes;
  bool reads;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

const std::string kLong(200, 'x');

const Case kCases[] = {
    {"a_short_element", std::string("\x02\x01\x05"), true},
    {"an_empty_element", std::string("\x05\x00", 2), true},
    {"a_length_of_one_byte_more", tlv(0x04, kLong), true},
    {"a_length_of_two_bytes_more", tlv(0x04, kLong + kLong), true},
    {"nothing", "", false},
    {"a_tag_alone", "\x02", false},
    {"content_that_ends_early", std::string("\x02\x02\x05"), false},
    {"an_indefinite_length", std::string("\x30\x80\x00\x00", 4), false},
    {"a_long_form_that_could_be_short", std::string("\x04\x81\x01x"), false},
    {"a_long_form_with_a_leading_zero", std::string("\x04\x82\x00\xC8", 4) + kLong, false},
    {"a_length_of_five_bytes", std::string("\x04\x85\x01\x00\x00\x00\x00", 7) + kLong, false},
    {"a_length_that_is_far_too_long", std::string("\x04\x84\xFF\xFF\xFF\xFF") + kLong, false},
    {"a_tag_of_two_bytes", std::string("\x1F\x22\x00", 3), false},
};

class DerTable : public testing::TestWithParam<Case> {};

TEST_P(DerTable, reads) {
  const auto& c = GetParam();
  Der der(c.bytes);
  const auto element = der.next();
  ASSERT_EQ(element.has_value(), c.reads);
  if (!element) return;
  EXPECT_EQ(element->whole, c.bytes);
  EXPECT_TRUE(der.empty());
}

INSTANTIATE_TEST_SUITE_P(trust, DerTable, testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Der, leaves_what_has_another_tag) {
  const std::string bytes = tlv(0x02, "a") + tlv(0x04, "b");
  Der der(bytes);
  EXPECT_FALSE(der.read(Der::octet_string));
  EXPECT_EQ(der.read(Der::integer), "a");
  EXPECT_EQ(der.read(Der::octet_string), "b");
  EXPECT_FALSE(der.next());
}

TEST(Der, knows_the_shortest_form_of_a_number) {
  EXPECT_TRUE(is_minimal_integer(std::string_view("\0", 1)));
  EXPECT_TRUE(is_minimal_integer(std::string_view("\0\x80", 2)));
  EXPECT_TRUE(is_minimal_integer("\xFF\x7F"));
  EXPECT_FALSE(is_minimal_integer(""));
  EXPECT_FALSE(is_minimal_integer(std::string_view("\0\x7F", 2)));
  EXPECT_FALSE(is_minimal_integer("\xFF\x80"));
}

}  // namespace
}  // namespace rehearse::trust
