#include <gtest/gtest.h>

#include "scene.h"

namespace rehearse::route {
namespace {

struct Case {
  const char* name;
  void (*set_up)(Scene& scene);
  const char* findings;  // "id where | text" lines
};

class ResolveFinds : public testing::TestWithParam<Case> {};

TEST_P(ResolveFinds, exactly) {
  Scene scene;
  GetParam().set_up(scene);
  std::string out;
  const auto findings = scene.run().value().findings;
  for (const auto& finding : findings) {
    out += (out.empty() ? "" : "\n") + finding.id + " " + finding.where + " | " + finding.text;
  }
  EXPECT_EQ(out, GetParam().findings);
}

void two_families(Scene& scene) {
  scene.dns["api.example.com"] = {"198.51.100.1", "2001:db8::1"};
}

constexpr const char* kIpv6Open =
    "family-not-covered rest/staging | api.example.com also has the IPv6 address 2001:db8::1, which nothing "
    "redirects: a client that prefers it goes past staging";

const Case kUnused[] = {
    {"nothing_where_all_is_used",
     [](Scene& s) {
       s.next();
       s.connect_to("api.example.com:443:192.0.2.9:");
     },
     ""},
    {"an_override_that_no_endpoint_has",
     [](Scene& s) {
       s.next();
       s.connect_to("api.example.com:443:192.0.2.9:");
       s.connect_to("api.example.org:443:192.0.2.9:");
     },
     "unused-override override 2 | no route used --connect-to api.example.org:443:192.0.2.9:"},
    {"an_override_of_another_port",
     [](Scene& s) {
       s.next();
       s.resolve_option("api.example.com:8443:192.0.2.9");
     },
     "unused-override override 1 | no route used --resolve api.example.com:8443:192.0.2.9"},
    {"an_override_that_a_closer_one_hides",
     [](Scene& s) {
       s.next();
       s.connect_to("::192.0.2.8:");
       s.connect_to("api.example.com:443:192.0.2.9:");
     },
     "unused-override override 1 | no route used --connect-to ::192.0.2.8:"},
    {"an_override_that_changes_nothing",
     [](Scene& s) {
       s.next();
       s.connect_to("api.example.com:443::");
     },
     "unused-override override 1 | no route used --connect-to api.example.com:443::"},
    {"nothing_where_one_of_two_targets_used_it",
     [](Scene& s) {
       s.next();
       s.next("second").connect_to = {"api.example.com:443:192.0.2.9:"};
       s.connect_to("api.example.com::192.0.2.8:");
     },
     ""},
    {"nothing_where_the_second_of_two_steps_used_it",
     [](Scene& s) {
       s.next();
       s.connect_to("api.example.com:443:edge.example.net:");
       s.resolve_option("edge.example.net:443:192.0.2.9");
     },
     ""},
    {"an_override_of_the_profile",
     [](Scene& s) {
       s.next().connect_to = {"api.example.com:443:192.0.2.9:", "api.example.org:443:192.0.2.9:"};
       s.connect_to("::192.0.2.8:");
     },
     "unused-override override 1 | no route used --connect-to ::192.0.2.8:\n"
     "unused-override target staging, override 2 | no route used connect_to: api.example.org:443:192.0.2.9:"},
    {"a_hosts_line_that_no_endpoint_has",
     [](Scene& s) {
       s.next();
       s.inputs.hosts_file_name = "my.hosts";
       s.inputs.hosts_file =
           "127.0.0.1 localhost\n::1 ip6-localhost ip6-loopback\n192.0.2.3 api.example.com\n"
           "192.0.2.4 api.example.org www.example.org\n";
     },
     "unused-override my.hosts line 4 | no route used '192.0.2.4 api.example.org'"},
    {"a_hosts_line_that_an_override_hides",
     [](Scene& s) {
       s.next();
       s.inputs.hosts_file = "192.0.2.3 api.example.com";
       s.connect_to("::192.0.2.8:");
     },
     "unused-override --hosts line 1 | no route used '192.0.2.3 api.example.com'"},
    {"a_hosts_line_of_the_profile",
     [](Scene& s) {
       auto& redirect = s.next();
       redirect.hosts = "192.0.2.3 api.example.com\n192.0.2.4 www.example.com";
       redirect.hosts_name = "staging.hosts";
     },
     "unused-override target staging, staging.hosts line 2 | no route used '192.0.2.4 www.example.com'"},
    {"a_replaced_host_that_no_endpoint_has",
     [](Scene& s) {
       s.next().host = {{"api.example.com", "a.example.net"}, {"www.example.com", "w.example.net"}};
     },
     "unused-override target staging, host www.example.com | no endpoint has the host www.example.com, so "
     "w.example.net is never tried"},
    {"nothing_in_the_lab",
     [](Scene& s) {
       auto& redirect = s.next();
       redirect.connect_to = {"api.example.org:443:192.0.2.9:"};
       redirect.hosts = "192.0.2.4 www.example.com";
       s.connect_to("api.example.org:443:192.0.2.9:");
       s.inputs.hosts_file = "192.0.2.4 www.example.com";
       s.inputs.lab = {{"staging", Address::parse("127.3.2.1").value(), 40443}};
     },
     ""},
};
INSTANTIATE_TEST_SUITE_P(UnusedOverride, ResolveFinds, testing::ValuesIn(kUnused),
                         [](const auto& each) { return each.param.name; });

const Case kFamilies[] = {
    {"ipv6_left_open_by_an_override",
     [](Scene& s) {
       two_families(s);
       s.next();
       s.connect_to("::192.0.2.9:");
     },
     kIpv6Open},
    {"ipv6_left_open_by_a_hosts_line",
     [](Scene& s) {
       two_families(s);
       s.next().hosts = "192.0.2.3 api.example.com";
     },
     kIpv6Open},
    {"ipv6_left_open_by_an_address",
     [](Scene& s) {
       two_families(s);
       s.next().addresses = {Address::parse("192.0.2.3").value()};
     },
     kIpv6Open},
    {"ipv6_left_open_by_an_override_to_a_name",
     [](Scene& s) {
       two_families(s);
       s.next();
       s.connect_to("::edge.example.net:");
       s.dns["edge.example.net"] = {"192.0.2.9"};
     },
     kIpv6Open},
    {"ipv4_left_open",
     [](Scene& s) {
       two_families(s);
       s.next().addresses = {Address::parse("2001:db8::9").value()};
     },
     "family-not-covered rest/staging | api.example.com also has the IPv4 address 198.51.100.1, which "
     "nothing "
     "redirects: a client that prefers it goes past staging"},
    {"nothing_where_both_are_covered",
     [](Scene& s) {
       two_families(s);
       s.next().hosts = "192.0.2.3 api.example.com\n2001:db8::3 api.example.com";
     },
     ""},
    {"nothing_where_an_override_leads_to_both",
     [](Scene& s) {
       two_families(s);
       s.next();
       s.connect_to("::edge.example.net:");
       s.dns["edge.example.net"] = {"192.0.2.9", "2001:db8::9"};
     },
     ""},
    {"nothing_where_dns_has_one_family", [](Scene& s) { s.next().hosts = "192.0.2.3 api.example.com"; }, ""},
    {"nothing_where_nothing_redirects",
     [](Scene& s) {
       two_families(s);
       s.next();
     },
     ""},
    {"nothing_where_only_the_port_changes",
     [](Scene& s) {
       two_families(s);
       s.next();
       s.connect_to("api.example.com:443::8443");
     },
     ""},
    {"nothing_for_today",
     [](Scene& s) {
       two_families(s);
       s.add("production", profile::Role::today).addresses = {Address::parse("192.0.2.3").value()};
     },
     ""},
    {"nothing_without_a_lookup",
     [](Scene& s) {
       s.with_lookup = false;
       s.next().addresses = {Address::parse("192.0.2.3").value()};
     },
     ""},
    {"nothing_for_an_address_in_the_url",
     [](Scene& s) {
       s.profile.endpoints[0].url = parse_url("https://198.51.100.1/").value();
       s.dns["198.51.100.1"] = {"198.51.100.1", "2001:db8::1"};  // what would be found if it were asked
       s.next().addresses = {Address::parse("2001:db8::9").value()};
     },
     ""},
    {"nothing_in_the_lab",
     [](Scene& s) {
       two_families(s);
       s.next();
       s.inputs.lab = {{"staging", Address::parse("127.3.2.1").value(), 40443}};
     },
     ""},
};
INSTANTIATE_TEST_SUITE_P(FamilyNotCovered, ResolveFinds, testing::ValuesIn(kFamilies),
                         [](const auto& each) { return each.param.name; });

const Case kUnknown[] = {
    {"a_family_whose_half_of_the_lookup_failed",
     [](Scene& s) {
       s.next();
       s.unanswered = {{"api.example.com", Family::ipv6}};
     },
     "family-not-known rest/staging | whether there are IPv6 addresses, and what they serve, is not known: "
     "api.example.com failed"},
    {"it_of_today_as_well",
     [](Scene& s) {
       s.add("production", profile::Role::today);
       s.unanswered = {{"api.example.com", Family::ipv4}};
     },
     "family-not-known rest/production | whether there are IPv4 addresses, and what they serve, is not "
     "known: "
     "api.example.com failed"},
    {"not_that_it_is_not_covered",
     [](Scene& s) {
       two_families(s);
       s.next().edge = {{"*", "edge.example.net"}};
       s.dns["edge.example.net"] = {"192.0.2.9"};
       s.unanswered = {{"edge.example.net", Family::ipv6}};
     },
     "family-not-known rest/staging | whether there are IPv6 addresses, and what they serve, is not known: "
     "edge.example.net failed"},
    {"the_other_one_that_is_not_covered",
     [](Scene& s) {
       two_families(s);
       s.next();
       s.connect_to("::192.0.2.9:");
       s.unanswered = {{"api.example.com", Family::ipv4}};
     },
     kIpv6Open},
};
INSTANTIATE_TEST_SUITE_P(FamilyNotKnown, ResolveFinds, testing::ValuesIn(kUnknown),
                         [](const auto& each) { return each.param.name; });

const Case kMachine[] = {
    {"that_the_machines_hosts_file_answers",
     [](Scene& s) {
       s.add("production", profile::Role::today);
       s.inputs.machine_hosts = "127.0.0.1 localhost\n192.0.2.7 api.example.com";
     },
     "hosts-file-answers rest/production | line 2 of /etc/hosts says that api.example.com is 192.0.2.7; DNS "
     "was "
     "not asked"},
    {"that_the_machines_hosts_file_answers_for_the_name_an_override_leads_to",
     [](Scene& s) {
       s.next();
       s.connect_to("::edge.example.net:");
       s.inputs.machine_hosts = "192.0.2.7 edge.example.net";
     },
     "hosts-file-answers rest/staging | line 1 of /etc/hosts says that edge.example.net is 192.0.2.7; DNS "
     "was "
     "not asked"},
    {"nothing_where_a_redirect_comes_first",
     [](Scene& s) {
       s.next();
       s.connect_to("::192.0.2.9:");
       s.inputs.machine_hosts = "192.0.2.7 api.example.com";
     },
     ""},
    {"nothing_in_the_machines_hosts_file_that_is_unused",
     [](Scene& s) {
       s.next();
       s.inputs.machine_hosts = "192.0.2.7 www.example.com";
     },
     ""},
    {"each_proxy_of_the_environment",
     [](Scene& s) {
       s.next();
       s.inputs.proxy_environment = {"HTTPS_PROXY=http://proxy.example:3128",
                                     "all_proxy=socks5://s.example:1080"};
     },
     "proxy-in-environment environment HTTPS_PROXY | HTTPS_PROXY=http://proxy.example:3128 is set and not "
     "obeyed; "
     "--proxy-from-env takes it\n"
     "proxy-in-environment environment all_proxy | all_proxy=socks5://s.example:1080 is set and not obeyed; "
     "--proxy-from-env takes it"},
    {"no_proxy_that_was_taken",
     [](Scene& s) {
       s.next();
       s.inputs.proxy_environment = {"HTTPS_PROXY=http://proxy.example:3128"};
       s.inputs.proxy = {.host = "proxy.example", .port = 3128};
     },
     ""},
    {"no_proxy_where_all_is_in_the_lab",
     [](Scene& s) {
       s.next();
       s.inputs.proxy_environment = {"HTTPS_PROXY=http://proxy.example:3128"};
       s.inputs.lab = {{"staging", Address::parse("127.3.2.1").value(), 40443}};
     },
     ""},
};
INSTANTIATE_TEST_SUITE_P(Machine, ResolveFinds, testing::ValuesIn(kMachine),
                         [](const auto& each) { return each.param.name; });

TEST(ResolveFindings, are_bounded_for_a_hosts_file_of_a_hundred_thousand_lines) {
  Scene scene;
  scene.next();
  for (int i = 0; i < 100'000; ++i) scene.inputs.hosts_file += "0.0.0.0 h" + std::to_string(i) + ".example\n";
  const auto findings = scene.run().value().findings;
  ASSERT_EQ(findings.size(), 21U);
  EXPECT_EQ(findings.back().text, "no route used 99980 more lines");
}

TEST(ResolveFindings, stop_asking_a_dns_server_that_is_down_about_families) {
  Scene scene;
  scene.next().connect_to = {"::192.0.2.9:"};
  for (int i = 0; i < 5; ++i) {
    const std::string host = "h" + std::to_string(i) + ".example.com";
    scene.add_endpoint(host, "https://" + host + "/");
    scene.dns_errors[host] = "dns-timeout";
  }
  scene.dns_errors["api.example.com"] = "dns-timeout";
  EXPECT_EQ(scene.run().value().routes.size(), 6U);
  EXPECT_EQ(scene.asked.size(), 1U);
}

TEST(ResolveFindings, ten_thousand_endpoints_and_hosts_lines_take_no_time) {
  Scene scene;
  scene.next();
  for (int i = 0; i < 10'000; ++i) {
    const std::string host = "h" + std::to_string(i) + ".example.com";
    scene.add_endpoint(host, "https://" + host + "/");
    scene.inputs.hosts_file += "192.0.2.3 " + host + "\n";
  }
  const auto routes = scene.run().value();
  EXPECT_EQ(routes.routes.size(), 10'001U);
  EXPECT_TRUE(routes.findings.empty());
}

}  // namespace
}  // namespace rehearse::route
