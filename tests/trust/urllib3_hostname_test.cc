// The host names that requests takes a certificate for, by urllib3. Each row was put to match_hostname() of
// urllib3 1.26.12.

#include "trust/urllib3_hostname.h"

#include <gtest/gtest.h>

#include "trust/hostname_case.h"

namespace rehearse::trust {
namespace {

const HostnameCase kCases[] = {
    {"the_same_name", {"api.example.com"}, {}, {"x"}, "api.example.com", true},
    {"case_does_not_matter", {"API.example.com"}, {}, {"x"}, "api.EXAMPLE.com", true},
    {"another_name", {"api.example.com"}, {}, {"x"}, "www.example.com", false},
    {"the_dot_of_the_root", {"api.example.com"}, {}, {"x"}, "api.example.com.", true},
    {"the_dot_of_the_root_in_the_certificate", {"api.example.com."}, {}, {"x"}, "api.example.com", false},

    // Wildcards.
    {"a_wildcard", {"*.example.com"}, {}, {"x"}, "api.example.com", true},
    {"a_wildcard_does_not_cover_two_labels", {"*.example.com"}, {}, {"x"}, "a.b.example.com", false},
    {"a_wildcard_does_not_cover_no_label", {"*.example.com"}, {}, {"x"}, "example.com", false},
    {"a_wildcard_above_one_label", {"*.com"}, {}, {"x"}, "example.com", true},
    {"a_wildcard_alone", {"*"}, {}, {"x"}, "localhost", true},
    {"a_wildcard_behind_a_part", {"f*.example.com"}, {}, {"x"}, "foo.example.com", true},
    {"a_wildcard_before_a_part", {"*o.example.com"}, {}, {"x"}, "foo.example.com", true},
    {"a_wildcard_between_parts", {"f*o.example.com"}, {}, {"x"}, "foo.example.com", true},
    {"a_wildcard_that_stands_for_nothing", {"foo*.example.com"}, {}, {"x"}, "foo.example.com", true},
    {"parts_that_would_overlap", {"fo*oo.example.com"}, {}, {"x"}, "foo.example.com", false},
    {"two_wildcards", {"f*o*.example.com"}, {}, {"x"}, "foo.example.com", false},
    {"two_wildcards_behind_the_name",
     {"foo.example.com", "f*o*.example.com"},
     {},
     {"x"},
     "foo.example.com",
     true},
    {"two_wildcards_before_the_name",
     {"f*o*.example.com", "foo.example.com"},
     {},
     {"x"},
     "foo.example.com",
     false},
    {"a_wildcard_in_the_second_label", {"api.*.com"}, {}, {"x"}, "api.example.com", false},
    {"a_wildcard_in_the_second_label_too", {"*.*.com"}, {}, {"x"}, "api.example.com", false},
    {"a_wildcard_covers_punycode", {"*.example.com"}, {}, {"x"}, "xn--bcher-kva.example.com", true},
    {"a_wildcard_in_punycode", {"xn--*.example.com"}, {}, {"x"}, "xn--bcher-kva.example.com", false},
    {"a_wildcard_beside_a_part_of_punycode",
     {"x*.example.com"},
     {},
     {"x"},
     "xn--bcher-kva.example.com",
     false},

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
    {"the_common_name_beside_a_dns_name",
     {"www.example.com"},
     {},
     {"api.example.com"},
     "api.example.com",
     false},
    {"the_common_name_beside_an_address", {}, {"192.0.2.7"}, {"api.example.com"}, "api.example.com", false},

    // Addresses.
    {"an_address", {}, {"192.0.2.7"}, {"x"}, "192.0.2.7", true},
    {"another_address", {}, {"192.0.2.7"}, {"x"}, "192.0.2.8", false},
    {"an_address_in_the_common_name", {}, {}, {"192.0.2.7"}, "192.0.2.7", true},
    {"an_address_as_a_dns_name", {"192.0.2.7"}, {}, {"x"}, "192.0.2.7", false},
    {"an_address_under_a_wildcard", {"*.0.2.7"}, {}, {"x"}, "192.0.2.7", false},
    {"an_ipv6_address_however_it_is_written", {}, {"2001:db8::7"}, {"x"}, "2001:DB8:0::7", true},
    {"an_ipv4_address_as_one_of_ipv6", {}, {"192.0.2.7"}, {"x"}, "::ffff:192.0.2.7", false},
};

class Urllib3Hostname : public testing::TestWithParam<HostnameCase> {};

TEST_P(Urllib3Hostname, is_covered) {
  EXPECT_EQ(covers_host_for_urllib3(*leaf_of(GetParam()), GetParam().host), GetParam().covers);
}

INSTANTIATE_TEST_SUITE_P(trust, Urllib3Hostname, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace rehearse::trust
