#include "base/hostname.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

TEST(NormalHost, is_lower_case_without_the_dot_of_the_root) {
  EXPECT_EQ(normal_host("API.Example.COM."), "api.example.com");
  EXPECT_EQ(normal_host("api.example.com"), "api.example.com");
  EXPECT_EQ(normal_host("a.."), "a.");
  EXPECT_EQ(normal_host(""), "");
  EXPECT_EQ(normal_host("\xc3\x84"), "\xc3\x84") << "only ASCII has a case here";
}

struct Host {
  const char* name;
  std::string host;
  bool is_name;
};

class DnsName : public testing::TestWithParam<Host> {};

TEST_P(DnsName, is_told) {
  EXPECT_EQ(is_dns_name(GetParam().host), GetParam().is_name) << GetParam().host;
}

std::string of_length(std::size_t length) {
  std::string out;
  while (out.size() + 10 <= length) out += "abcdefghi.";
  return out + std::string(length - out.size(), 'z');
}

const Host kHosts[] = {
    {"a_name", "api.example.com", true},
    {"upper_case", "API.EXAMPLE.COM", true},
    {"a_single_label", "localhost", true},
    {"the_dot_of_the_root", "example.com.", true},
    {"an_underscore", "_dmarc.example.com", true},
    {"digits_before_the_last_label", "1.2.3.com", true},
    {"a_last_label_with_a_digit", "example.c0m", true},
    {"an_a_label", "xn--bcher-kva.example", true},
    {"a_label_of_63", std::string(63, 'a') + ".com", true},
    {"a_name_of_253", of_length(253), true},
    {"not_a_label_of_64", std::string(64, 'a') + ".com", false},
    {"not_a_name_of_254", of_length(254), false},
    {"not_an_empty_text", "", false},
    {"not_a_dot", ".", false},
    {"not_two_dots_at_the_end", "example.com..", false},
    {"not_an_empty_label", "api..example.com", false},
    {"not_a_leading_dot", ".example.com", false},
    {"not_a_leading_hyphen", "-api.example.com", false},
    {"not_a_trailing_hyphen", "api-.example.com", false},
    {"not_an_ipv4_address", "192.0.2.1", false},
    {"not_an_ipv6_address", "2001:db8::1", false},
    {"not_a_wildcard", "*.example.com", false},
    {"not_a_space", "api example.com", false},
    {"not_a_u_label",
     "b\xc3\xbc"
     "cher.example",
     false},
    {"not_a_nul_byte", std::string("api\0.example.com", 16), false},
    {"not_a_port", "example.com:443", false},
};
INSTANTIATE_TEST_SUITE_P(Table, DnsName, testing::ValuesIn(kHosts),
                         [](const auto& each) { return each.param.name; });

struct Pair {
  const char* name;
  std::string pattern;
  std::string host;
  bool covered;
};

class NamePattern : public testing::TestWithParam<Pair> {};

TEST_P(NamePattern, covers) {
  EXPECT_EQ(covers_name(GetParam().pattern, GetParam().host), GetParam().covered);
}

const Pair kPairs[] = {
    {"the_same_name", "api.example.com", "api.example.com", true},
    {"another_spelling", "API.example.com", "api.EXAMPLE.com.", true},
    {"one_label_by_a_wildcard", "*.example.com", "api.example.com", true},
    {"one_odd_label_by_a_wildcard", "*.example.com", "xn--bcher-kva.example.com", true},
    {"not_another_name", "api.example.com", "www.example.com", false},
    {"not_the_base_by_a_wildcard", "*.example.com", "example.com", false},
    {"not_two_labels_by_a_wildcard", "*.example.com", "a.b.example.com", false},
    {"not_below_without_a_wildcard", "example.com", "api.example.com", false},
    {"not_a_look_alike_suffix", "*.example.com", "api.notexample.com", false},
    {"not_a_whole_top_level_domain", "*.com", "example.com", false},
    {"not_everything", "*", "localhost", false},
    {"not_a_partial_wildcard", "a*.example.com", "api.example.com", false},
    {"not_a_wildcard_further_right", "api.*.com", "api.example.com", false},
    {"not_two_wildcards", "*.*.example.com", "a.b.example.com", false},
    {"not_an_address_by_a_wildcard", "*.0.2.1", "192.0.2.1", false},
    {"not_an_address_by_itself", "192.0.2.1", "192.0.2.1", false},
    {"not_a_wildcard_by_itself", "*.example.com", "*.example.com", false},
    {"not_an_empty_host", "*.example.com", "", false},
    {"not_an_empty_pattern", "", "example.com", false},
};
INSTANTIATE_TEST_SUITE_P(Table, NamePattern, testing::ValuesIn(kPairs),
                         [](const auto& each) { return each.param.name; });

TEST(NamePattern, is_told_from_what_can_cover_nothing) {
  for (const auto good : {"example.com", "localhost", "*.example.com", "*.b.example.com"})
    EXPECT_TRUE(is_name_pattern(good)) << good;
  for (const auto bad : {"", "*", "*.", "*.com", "*.com.", "**.example.com", "*.*.example.com", "192.0.2.1"})
    EXPECT_FALSE(is_name_pattern(bad)) << bad;
}

}  // namespace
}  // namespace rehearse
