// The host names that Go and GnuTLS take a certificate for.

#include <ostream>

#include <gtest/gtest.h>

#include "trust/question.h"
#include "trust/verify.h"

namespace rehearse::trust {
namespace {

struct Case {
  const char* name;
  std::vector<std::string> dns_names, ip_addresses;
  std::vector<std::string> common_names;
  const char* host;
  bool go, go119, gnutls;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

const std::vector<std::string> kAny = {"x"};

const Case kCases[] = {
    {"the_same_name", {"api.example.com"}, {}, kAny, "api.example.com", true, true, true},
    {"case_does_not_matter", {"API.example.com"}, {}, kAny, "api.EXAMPLE.com", true, true, true},
    {"another_name", {"api.example.com"}, {}, kAny, "www.example.com", false, false, false},
    {"the_dot_of_the_root", {"api.example.com"}, {}, kAny, "api.example.com.", true, true, false},
    {"the_dot_of_the_root_in_the_certificate",
     {"api.example.com."},
     {},
     kAny,
     "api.example.com",
     false,
     false,
     false},
    {"a_wildcard_covers_one_label", {"*.example.com"}, {}, kAny, "api.example.com", true, true, true},
    {"a_wildcard_does_not_cover_two_labels",
     {"*.example.com"},
     {},
     kAny,
     "a.b.example.com",
     false,
     false,
     false},
    {"a_wildcard_does_not_cover_its_own_domain",
     {"*.example.com"},
     {},
     kAny,
     "example.com",
     false,
     false,
     false},
    {"a_wildcard_that_stands_above_one_label", {"*.com"}, {}, kAny, "example.com", true, true, false},
    {"a_wildcard_alone", {"*"}, {}, kAny, "localhost", false, true, false},
    {"a_wildcard_alone_does_not_cover_two_labels", {"*"}, {}, kAny, "example.com", false, false, false},
    {"a_wildcard_before_a_part_of_a_label",
     {"*pi.example.com"},
     {},
     kAny,
     "api.example.com",
     false,
     false,
     true},
    {"a_wildcard_behind_a_part_of_a_label",
     {"a*.example.com"},
     {},
     kAny,
     "api.example.com",
     false,
     false,
     false},
    {"a_wildcard_in_the_second_label", {"api.*.com"}, {}, kAny, "api.example.com", false, false, false},
    {"an_underscore", {"my_api.example.com"}, {}, kAny, "my_api.example.com", true, true, true},
    {"an_underscore_under_a_wildcard", {"*.example.com"}, {}, kAny, "my_api.example.com", true, true, true},
    {"a_host_that_is_no_host_name", {"a b.example.com"}, {}, kAny, "a b.example.com", true, true, true},
    {"a_host_that_is_no_host_name_under_a_wildcard",
     {"*.example.com"},
     {},
     kAny,
     "a b.example.com",
     false,
     false,
     true},
    {"the_common_name_without_any_san", {}, {}, {"api.example.com"}, "api.example.com", false, false, true},
    {"one_of_two_common_names",
     {},
     {},
     {"api.example.com", "www.example.com"},
     "api.example.com",
     false,
     false,
     false},
    {"the_common_name_beside_a_san",
     {"www.example.com"},
     {},
     {"api.example.com"},
     "api.example.com",
     false,
     false,
     false},
    {"the_common_name_beside_an_address",
     {},
     {"192.0.2.7"},
     {"api.example.com"},
     "api.example.com",
     false,
     false,
     false},
    {"an_address", {}, {"192.0.2.7"}, kAny, "192.0.2.7", true, true, true},
    {"another_address", {}, {"192.0.2.7"}, kAny, "192.0.2.8", false, false, false},
    {"an_ipv6_address_however_it_is_written", {}, {"2001:db8::7"}, kAny, "2001:DB8:0::7", true, true, true},
    {"an_ipv6_address_in_brackets", {}, {"2001:db8::7"}, kAny, "[2001:db8::7]", true, true, false},
    {"an_address_as_a_dns_name", {"192.0.2.7"}, {}, kAny, "192.0.2.7", false, false, false},
    {"an_address_as_the_common_name", {}, {}, {"192.0.2.7"}, "192.0.2.7", false, false, false},
};

class ClientNames : public testing::TestWithParam<Case> {};

TEST_P(ClientNames, answers) {
  const auto& c = GetParam();
  const auto leaf = leaf_with(authority().intermediate, [&](cert::Mint& m) {
                      m.subject.attributes.clear();
                      for (const auto& name : c.common_names) m.subject.attributes.push_back({"CN", name});
                      m.dns_names = c.dns_names;
                      m.ip_addresses = c.ip_addresses;
                      m.common_name_only = c.dns_names.empty() && c.ip_addresses.empty();
                    }).certificate;
  const auto covers = [&](const char* client) {
    return covers_host(*leaf, c.host, *find_client(client), NameRule::of_client);
  };
  EXPECT_EQ(covers("go"), c.go);
  EXPECT_EQ(covers("go-1.19"), c.go119);
  EXPECT_EQ(covers("gnutls"), c.gnutls);
}

INSTANTIATE_TEST_SUITE_P(trust, ClientNames, testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ClientName, for_gnutls_the_common_name_of_a_client_is_no_server) {
  const auto leaf = leaf_with(authority().intermediate, [](cert::Mint& m) {
                      m.dns_names.clear();
                      m.common_name_only = true;
                      m.extensions = {usages(der::kClientAuth)};
                    }).certificate;
  EXPECT_FALSE(covers_host(*leaf, "api.example.com", *find_client("gnutls"), NameRule::of_client));
}

// Each was asked of gnutls-cli 3.7.9.
TEST(ClientName, for_gnutls_a_common_name_is_of_some_kinds_of_text) {
  const std::string_view host = "api.example.com";
  std::string wide, wider;
  for (const char c : host) {
    wide += {'\0', c};
    wider += {'\0', '\0', '\0', c};
  }
  const struct {
    const char* name;
    unsigned tag;
    std::string value;
    bool covers;
  } cases[] = {
      {"UTF8String", 0x0C, std::string(host), true},
      {"PrintableString", 0x13, std::string(host), true},
      {"T61String", 0x14, std::string(host), true},
      {"IA5String", 0x16, std::string(host), false},
      {"BMPString", 0x1E, wide, true},
      {"UniversalString", 0x1C, wider, false},
  };
  for (const auto& one : cases) {
    const auto minted = leaf_with(authority().intermediate, [&](cert::Mint& m) {
      m.subject = {{{"CN", one.value}}};
      m.dns_names.clear();
      m.common_name_only = true;
    });
    const auto leaf = patched(*minted.certificate, tlv(0x0C, one.value), tlv(one.tag, one.value));
    EXPECT_EQ(covers_host(*leaf, host, *find_client("gnutls"), NameRule::of_client), one.covers) << one.name;
  }
}

// Each was put to certtool --verify-hostname of GnuTLS 3.7.9.
TEST(ClientName, for_gnutls_the_common_name_counts_beside_some_names_only) {
  const struct {
    const char* name;
    unsigned tag;
    std::string value;
    bool covers;
  } cases[] = {
      {"mail", 0x81, "ops@example.com", true},
      {"a_registered_id", 0x88, "\x2B\x06\x01", true},
      {"a_uri", 0x86, "https://api.example.com", false},
      {"an_srv_name", 0xA0,
       tlv(0x06, "\x2B\x06\x01\x05\x05\x07\x08\x07") + tlv(0xA0, tlv(0x16, "_https.example.com")), false},
  };
  for (const auto& one : cases) {
    const auto leaf = leaf_with(authority().intermediate, [&](cert::Mint& m) {
                        m.dns_names.clear();
                        m.common_name_only = true;
                        m.extensions = {{"2.5.29.17", false, sequence(tlv(one.tag, one.value))}};
                      }).certificate;
    EXPECT_EQ(covers_host(*leaf, "api.example.com", *find_client("gnutls"), NameRule::of_client), one.covers)
        << one.name;
  }
}

}  // namespace
}  // namespace rehearse::trust
