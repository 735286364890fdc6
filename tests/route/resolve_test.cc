#include "route/resolve.h"

#include <gtest/gtest.h>

#include "scene.h"

namespace rehearse::route {
namespace {

struct Case {
  const char* name;
  void (*set_up)(Scene& scene);
  const char* routes;
};

class Precedence : public testing::TestWithParam<Case> {};

TEST_P(Precedence, decides_where_a_route_goes) {
  Scene scene;
  GetParam().set_up(scene);
  EXPECT_EQ(shown(scene.run().value().routes), GetParam().routes);
}

const Case kCases[] = {
    {"dns_where_nothing_redirects", [](Scene& s) { s.next(); }, "rest/staging 198.51.100.1:443 dns"},
    {"the_first_ipv4_of_dns",
     [](Scene& s) {
       s.next();
       s.dns["api.example.com"] = {"2001:db8::1", "198.51.100.2", "198.51.100.1"};
     },
     "rest/staging 198.51.100.2:443 dns"},
    {"ipv6_where_dns_has_no_other",
     [](Scene& s) {
       s.next();
       s.dns["api.example.com"] = {"2001:db8::1"};
     },
     "rest/staging [2001:db8::1]:443 dns"},
    {"no_route_for_a_name_that_is_not_there",
     [](Scene& s) {
       s.next();
       s.dns.clear();
     },
     "rest/staging !name-not-found dns"},
    {"no_route_for_a_name_without_an_address",
     [](Scene& s) {
       s.next();
       s.dns["api.example.com"] = {};
     },
     "rest/staging !no-address dns"},
    {"the_reason_of_the_lookup",
     [](Scene& s) {
       s.next();
       s.dns_errors["api.example.com"] = "dns-timeout";
     },
     "rest/staging !dns-timeout dns"},
    {"no_dns_without_a_lookup",
     [](Scene& s) {
       s.next();
       s.with_lookup = false;
     },
     "rest/staging !no-dns dns"},
    {"the_machines_hosts_file_before_dns",
     [](Scene& s) {
       s.next();
       s.inputs.machine_hosts = "127.0.0.1 localhost\nbroken line\n192.0.2.7 api.example.com\n";
     },
     "rest/staging 192.0.2.7:443 hosts-file"},
    {"the_machines_hosts_file_without_a_lookup",
     [](Scene& s) {
       s.next();
       s.with_lookup = false;
       s.inputs.machine_hosts = "2001:db8::7 api.example.com\n192.0.2.7 api.example.com\n";
     },
     "rest/staging 192.0.2.7:443 hosts-file"},
    {"an_address_before_the_machines_hosts_file",
     [](Scene& s) {
       s.next().addresses = {Address::parse("192.0.2.1").value()};
       s.inputs.machine_hosts = "192.0.2.7 api.example.com\n";
     },
     "rest/staging 192.0.2.1:443 address"},
    {"a_route_for_each_address",
     [](Scene& s) {
       s.next().addresses = {Address::parse("192.0.2.2").value(), Address::parse("192.0.2.1").value()};
     },
     "rest/staging 192.0.2.2:443 address; rest/staging 192.0.2.1:443 address"},
    {"an_address_written_twice_is_one_route",
     [](Scene& s) {
       const auto first = Address::parse("192.0.2.1").value(), second = Address::parse("192.0.2.2").value();
       s.next().addresses = {first, second, first};
     },
     "rest/staging 192.0.2.1:443 address; rest/staging 192.0.2.2:443 address"},
    {"an_address_with_a_port",
     [](Scene& s) {
       auto& redirect = s.next();
       redirect.addresses = {Address::parse("192.0.2.1").value()};
       redirect.port = 8443;
     },
     "rest/staging 192.0.2.1:8443 address"},
    {"every_address_of_a_name",
     [](Scene& s) {
       s.next();
       s.profile.targets.back().which = profile::Addresses::all;
       s.dns["api.example.com"] = {"198.51.100.1", "198.51.100.2", "2001:db8::1"};
     },
     "rest/staging 198.51.100.1:443 dns; rest/staging 198.51.100.2:443 dns; rest/staging [2001:db8::1]:443 "
     "dns"},
    {"every_address_and_what_is_not_known_of_them",
     [](Scene& s) {
       s.next();
       s.profile.targets.back().which = profile::Addresses::all;
       s.unanswered = {{"api.example.com", Family::ipv6}};
     },
     "rest/staging 198.51.100.1:443 dns; rest/staging !dns-server-failed dns"},
    {"the_first_address_whatever_is_not_known",
     [](Scene& s) {
       s.next();
       s.unanswered = {{"api.example.com", Family::ipv6}};
     },
     "rest/staging 198.51.100.1:443 dns"},
    {"a_row_without_sni_beside_each_address",
     [](Scene& s) {
       s.next().addresses = {Address::parse("192.0.2.2").value(), Address::parse("192.0.2.1").value()};
       s.profile.targets.back().also_without_sni = true;
     },
     "rest/staging 192.0.2.2:443 address; rest/staging without SNI 192.0.2.2:443 address; rest/staging "
     "192.0.2.1:443 address; rest/staging without SNI 192.0.2.1:443 address"},
    {"an_edge",
     [](Scene& s) {
       s.next().edge = {{"*", "e1.example.net"}};
       s.dns["e1.example.net"] = {"192.0.2.9"};
     },
     "rest/staging 192.0.2.9:443 edge"},
    {"an_edge_with_a_port",
     [](Scene& s) {
       auto& redirect = s.next();
       redirect.edge = {{"api.example.com", "e1.example.net"}, {"*", "e2.example.net"}};
       redirect.port = 8443;
       s.dns["e1.example.net"] = {"192.0.2.9"};
     },
     "rest/staging 192.0.2.9:8443 edge"},
    {"an_edge_for_another_host_only",
     [](Scene& s) { s.next().edge = {{"www.example.com", "e1.example.net"}}; },
     "rest/staging 198.51.100.1:443 dns"},
    {"an_edge_that_is_not_there", [](Scene& s) { s.next().edge = {{"*", "e1.example.net"}}; },
     "rest/staging !name-not-found edge"},
    {"the_staging_twin_of_the_edge_that_dns_names",
     [](Scene& s) {
       s.next().network = profile::Network::akamai_staging;
       s.cnames["api.example.com"] = {"api.example.com.edgekey.net", "e1.a.akamaiedge.net"};
       s.dns["api.example.com.edgekey-staging.net"] = {"192.0.2.9"};
     },
     "rest/staging 192.0.2.9:443 edge"},
    {"a_name_whose_edge_dns_hides", [](Scene& s) { s.next().network = profile::Network::akamai_staging; },
     "rest/staging !edge-name-hidden edge"},
    {"a_hidden_edge_that_the_profile_says",
     [](Scene& s) {
       s.next().network = profile::Network::akamai_staging;
       s.profile.targets.back().redirect.edge = {{"*", "api.example.com.edgesuite.net"}};
       s.dns["api.example.com.edgesuite-staging.net"] = {"192.0.2.9"};
     },
     "rest/staging 192.0.2.9:443 edge"},
    {"an_edge_of_another_network",
     [](Scene& s) {
       s.next().network = profile::Network::akamai_staging;
       s.cnames["api.example.com"] = {"d1.cloudfront.net"};
     },
     "rest/staging !not-an-edge edge"},
    {"a_production_name_that_does_not_resolve",
     [](Scene& s) {
       s.next().network = profile::Network::akamai_staging;
       s.dns.clear();
     },
     "rest/staging !name-not-found edge"},
    {"a_network_without_staged_certificates", [](Scene& s) { s.next().network = profile::Network::fastly; },
     "rest/staging !cannot-be-staged edge"},
    {"an_override_before_a_network",
     [](Scene& s) {
       s.next().network = profile::Network::akamai_staging;
       s.connect_to("::192.0.2.5:");
     },
     "rest/staging 192.0.2.5:443 override"},
    {"a_published_chain_goes_nowhere", [](Scene& s) { s.next().pem_name = "chain.pem"; },
     "rest/staging !no-reason pem"},
    {"a_port_alone", [](Scene& s) { s.next().port = 8443; }, "rest/staging 198.51.100.1:8443 port"},
    {"a_port_where_the_name_is_not_there",
     [](Scene& s) {
       s.next().port = 8443;
       s.dns.clear();
     },
     "rest/staging !name-not-found port"},
    {"a_hosts_line_before_an_address",
     [](Scene& s) {
       s.next().addresses = {Address::parse("192.0.2.1").value()};
       s.inputs.hosts_file = "192.0.2.3 api.example.com";
     },
     "rest/staging 192.0.2.3:443 hosts-line"},
    {"a_hosts_line_says_no_port",
     [](Scene& s) {
       s.next().port = 8443;
       s.inputs.hosts_file = "192.0.2.3 api.example.com";
     },
     "rest/staging 192.0.2.3:8443 hosts-line"},
    {"a_hosts_line_of_the_profile", [](Scene& s) { s.next().hosts = "192.0.2.3 API.example.com."; },
     "rest/staging 192.0.2.3:443 hosts-line"},
    {"a_route_for_each_hosts_line",
     [](Scene& s) { s.next().hosts = "192.0.2.3 api.example.com\n2001:db8::3 api.example.com"; },
     "rest/staging 192.0.2.3:443 hosts-line; rest/staging [2001:db8::3]:443 hosts-line"},
    {"the_command_lines_hosts_before_the_profiles",
     [](Scene& s) {
       s.next().hosts = "192.0.2.3 api.example.com";
       s.inputs.hosts_file = "192.0.2.4 api.example.com";
     },
     "rest/staging 192.0.2.4:443 hosts-line"},
    {"an_override_before_a_hosts_line",
     [](Scene& s) {
       s.next();
       s.connect_to("::192.0.2.9:");
       s.inputs.hosts_file = "192.0.2.4 api.example.com";
     },
     "rest/staging 192.0.2.9:443 override"},
    {"an_override_of_the_profile",
     [](Scene& s) { s.next().connect_to = {"api.example.com:443:192.0.2.9:8443"}; },
     "rest/staging 192.0.2.9:8443 override"},
    {"the_command_line_before_an_equal_of_the_profile",
     [](Scene& s) {
       s.next().connect_to = {"api.example.com:443:192.0.2.9:"};
       s.connect_to("api.example.com:443:192.0.2.8:");
     },
     "rest/staging 192.0.2.8:443 override"},
    {"a_closer_one_of_the_profile_before_the_command_line",
     [](Scene& s) {
       s.next().connect_to = {"api.example.com:443:192.0.2.9:"};
       s.connect_to("::192.0.2.8:");
     },
     "rest/staging 192.0.2.9:443 override"},
    {"an_override_keeps_the_port_of_the_url",
     [](Scene& s) {
       s.next().port = 8443;
       s.connect_to("api.example.com:443:192.0.2.9:");
     },
     "rest/staging 192.0.2.9:443 override"},
    {"an_override_of_the_port_alone",
     [](Scene& s) {
       s.next();
       s.connect_to("api.example.com:443::8443");
     },
     "rest/staging 198.51.100.1:8443 override"},
    {"an_override_of_the_port_keeps_the_address",
     [](Scene& s) {
       s.next().addresses = {Address::parse("192.0.2.1").value()};
       s.connect_to("api.example.com:443::8443");
     },
     "rest/staging 192.0.2.1:8443 override"},
    {"an_override_to_a_name_is_looked_up",
     [](Scene& s) {
       s.next().connect_to = {"api.example.com:443:edge.example.net:"};
       s.dns["edge.example.net"] = {"192.0.2.30", "192.0.2.31"};
     },
     "rest/staging 192.0.2.30:443 override"},
    {"an_override_to_a_name_that_is_not_there",
     [](Scene& s) { s.next().connect_to = {"api.example.com:443:edge.example.net:"}; },
     "rest/staging !name-not-found override"},
    {"an_override_to_a_name_leaves_the_address_behind",
     [](Scene& s) {
       auto& redirect = s.next();
       redirect.addresses = {Address::parse("192.0.2.1").value()};
       s.connect_to("api.example.com:443:edge.example.net:");
       s.dns["edge.example.net"] = {"192.0.2.30"};
     },
     "rest/staging 192.0.2.30:443 override"},
    {"a_hosts_line_for_the_name_an_override_leads_to",
     [](Scene& s) {
       s.next();
       s.connect_to("api.example.com:443:edge.example.net:");
       s.inputs.hosts_file = "192.0.2.5 edge.example.net\n192.0.2.6 api.example.com";
     },
     "rest/staging 192.0.2.5:443 override"},
    {"a_resolve_for_the_name_an_override_leads_to",
     [](Scene& s) {
       s.next();
       s.connect_to("api.example.com:443:edge.example.net:8443");
       s.resolve_option("edge.example.net:8443:192.0.2.5");
     },
     "rest/staging 192.0.2.5:8443 override"},
    {"a_route_for_each_address_of_resolve",
     [](Scene& s) {
       s.next();
       s.resolve_option("api.example.com:443:192.0.2.5,2001:db8::5");
     },
     "rest/staging 192.0.2.5:443 override; rest/staging [2001:db8::5]:443 override"},
    {"a_replaced_host",
     [](Scene& s) {
       s.next().host = {{"api.example.com", "tls-test.example.com"}};
       s.dns["tls-test.example.com"] = {"192.0.2.40"};
     },
     "rest/staging 192.0.2.40:443 replaced-host"},
    {"a_host_replaced_by_any",
     [](Scene& s) {
       s.next().host = {{"*", "tls-test.example.com"}};
       s.dns["tls-test.example.com"] = {"192.0.2.40"};
     },
     "rest/staging 192.0.2.40:443 replaced-host"},
    {"an_override_of_the_replaced_name",
     [](Scene& s) {
       s.next().host = {{"api.example.com", "tls-test.example.com"}};
       s.connect_to("api.example.com:443:192.0.2.8:");
       s.connect_to("tls-test.example.com:443:192.0.2.9:");
     },
     "rest/staging 192.0.2.9:443 override"},
    {"a_host_replaced_by_an_address", [](Scene& s) { s.next().host = {{"api.example.com", "192.0.2.41"}}; },
     "rest/staging 192.0.2.41:443 replaced-host"},
    {"an_address_in_the_url",
     [](Scene& s) {
       s.next();
       s.profile.endpoints[0].url = parse_url("https://[2001:db8::9]:8443/").value();
     },
     "rest/staging [2001:db8::9]:8443 literal"},
    {"an_override_of_an_address_in_the_url",
     [](Scene& s) {
       s.next();
       s.profile.endpoints[0].url = parse_url("https://[2001:db8::9]:8443/").value();
       s.connect_to("[2001:db8::9]:8443:192.0.2.9:443");
     },
     "rest/staging 192.0.2.9:443 override"},
    {"the_command_line_leaves_today_and_others_alone",
     [](Scene& s) {
       s.add("production", profile::Role::today);
       s.next();
       s.add("sandbox", profile::Role::other);
       s.connect_to("::192.0.2.9:");
       s.inputs.hosts_file = "192.0.2.4 api.example.com";
     },
     "rest/production 198.51.100.1:443 dns; rest/staging 192.0.2.9:443 override; rest/sandbox "
     "198.51.100.1:443 dns"},
    {"the_hosts_option_leaves_today_alone",
     [](Scene& s) {
       s.add("production", profile::Role::today);
       s.next();
       s.inputs.hosts_file = "192.0.2.4 api.example.com";
     },
     "rest/production 198.51.100.1:443 dns; rest/staging 192.0.2.4:443 hosts-line"},
    {"a_profile_redirects_today_as_well",
     [](Scene& s) { s.add("production", profile::Role::today).connect_to = {"::192.0.2.9:"}; },
     "rest/production 192.0.2.9:443 override"},
    {"the_lab_before_everything",
     [](Scene& s) {
       s.next().addresses = {Address::parse("192.0.2.1").value()};
       s.connect_to("::192.0.2.9:");
       s.inputs.lab = {{"staging", Address::parse("127.3.2.1").value(), 40443}};
     },
     "rest/staging 127.3.2.1:40443 lab"},
    {"the_lab_only_for_targets_it_plays",
     [](Scene& s) {
       s.add("production", profile::Role::today);
       s.next();
       s.inputs.lab = {{"staging", Address::parse("127.3.2.1").value(), 40443}};
     },
     "rest/production 198.51.100.1:443 dns; rest/staging 127.3.2.1:40443 lab"},
    {"endpoint_by_endpoint_and_target_by_target",
     [](Scene& s) {
       s.add_endpoint("soap", "https://soap.example.com:8443/");
       s.dns["soap.example.com"] = {"198.51.100.2"};
       s.add("production", profile::Role::today);
       s.next().connect_to = {"*.example.com:8443:192.0.2.9:443"};
     },
     "rest/production 198.51.100.1:443 dns; rest/staging 198.51.100.1:443 dns; "
     "soap/production 198.51.100.2:8443 dns; soap/staging 192.0.2.9:443 override"},
};
INSTANTIATE_TEST_SUITE_P(Table, Precedence, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace rehearse::route
