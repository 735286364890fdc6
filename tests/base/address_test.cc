#include "base/address.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

struct Case {
  const char* name;
  std::string_view written;
  const char* text;  // nullptr = refused
  Family family = Family::ipv4;
};

class AddressParse : public testing::TestWithParam<Case> {};

TEST_P(AddressParse, gives_the_canonical_text) {
  const Case& row = GetParam();
  const auto address = Address::parse(row.written);
  ASSERT_EQ(address.has_value(), row.text != nullptr) << row.written;
  if (!address) {
    EXPECT_EQ(address.error().code, "bad-address");
    return;
  }
  EXPECT_EQ(address->text(), row.text);
  EXPECT_EQ(address->family(), row.family);
  EXPECT_EQ(address->bracketed(), row.family == Family::ipv6 ? "[" + address->text() + "]" : address->text());
  EXPECT_EQ(*Address::parse(address->bracketed()), *address);
}

const Case kCases[] = {
    {"reads_ipv4", "192.0.2.1", "192.0.2.1"},
    {"reads_ipv6", "2001:db8::1", "2001:db8::1", Family::ipv6},
    {"reads_ipv6_in_brackets", "[2001:db8::1]", "2001:db8::1", Family::ipv6},
    {"shortens_ipv6", "2001:0DB8:0:0:0:0:0:1", "2001:db8::1", Family::ipv6},
    {"takes_a_mapped_address_for_the_ipv4_machine", "::ffff:192.0.2.1", "192.0.2.1", Family::ipv4},
    {"reads_the_unspecified_address", "::", "::", Family::ipv6},
    {"refuses_ipv4_in_brackets", "[192.0.2.1]", nullptr},
    {"refuses_an_empty_text", "", nullptr},
    {"refuses_empty_brackets", "[]", nullptr},
    {"refuses_one_bracket", "[::1", nullptr},
    {"refuses_two_brackets", "[[::1]]", nullptr},
    {"refuses_a_zone_id", "fe80::1%eth0", nullptr},
    {"refuses_leading_zeros", "192.0.2.01", nullptr},
    {"refuses_three_parts", "192.0.2", nullptr},
    {"refuses_a_number", "3221225985", nullptr},
    {"refuses_hexadecimal", "0xc0000201", nullptr},
    {"refuses_256", "192.0.2.256", nullptr},
    {"refuses_a_space", " 192.0.2.1", nullptr},
    {"refuses_a_name", "localhost", nullptr},
    {"refuses_what_a_nul_byte_hides", std::string_view("192.0.2.1\0.example.com", 22), nullptr},
};
INSTANTIATE_TEST_SUITE_P(Table, AddressParse, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(Address, refuses_a_megabyte_of_digits) {
  EXPECT_FALSE(Address::parse(std::string(1U << 20, '1')).has_value());
}

TEST(Address, tells_families_by_id) {
  EXPECT_EQ(to_id(Family::ipv4), "ipv4");
  EXPECT_EQ(to_id(Family::ipv6), "ipv6");
}

TEST(Port, is_1_to_65535_and_nothing_else) {
  EXPECT_EQ(parse_port("1").value(), 1);
  EXPECT_EQ(parse_port("443").value(), 443);
  EXPECT_EQ(parse_port("65535").value(), 65535);
  for (const auto text : {"", "0", "65536", "-1", "+1", " 1", "1 ", "4a", "0x10", "99999999999999999999"}) {
    const auto port = parse_port(text);
    ASSERT_FALSE(port.has_value()) << text;
    EXPECT_EQ(port.error().code, "bad-port");
  }
}

}  // namespace
}  // namespace rehearse
