#include <ostream>

#include <gtest/gtest.h>

#include "trust/question.h"
#include "trust/verify.h"

namespace rehearse::trust {
namespace {

struct Case {
  const char* name;
  std::vector<std::string> dns_names, ip_addresses;
  const char* common_name;
  const char* host;
  bool strict;   // RFC 9525 without exceptions
  bool openssl;  // OpenSSL's own idea
  bool curl;
  bool node;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

const Case kCases[] = {
    {"the_same_name", {"api.example.com"}, {}, "x", "api.example.com", true, true, true, true},
    {"case_does_not_matter", {"API.example.com"}, {}, "x", "api.EXAMPLE.com", true, true, true, true},
    {"the_dot_of_the_root_is_no_part_of_the_name_for_curl",
     {"api.example.com"},
     {},
     "x",
     "api.example.com.",
     true,
     false,
     true,
     true},
    {"another_name", {"api.example.com"}, {}, "x", "www.example.com", false, false, false, false},
    {"one_of_several_names",
     {"www.example.com", "api.example.com"},
     {},
     "x",
     "api.example.com",
     true,
     true,
     true,
     true},
    {"a_wildcard_covers_one_label", {"*.example.com"}, {}, "x", "api.example.com", true, true, true, true},
    {"a_wildcard_does_not_cover_two_labels",
     {"*.example.com"},
     {},
     "x",
     "a.api.example.com",
     false,
     false,
     false,
     false},
    {"a_wildcard_does_not_cover_its_own_domain",
     {"*.example.com"},
     {},
     "x",
     "example.com",
     false,
     false,
     false,
     false},
    {"a_partial_wildcard_is_openssls_idea",
     {"a*.example.com"},
     {},
     "x",
     "api.example.com",
     false,
     true,
     false,
     true},
    {"the_common_name_without_any_san",
     {},
     {},
     "api.example.com",
     "api.example.com",
     false,
     true,
     true,
     true},
    {"the_common_name_beside_a_san_does_not_count",
     {"www.example.com"},
     {},
     "api.example.com",
     "api.example.com",
     false,
     false,
     false,
     false},
    {"the_common_name_beside_an_address",
     {},
     {"192.0.2.7"},
     "api.example.com",
     "api.example.com",
     false,
     true,
     false,
     true},
    {"an_underscore_under_a_wildcard",
     {"*.example.com"},
     {},
     "x",
     "my_api.example.com",
     false,
     false,
     true,
     true},
    {"a_wildcard_that_stands_above_one_label", {"*.com"}, {}, "x", "example.com", false, false, false, false},
    {"an_address_as_the_common_name", {}, {}, "192.0.2.7", "192.0.2.7", false, false, true, false},
    {"a_wildcard_does_not_cover_an_address", {}, {}, "*.0.2.7", "192.0.2.7", false, false, false, false},
    {"an_address_in_the_san", {}, {"192.0.2.7"}, "x", "192.0.2.7", true, true, true, true},
    {"another_address", {}, {"192.0.2.7"}, "x", "192.0.2.8", false, false, false, false},
    {"an_ipv6_address_however_it_is_written",
     {},
     {"2001:db8::7"},
     "x",
     "2001:DB8:0::7",
     true,
     true,
     true,
     true},
    {"an_ipv4_address_in_an_ipv6_one",
     {},
     {"192.0.2.7"},
     "x",
     "::ffff:192.0.2.7",
     false,
     false,
     false,
     false},
    {"an_address_as_a_dns_name_is_not_an_address",
     {"192.0.2.7"},
     {},
     "x",
     "192.0.2.7",
     false,
     false,
     false,
     false},
};

class CoversHosts : public testing::TestWithParam<Case> {};

TEST_P(CoversHosts, answers) {
  const auto& c = GetParam();
  auto what = Authority::server(c.common_name);
  what.dns_names = c.dns_names;
  what.ip_addresses = c.ip_addresses;
  what.common_name_only = c.dns_names.empty() && c.ip_addresses.empty();
  const auto leaf = Authority::mint(what, &authority().intermediate).certificate;
  EXPECT_EQ(covers_host(*leaf, c.host, *find_client("openssl"), NameRule::strict), c.strict);
  EXPECT_EQ(covers_host(*leaf, c.host, *find_client("openssl"), NameRule::of_client), c.openssl);
  EXPECT_EQ(covers_host(*leaf, c.host, *find_client("curl"), NameRule::of_client), c.curl);
  EXPECT_EQ(covers_host(*leaf, c.host, *find_client("node"), NameRule::of_client), c.node);
}

// An IPv4 address in an IPv6 one. Each was asked of the client itself.
TEST(CoversHost, by_an_address_in_another_is_javas_and_gos_idea) {
  const std::string four("\xC0\x00\x02\x07", 4);
  const std::string mapped = std::string(10, '\0') + "\xFF\xFF" + four;
  const struct {
    std::string san;
    const char* host;
    bool java, go, curl, gnutls, openssl;
  } cases[] = {
      {mapped, "192.0.2.7", true, true, false, false, false},
      {mapped, "::ffff:192.0.2.7", true, true, true, true, true},
      {four, "::ffff:192.0.2.7", true, true, false, false, false},
      {four, "192.0.2.7", true, true, true, true, true},
  };
  for (const auto& c : cases) {
    const auto leaf =
        leaf_with(authority().intermediate, says({"2.5.29.17", false, sequence(tlv(0x87, c.san))}));
    const auto covers = [&](const char* client) {
      return covers_host(*leaf.certificate, c.host, *find_client(client), NameRule::of_client);
    };
    EXPECT_EQ(covers("java-17"), c.java) << c.host << c.san.size();
    EXPECT_EQ(covers("go-1.19"), c.go) << c.host << c.san.size();
    EXPECT_EQ(covers("curl"), c.curl) << c.host << c.san.size();
    EXPECT_EQ(covers("gnutls"), c.gnutls) << c.host << c.san.size();
    EXPECT_EQ(covers("openssl"), c.openssl) << c.host << c.san.size();
  }
}

// Each was put to curl 7.88: its parser of URLs has a host before anything is compared.
TEST(CoversHost, as_curl_spells_the_host) {
  const struct {
    const char* name;
    std::vector<std::string> dns_names, ip_addresses;
    const char* common_name;
    const char* host;
    bool covered;
  } rows[] = {
      {"a_hexadecimal_number", {}, {"127.0.0.1"}, "x", "0x7f000001", true},
      {"in_capitals", {}, {"127.0.0.1"}, "x", "0X7F000001", true},
      {"numbers_in_two_parts", {}, {"127.0.0.1"}, "x", "0x7f.0x1", true},
      {"octal_numbers", {}, {"127.0.0.1"}, "x", "0177.0.0.0x1", true},
      {"another_address", {}, {"127.0.0.2"}, "x", "0x7f000001", false},
      {"a_number_that_is_a_dns_name", {"0x7f000001"}, {}, "x", "0x7f000001", false},
      {"a_number_that_is_the_common_name", {}, {}, "0x7f000001", "0x7f000001", false},
      {"a_number_of_the_common_names_address", {}, {}, "127.0.0.1", "0x7f000001", true},
      {"a_number_out_of_range_is_a_name", {"0x100000000"}, {}, "x", "0x100000000", true},
      {"a_part_out_of_range_is_one_too", {"0x100.0x1"}, {}, "x", "0x100.0x1", true},
      {"so_are_five_parts", {"0x1.0x1.0x1.0x1.0x1"}, {}, "x", "0x1.0x1.0x1.0x1.0x1", true},
      {"no_number", {"0xh.example.com"}, {}, "x", "0xh.example.com", true},
      {"an_ipv6_address_in_the_common_name", {}, {}, "::1", "[::1]", true},
      {"one_that_is_written_long", {}, {}, "::1", "[0:0:0:0:0:0:0:1]", true},
      {"one_that_the_common_name_writes_long", {}, {}, "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]", false},
      {"an_ipv4_address_in_an_ipv6_one_is_not_looked_for_there",
       {},
       {},
       "0:0:0:0:0:ffff:7f00:1",
       "[0:0:0:0:0:ffff:7f00:1]",
       false},
      {"an_ipv6_address_in_the_san", {}, {"::1"}, "x", "[0:0:0:0:0:0:0:1]", true},
  };
  for (const auto& row : rows) {
    const auto leaf = leaf_with(authority().intermediate, [&](cert::Mint& m) {
                        m.subject = {{{"CN", row.common_name}}};
                        m.dns_names = row.dns_names;
                        m.ip_addresses = row.ip_addresses;
                        m.common_name_only = row.dns_names.empty() && row.ip_addresses.empty();
                      }).certificate;
    EXPECT_EQ(covers_host(*leaf, row.host, *find_client("curl"), NameRule::of_client), row.covered)
        << row.name;
  }
}

TEST(CoversHost, by_the_last_of_several_common_names_is_curls_idea) {
  auto what = Authority::server("api.example.com");
  what.subject = {{{"CN", "api.example.com"}, {"CN", "www.example.com"}}};
  what.dns_names.clear();
  what.common_name_only = true;
  const auto leaf = Authority::mint(what, &authority().intermediate).certificate;
  const auto covers = [&](const char* client, const char* host) {
    return covers_host(*leaf, host, *find_client(client), NameRule::of_client);
  };
  EXPECT_FALSE(covers("curl", "api.example.com"));
  EXPECT_TRUE(covers("curl", "www.example.com"));
  EXPECT_TRUE(covers("openssl", "api.example.com"));
  EXPECT_TRUE(covers("openssl", "www.example.com"));
}

INSTANTIATE_TEST_SUITE_P(trust, CoversHosts, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace rehearse::trust
