#include "route/override.h"

#include <gtest/gtest.h>

namespace rehearse::route {
namespace {

// "HOST|PORT|TO_HOST|TO_PORT|ADDRESS ADDRESS"
std::string shown(const Override& one) {
  const auto port = [](const std::optional<std::uint16_t>& number) {
    return number ? std::to_string(*number) : std::string();
  };
  std::string out = one.host + "|" + port(one.port) + "|" + one.to_host + "|" + port(one.to_port) + "|";
  for (const auto& address : one.to_addresses) out += (out.ends_with('|') ? "" : " ") + address.text();
  return out;
}

struct Case {
  const char* name;
  std::string text;
  const char* shown;      // nullptr = refused
  const char* says = "";  // part of the refusal
};

void check(const Case& row, const Result<Override>& one, const std::string& option) {
  ASSERT_EQ(one.has_value(), row.shown != nullptr) << row.text;
  if (one) {
    EXPECT_EQ(shown(*one), row.shown);
    EXPECT_EQ(one->written, option + " " + row.text);
    return;
  }
  EXPECT_EQ(one.error().code, "bad-override");
  EXPECT_NE(one.error().detail.find(option), std::string::npos) << one.error().detail;
  EXPECT_NE(one.error().detail.find(row.says), std::string::npos) << one.error().detail;
}

class ConnectTo : public testing::TestWithParam<Case> {};
TEST_P(ConnectTo, is_read_as_curl_reads_it) {
  check(GetParam(), parse_connect_to(GetParam().text), "--connect-to");
}

const Case kConnectTo[] = {
    {"all_four_fields", "api.example.com:443:edge.example.net:8443",
     "api.example.com|443|edge.example.net|8443|"},
    {"an_address_to_go_to", "api.example.com:443:192.0.2.1:8443",
     "api.example.com|443|192.0.2.1|8443|192.0.2.1"},
    {"any_host_and_port", "::192.0.2.1:8443", "||192.0.2.1|8443|192.0.2.1"},
    {"any_port", "api.example.com::192.0.2.1:", "api.example.com||192.0.2.1||192.0.2.1"},
    {"any_host", ":443:192.0.2.1:", "|443|192.0.2.1||192.0.2.1"},
    {"the_same_host", "api.example.com:443::8443", "api.example.com|443||8443|"},
    {"nothing_changed", "api.example.com:443::", "api.example.com|443|||"},
    {"all_fields_empty", ":::", "||||"},
    {"no_colon_before_an_empty_port", "api.example.com:443:192.0.2.1",
     "api.example.com|443|192.0.2.1||192.0.2.1"},
    {"ipv6_on_both_sides", "[2001:db8::1]:443:[2001:db8::2]:8443",
     "2001:db8::1|443|2001:db8::2|8443|2001:db8::2"},
    {"upper_case_and_the_dot_of_the_root",
     "API.Example.COM.:443:EDGE.example.net:", "api.example.com|443|edge.example.net||"},
    {"names_below_a_suffix", "*.Example.com:443:192.0.2.1:", "*.example.com|443|192.0.2.1||192.0.2.1"},
    {"names_below_a_single_label", "*.internal::192.0.2.1:", "*.internal||192.0.2.1||192.0.2.1"},
    {"refuses_an_empty_text", "", nullptr, "expected HOST1:PORT1:HOST2:PORT2"},
    {"refuses_one_field", "api.example.com", nullptr, "expected"},
    {"refuses_two_fields", "api.example.com:443", nullptr, "expected"},
    {"refuses_five_fields", "api.example.com:443:192.0.2.1:443:1", nullptr, "'443:1' is not a port"},
    {"refuses_a_lone_star", "*:443:192.0.2.1:", nullptr, "leave the field empty"},
    {"refuses_a_star_inside", "a.*.com:443:192.0.2.1:", nullptr, "neither a host name nor an address"},
    {"refuses_a_star_and_a_dot", "*.:443:192.0.2.1:", nullptr, "'*.' is not '*.' and a host name"},
    {"refuses_a_star_before_an_address", "*.0.2.1:443:192.0.2.1:", nullptr, "not '*.' and a host name"},
    {"refuses_to_go_to_a_suffix", "a.example:443:*.example.net:", nullptr, "neither"},
    {"refuses_a_port_that_is_a_word", "api.example.com:https:192.0.2.1:", nullptr, "'https' is not a port"},
    {"refuses_port_zero", "api.example.com:443:192.0.2.1:0", nullptr, "'0' is not a port"},
    {"refuses_port_65536", "api.example.com:65536:192.0.2.1:", nullptr, "'65536' is not a port"},
    {"refuses_a_space_in_a_port", "api.example.com: 443:192.0.2.1:", nullptr, "' 443' is not a port"},
    {"refuses_ipv6_without_brackets", "api.example.com:443:2001:db8::1:443", nullptr, "'2001' is neither"},
    {"refuses_ipv4_in_brackets", "api.example.com:443:[192.0.2.1]:", nullptr, "neither"},
    {"refuses_an_open_bracket", "api.example.com:443:[2001:db8::1", nullptr, "neither"},
    {"refuses_letters_behind_a_bracket", "api.example.com:443:[2001:db8::1]x:443", nullptr, "neither"},
    {"refuses_a_zone_id", "api.example.com:443:[fe80::1%eth0]:", nullptr, "neither"},
    {"refuses_a_url", "https://api.example.com:443:192.0.2.1:", nullptr, "is not a port"},
    {"refuses_a_line_end", "api.example.com\n:443:192.0.2.1:", nullptr, "neither"},
    {"refuses_a_nul_byte", std::string("api.example.com:443:192.0.2.1\0x:", 32), nullptr, "neither"},
    {"refuses_a_megabyte", std::string(1U << 20, 'a') + ":443:192.0.2.1:", nullptr, "neither"},
    {"refuses_a_megabyte_of_colons", std::string(1U << 20, ':'), nullptr, "is not a port"},
};
INSTANTIATE_TEST_SUITE_P(Table, ConnectTo, testing::ValuesIn(kConnectTo),
                         [](const auto& each) { return each.param.name; });

class ResolveOption : public testing::TestWithParam<Case> {};
TEST_P(ResolveOption, is_read_as_curl_reads_it) {
  check(GetParam(), parse_resolve(GetParam().text), "--resolve");
}

const Case kResolve[] = {
    {"one_address", "api.example.com:443:192.0.2.1", "api.example.com|443|||192.0.2.1"},
    {"several_addresses", "api.example.com:443:192.0.2.1,192.0.2.2,2001:db8::1",
     "api.example.com|443|||192.0.2.1 192.0.2.2 2001:db8::1"},
    {"ipv6_with_and_without_brackets", "api.example.com:443:[2001:db8::1],2001:db8::2",
     "api.example.com|443|||2001:db8::1 2001:db8::2"},
    {"ipv4_in_brackets", "api.example.com:443:[192.0.2.1]", "api.example.com|443|||192.0.2.1"},
    {"empty_places_between_commas", "api.example.com:443:,192.0.2.1,,192.0.2.2,",
     "api.example.com|443|||192.0.2.1 192.0.2.2"},
    {"any_host", "*:443:192.0.2.1", "|443|||192.0.2.1"},
    {"names_below_a_suffix", "*.example.com:443:192.0.2.1", "*.example.com|443|||192.0.2.1"},
    {"an_address_as_the_host", "192.0.2.9:443:192.0.2.1", "192.0.2.9|443|||192.0.2.1"},
    {"refuses_an_empty_text", "", nullptr, "expected HOST:PORT:ADDR"},
    {"ipv6_in_brackets_as_the_host", "[2001:db8::9]:443:192.0.2.1", "2001:db8::9|443|||192.0.2.1"},
    {"refuses_no_address", "api.example.com:443", nullptr, "expected"},
    {"refuses_an_empty_address", "api.example.com:443:", nullptr, "no address to go to"},
    {"refuses_only_commas", "api.example.com:443:,,", nullptr, "no address to go to"},
    {"refuses_a_plus", "+api.example.com:443:192.0.2.1", nullptr, "a leading '+'"},
    {"refuses_a_minus", "-api.example.com:443", nullptr, "a leading '-'"},
    {"refuses_an_empty_host", ":443:192.0.2.1", nullptr, "write '*'"},
    {"refuses_an_empty_port", "api.example.com::192.0.2.1", nullptr, "'' is not a port"},
    {"refuses_port_zero", "api.example.com:0:192.0.2.1", nullptr, "'0' is not a port"},
    {"refuses_a_name_to_go_to", "api.example.com:443:edge.example.net", nullptr, "is not an IP address"},
    {"refuses_one_bad_address_of_two", "api.example.com:443:192.0.2.1,x", nullptr,
     "'x' is not an IP address"},
    {"refuses_a_half_bracket", "api.example.com:443:[2001:db8::1", nullptr, "is not an IP address"},
    {"refuses_two_brackets", "api.example.com:443:[[2001:db8::1]]", nullptr, "is not an IP address"},
    {"refuses_a_space_behind_a_comma", "api.example.com:443:192.0.2.1, 192.0.2.2", nullptr, "is not an IP"},
    {"refuses_ipv6_as_the_host", "2001:db8::1:443:192.0.2.1", nullptr, "'2001' is neither"},
};
INSTANTIATE_TEST_SUITE_P(Table, ResolveOption, testing::ValuesIn(kResolve),
                         [](const auto& each) { return each.param.name; });

// "-" is --connect-to, "@" is --resolve.
std::vector<Override> overrides_of(const std::vector<std::string>& texts) {
  std::vector<Override> out;
  for (const auto& text : texts) {
    out.push_back(text[0] == '@' ? parse_resolve(text.substr(1)).value() : parse_connect_to(text).value());
  }
  return out;
}

struct Match {
  const char* name;
  std::vector<std::string> overrides;
  std::string host;
  std::uint16_t port;
  int wins;  // its place, -1 = none
};

class MostSpecific : public testing::TestWithParam<Match> {};
TEST_P(MostSpecific, wins) {
  const auto overrides = overrides_of(GetParam().overrides);
  const Override* found = most_specific(overrides, GetParam().host, GetParam().port);
  EXPECT_EQ(found ? found - overrides.data() : -1, GetParam().wins);
}

const Match kMatches[] = {
    {"none_where_there_is_none", {}, "a.example", 443, -1},
    {"none_for_another_host", {"b.example:443:192.0.2.1:"}, "a.example", 443, -1},
    {"none_for_another_port", {"a.example:8443:192.0.2.1:"}, "a.example", 443, -1},
    {"the_host_over_any_host", {"::192.0.2.1:", "a.example::192.0.2.2:"}, "a.example", 443, 1},
    {"the_host_over_a_suffix",
     {"*.b.example:443:192.0.2.1:", "a.b.example::192.0.2.2:"},
     "a.b.example",
     443,
     1},
    {"a_suffix_over_any_host", {":443:192.0.2.1:", "*.example::192.0.2.2:"}, "a.example", 443, 1},
    {"the_longer_suffix", {"*.example:443:192.0.2.1:", "*.b.example::192.0.2.2:"}, "a.b.example", 443, 1},
    {"a_port_over_any_port", {"a.example::192.0.2.1:", "a.example:443:192.0.2.2:"}, "a.example", 443, 1},
    {"the_host_before_the_port", {":443:192.0.2.1:", "a.example::192.0.2.2:"}, "a.example", 443, 1},
    {"the_first_of_equal_connect_to",
     {"a.example:443:192.0.2.1:", "a.example:443:192.0.2.2:"},
     "a.example",
     443,
     0},
    {"the_last_of_equal_resolve",
     {"@a.example:443:192.0.2.1", "@a.example:443:192.0.2.2"},
     "a.example",
     443,
     1},
    {"connect_to_before_an_equal_resolve",
     {"@a.example:443:192.0.2.1", "a.example:443:192.0.2.2:"},
     "a.example",
     443,
     1},
    {"a_closer_resolve_before_connect_to", {"::192.0.2.1:", "@a.example:443:192.0.2.2"}, "a.example", 443, 1},
    {"not_one_that_changes_nothing", {"a.example:443::", "::192.0.2.1:"}, "a.example", 443, 1},
    {"a_suffix_for_names_far_below", {"*.example:443:192.0.2.1:"}, "a.b.c.example", 443, 0},
    {"no_suffix_for_the_name_itself", {"*.b.example:443:192.0.2.1:"}, "b.example", 443, -1},
    {"no_suffix_for_a_look_alike", {"*.b.example:443:192.0.2.1:"}, "ab.example", 443, -1},
    {"no_suffix_for_an_empty_label", {"*.b.example:443:192.0.2.1:"}, ".b.example", 443, -1},
    {"any_spelling_of_the_host", {"A.Example:443:192.0.2.1:"}, "a.EXAMPLE.", 443, 0},
    {"an_address_in_the_url", {"192.0.2.9:443:192.0.2.1:"}, "192.0.2.9", 443, 0},
    {"an_ipv6_address_in_any_spelling", {"[2001:DB8:0::9]:443:192.0.2.1:"}, "2001:db8::9", 443, 0},
};
INSTANTIATE_TEST_SUITE_P(Table, MostSpecific, testing::ValuesIn(kMatches),
                         [](const auto& each) { return each.param.name; });

TEST(MostSpecificResolve, looks_at_resolve_alone) {
  const auto overrides =
      overrides_of({"a.example:443:192.0.2.1:", "@*:443:192.0.2.2", "@a.example:443:192.0.2.3"});
  EXPECT_EQ(most_specific_resolve(overrides, "a.example", 443), &overrides[2]);
  EXPECT_EQ(most_specific_resolve(overrides, "b.example", 443), &overrides[1]);
  EXPECT_EQ(most_specific_resolve(overrides, "b.example", 444), nullptr);
}

}  // namespace
}  // namespace rehearse::route
