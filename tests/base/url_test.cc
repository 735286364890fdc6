#include "base/url.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

struct Case {
  const char* name;
  std::string written;
  const char* text;       // nullptr = refused
  const char* authority;  // or what the refusal must say
};

class UrlParse : public testing::TestWithParam<Case> {};

TEST_P(UrlParse, is_split_or_refused) {
  const Case& row = GetParam();
  const auto url = parse_url(row.written);
  ASSERT_EQ(url.has_value(), row.text != nullptr) << row.written;
  if (!url) {
    EXPECT_EQ(url.error().code, "bad-url");
    EXPECT_NE(url.error().detail.find(row.authority), std::string::npos) << url.error().detail;
    return;
  }
  EXPECT_EQ(url->text(), row.text);
  EXPECT_EQ(url->authority(), row.authority);
  EXPECT_EQ(parse_url(url->text()).value(), *url);
}

const Case kCases[] = {
    {"a_host", "https://api.example.com", "https://api.example.com/", "api.example.com"},
    {"a_path_and_a_query", "https://api.example.com/a/b?x=1&y=%20", "https://api.example.com/a/b?x=1&y=%20",
     "api.example.com"},
    {"a_query_without_path", "https://api.example.com?x=1", "https://api.example.com/?x=1",
     "api.example.com"},
    {"upper_case", "HTTPS://API.Example.COM/Path", "https://api.example.com/Path", "api.example.com"},
    {"the_path_is_kept_as_it_is_written", "https://api.example.com/a/../b//./c?",
     "https://api.example.com/a/../b//./c?", "api.example.com"},
    {"a_query_without_a_path", "https://api.example.com?x=/1", "https://api.example.com/?x=/1",
     "api.example.com"},
    {"refuses_the_dot_of_the_root", "https://api.example.com./", nullptr, "ends in a dot"},
    {"a_port", "https://api.example.com:8443/", "https://api.example.com:8443/", "api.example.com:8443"},
    {"the_default_port", "https://api.example.com:443/", "https://api.example.com/", "api.example.com"},
    {"an_ipv4_address", "https://192.0.2.1/", "https://192.0.2.1/", "192.0.2.1"},
    {"an_ipv6_address", "https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443/x", "[2001:db8::1]:8443"},
    {"a_single_label", "https://localhost/", "https://localhost/", "localhost"},
    {"a_host_spelt_as_a_number_is_an_address", "https://3221225985/", "https://192.0.2.1/", "192.0.2.1"},
    {"a_host_spelt_in_hexadecimal_is_an_address", "https://0xc0000201/", "https://192.0.2.1/", "192.0.2.1"},
    {"refuses_http", "http://api.example.com/", nullptr, "not an https URL"},
    {"refuses_another_scheme", "gopher://api.example.com/", nullptr, "not an https URL"},
    {"refuses_a_file", "file:///etc/passwd", nullptr, "not an https URL"},
    {"refuses_no_scheme", "api.example.com/x", nullptr, "not a URL"},
    {"refuses_an_empty_text", "", nullptr, "not a URL"},
    {"refuses_a_user", "https://user@api.example.com/", nullptr, "a user or a password"},
    {"refuses_a_password", "https://:pw@api.example.com/", nullptr, "a user or a password"},
    {"refuses_a_host_that_hides_in_a_user", "https://api.example.com\\@evil.example/", nullptr, ""},
    {"refuses_a_fragment", "https://api.example.com/#x", nullptr, "fragment"},
    {"refuses_an_empty_fragment", "https://api.example.com/#", nullptr, "fragment"},
    {"refuses_a_space", "https://api.example.com/a b", nullptr, "space"},
    {"refuses_a_line_end", "https://api.example.com/\r\nX: y", nullptr, "space or a control"},
    {"refuses_a_nul_byte", std::string("https://api.example.com\0.evil.example/", 38), nullptr, "control"},
    {"refuses_a_zone_id", "https://[fe80::1%25eth0]/", nullptr, "zone id"},
    {"refuses_port_zero", "https://api.example.com:0/", nullptr, ""},
    {"refuses_port_65536", "https://api.example.com:65536/", nullptr, ""},
    {"refuses_a_port_that_is_a_word", "https://api.example.com:https/", nullptr, "not a URL"},
    {"refuses_a_u_label",
     "https://b\xc3\xbc"
     "cher.example/",
     nullptr, "neither a DNS name nor an address"},
    {"refuses_an_empty_label", "https://api..example.com/", nullptr, "neither a DNS name"},
    {"refuses_no_host", "https:///x", nullptr, "two slashes"},
    {"refuses_one_slash", "https:/api.example.com/", nullptr, "two slashes"},
    {"refuses_a_wildcard", "https://*.example.com/", nullptr, ""},
};
INSTANTIATE_TEST_SUITE_P(Table, UrlParse, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(Url, keeps_name_port_and_path_apart) {
  const auto url = parse_url("https://[2001:db8::1]:8443/a?b").value();
  EXPECT_EQ(url.host, "2001:db8::1");
  EXPECT_EQ(url.port, 8443);
  EXPECT_EQ(url.path_query, "/a?b");
}

TEST(Url, refuses_a_megabyte_of_host) {
  EXPECT_FALSE(parse_url("https://" + std::string(1U << 20, 'a') + "/").has_value());
}

struct ProxyCase {
  const char* name;
  const char* text;
  const char* host;  // null: refused
  std::uint16_t port;
  const char* authorization;
};

TEST(ProxyUrl, is_read_or_refused_whole) {
  const ProxyCase cases[] = {
      {"all_of_it", "http://user:p%40ss@proxy.example.com:3128", "proxy.example.com", 3128, "user:p@ss"},
      {"without_a_scheme", "proxy.example.com:3128", "proxy.example.com", 3128, ""},
      {"without_a_port", "http://proxy.example.com", "proxy.example.com", 1080, ""},
      {"an_ipv6_address_loses_its_brackets", "http://[::1]:3128", "::1", 3128, ""},
      {"a_user_without_a_password", "http://user@proxy.example.com", "proxy.example.com", 1080, "user:"},
      {"a_control_character_in_the_user", "http://us%01er:pw@proxy.example.com", nullptr, 0, ""},
      {"a_control_character_in_the_password", "http://user:p%0aw@proxy.example.com", nullptr, 0, ""},
      {"an_https_proxy", "https://proxy.example.com", nullptr, 0, ""},
      {"a_host_that_is_none", "http://pro^xy:3128", nullptr, 0, ""},
      {"a_port_that_is_none", "http://proxy.example.com:0", nullptr, 0, ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto read = parse_proxy_url(one.text);
    ASSERT_EQ(read.has_value(), one.host != nullptr);
    if (!read) continue;
    EXPECT_EQ(read->host, one.host);
    EXPECT_EQ(read->port, one.port);
    EXPECT_EQ(read->authorization, one.authorization);
  }
}

}  // namespace
}  // namespace rehearse
