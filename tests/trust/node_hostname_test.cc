// The host names that Node takes a certificate for. Each row was put to tls.checkServerIdentity() of
// Node 20.20 and of Node 18.20, and so were 40,000 random ones.

#include "trust/node_hostname.h"

#include <gtest/gtest.h>

#include "trust/hostname_case.h"

namespace rehearse::trust {
namespace {

const HostnameCase kCases[] = {
    {"case_does_not_matter", {"API.example.com"}, {}, {"x"}, "api.EXAMPLE.com", true},
    {"the_dot_of_the_root", {"api.example.com"}, {}, {"x"}, "api.example.com.", true},
    {"the_dot_of_the_root_in_the_certificate", {"api.example.com."}, {}, {"x"}, "api.example.com", true},
    {"two_dots_at_the_end", {"api.example.com.."}, {}, {"x"}, "api.example.com", false},
    {"an_empty_label", {"api..com"}, {}, {"x"}, "api..com", false},

    // Wildcards.
    {"a_wildcard", {"*.example.com"}, {}, {"x"}, "api.example.com", true},
    {"a_wildcard_does_not_cover_two_labels", {"*.example.com"}, {}, {"x"}, "a.b.example.com", false},
    {"a_wildcard_does_not_cover_no_label", {"*.example.com"}, {}, {"x"}, "example.com", false},
    {"a_wildcard_above_one_label", {"*.com"}, {}, {"x"}, "example.com", false},
    {"a_wildcard_alone", {"*"}, {}, {"x"}, "localhost", false},
    {"a_wildcard_behind_a_part", {"f*.example.com"}, {}, {"x"}, "foo.example.com", true},
    {"a_wildcard_before_a_part", {"*o.example.com"}, {}, {"x"}, "foo.example.com", true},
    {"a_wildcard_between_parts", {"f*o.example.com"}, {}, {"x"}, "foo.example.com", true},
    {"a_wildcard_that_stands_for_nothing", {"foo*.example.com"}, {}, {"x"}, "foo.example.com", true},
    {"parts_that_would_overlap", {"fo*oo.example.com"}, {}, {"x"}, "foo.example.com", false},
    {"two_wildcards", {"f*o*.example.com"}, {}, {"x"}, "foo.example.com", false},
    {"two_wildcards_side_by_side", {"**.example.com"}, {}, {"x"}, "foo.example.com", false},
    {"a_wildcard_in_the_second_label", {"api.*.com"}, {}, {"x"}, "api.example.com", false},
    {"a_wildcard_covers_an_underscore", {"*.example.com"}, {}, {"x"}, "my_api.example.com", true},
    {"a_wildcard_covers_punycode", {"*.example.com"}, {}, {"x"}, "xn--bcher-kva.example.com", true},
    {"a_wildcard_in_punycode", {"xn--*.example.com"}, {}, {"x"}, "xn--bcher-kva.example.com", false},
    {"a_wildcard_behind_punycode", {"axn--*.example.com"}, {}, {"x"}, "axn--b.example.com", false},
    {"punycode", {"xn--bcher-kva.example.com"}, {}, {"x"}, "xn--bcher-kva.example.com", true},
    {"a_blank", {"a b.example.com"}, {}, {"x"}, "a b.example.com", false},
    {"a_blank_under_a_wildcard", {"*.example.com"}, {}, {"x"}, "a b.example.com", true},

    // Common names.
    {"the_common_name", {}, {}, {"api.example.com"}, "api.example.com", true},
    {"a_wildcard_in_the_common_name", {}, {}, {"*.example.com"}, "api.example.com", true},
    {"the_first_of_two_common_names",
     {},
     {},
     {"api.example.com", "www.example.com"},
     "api.example.com",
     true},
    {"the_last_of_two_common_names", {}, {}, {"www.example.com", "api.example.com"}, "api.example.com", true},
    {"neither_of_two_common_names", {}, {}, {"www.example.com", "x"}, "api.example.com", false},
    {"the_common_name_beside_a_dns_name",
     {"www.example.com"},
     {},
     {"api.example.com"},
     "api.example.com",
     false},
    {"the_common_name_beside_an_address", {}, {"192.0.2.7"}, {"api.example.com"}, "api.example.com", true},
    {"letters_beyond_ascii", {}, {}, {"bücher.example.com"}, "bücher.example.com", false},
    {"letters_beyond_ascii_under_a_wildcard", {}, {}, {"*.example.com"}, "bücher.example.com", true},

    // Addresses.
    {"an_address", {}, {"192.0.2.7"}, {"x"}, "192.0.2.7", true},
    {"another_address", {}, {"192.0.2.7"}, {"x"}, "192.0.2.8", false},
    {"an_address_in_the_common_name", {}, {}, {"192.0.2.7"}, "192.0.2.7", false},
    {"an_address_as_a_dns_name", {"192.0.2.7"}, {}, {"x"}, "192.0.2.7", false},
    {"an_address_under_a_wildcard", {"*.0.2.7"}, {}, {"x"}, "192.0.2.7", false},
    {"an_ipv6_address_however_it_is_written", {}, {"2001:db8::7"}, {"x"}, "2001:DB8:0::7", true},
    {"an_ipv6_address_in_brackets", {}, {"2001:db8::7"}, {"x"}, "[2001:db8::7]", false},
    {"an_ipv4_address_as_one_of_ipv6", {}, {"192.0.2.7"}, {"x"}, "::ffff:192.0.2.7", false},
};

class NodeHostname : public testing::TestWithParam<HostnameCase> {};

TEST_P(NodeHostname, is_covered) {
  const auto& c = GetParam();
  EXPECT_EQ(covers_host_for_node(*leaf_of(c), c.host), c.covers);
}

INSTANTIATE_TEST_SUITE_P(trust, NodeHostname, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace rehearse::trust
