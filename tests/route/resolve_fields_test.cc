// What a route says of itself, beside where it goes: names, candidates, the words of why, the proxy.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scene.h"

namespace rehearse::route {
namespace {

Route first_route(Scene& scene) {
  return scene.run().value().routes.at(0);
}

TEST(Resolve, keeps_the_name_claimed_apart_from_the_machine_reached) {
  Scene scene;
  scene.profile.endpoints[0].url = parse_url("https://api.example.com:8443/x").value();
  scene.next();
  scene.connect_to("api.example.com:8443:192.0.2.9:443");
  const Route route = first_route(scene);
  EXPECT_EQ(route.url.text(), "https://api.example.com:8443/x");
  EXPECT_EQ(route.sni, "api.example.com");
  EXPECT_EQ(route.host, "api.example.com:8443");
  EXPECT_EQ(route.verify_name, "api.example.com");
  EXPECT_EQ(route.address->text(), "192.0.2.9");
  EXPECT_EQ(route.port, 443);
  EXPECT_EQ(route.role, profile::Role::next);
}

TEST(Resolve, a_replaced_host_changes_name_sni_and_host) {
  Scene scene;
  scene.next().host = {{"API.example.com", "TLS-Test.example.com."}};
  scene.dns["tls-test.example.com"] = {"192.0.2.40"};
  const Route route = first_route(scene);
  EXPECT_EQ(route.url.text(), "https://tls-test.example.com/x");
  EXPECT_EQ(route.sni, "tls-test.example.com");
  EXPECT_EQ(route.host, "tls-test.example.com");
  EXPECT_EQ(route.verify_name, "tls-test.example.com");
  EXPECT_THAT(scene.asked, testing::ElementsAre("tls-test.example.com"));
}

TEST(Resolve, its_own_entry_replaces_a_host_before_the_one_for_any) {
  Scene scene;
  scene.next().host = {{"*", "any.example.com"}, {"api.example.com", "own.example.com"}};
  EXPECT_EQ(first_route(scene).sni, "own.example.com");
}

TEST(Resolve, sends_no_sni_for_an_address_in_the_url) {
  Scene scene;
  scene.next();
  scene.profile.endpoints[0].url = parse_url("https://[2001:db8::9]/").value();
  const Route route = first_route(scene);
  EXPECT_EQ(route.sni, "");
  EXPECT_EQ(route.verify_name, "2001:db8::9");
  EXPECT_EQ(route.host, "[2001:db8::9]");
  EXPECT_TRUE(scene.asked.empty());
}

TEST(Resolve, keeps_every_candidate) {
  Scene scene;
  scene.next();
  scene.dns["api.example.com"] = {"2001:db8::1", "198.51.100.2"};
  EXPECT_EQ(first_route(scene).candidates.size(), 2U);
  Scene redirected;
  redirected.next().addresses = {Address::parse("192.0.2.2").value(), Address::parse("192.0.2.1").value()};
  const auto routes = redirected.run().value().routes;
  EXPECT_EQ(routes.size(), 2U);
  for (const auto& route : routes) EXPECT_EQ(route.candidates.size(), 2U);
}

TEST(Resolve, asks_for_a_host_once) {
  Scene scene;
  scene.add_endpoint("soap", "https://api.example.com/soap");
  scene.add("production", profile::Role::today);
  scene.next();
  scene.next("second").addresses = {Address::parse("192.0.2.2").value()};
  EXPECT_EQ(scene.run().value().routes.size(), 6U);
  EXPECT_THAT(scene.asked, testing::ElementsAre("api.example.com"));
}

struct Text {
  const char* name;
  void (*set_up)(Scene& scene);
  const char* text;
};

class WhyText : public testing::TestWithParam<Text> {};

TEST_P(WhyText, says_what_led_there) {
  Scene scene;
  GetParam().set_up(scene);
  EXPECT_EQ(first_route(scene).why_text, GetParam().text);
}

const Text kTexts[] = {
    {"dns", [](Scene& s) { s.next(); }, "DNS"},
    {"override",
     [](Scene& s) {
       s.next();
       s.connect_to("api.example.com:443:192.0.2.9:8443");
     },
     "override --connect-to api.example.com:443:192.0.2.9:8443"},
    {"override_of_the_profile", [](Scene& s) { s.next().connect_to = {"::192.0.2.9:"}; },
     "override connect_to: ::192.0.2.9:"},
    {"two_overrides",
     [](Scene& s) {
       s.next();
       s.connect_to("::edge.example.net:");
       s.resolve_option("*:443:192.0.2.9");
       s.resolve_option("edge.example.net:443:192.0.2.8");
     },
     "override --resolve *:443:192.0.2.9"},
    {"an_override_and_the_name_it_leads_to",
     [](Scene& s) {
       s.next();
       s.connect_to("api.example.com::edge.example.net:");
       s.resolve_option("edge.example.net:443:192.0.2.8");
     },
     "override --connect-to api.example.com::edge.example.net:, then --resolve "
     "edge.example.net:443:192.0.2.8"},
    {"an_override_and_dns",
     [](Scene& s) {
       s.next();
       s.connect_to("::edge.example.net:");
       s.dns["edge.example.net"] = {"192.0.2.30"};
     },
     "override --connect-to ::edge.example.net:, then DNS"},
    {"hosts_line",
     [](Scene& s) {
       auto& redirect = s.next();
       redirect.hosts = "# x\n192.0.2.3 api.example.com";
       redirect.hosts_name = "staging.hosts";
     },
     "line 2 of staging.hosts"},
    {"address", [](Scene& s) { s.next().addresses = {Address::parse("192.0.2.1").value()}; },
     "address: of target staging"},
    {"port", [](Scene& s) { s.next().port = 8443; }, "port: 8443 of target staging, then DNS"},
    {"replaced_host",
     [](Scene& s) {
       s.next().host = {{"*", "tls-test.example.com"}};
       s.dns["tls-test.example.com"] = {"192.0.2.40"};
     },
     "host: tls-test.example.com instead of api.example.com, then DNS"},
    {"literal",
     [](Scene& s) {
       s.next();
       s.profile.endpoints[0].url = parse_url("https://192.0.2.1/").value();
     },
     "the URL holds an address"},
    {"hosts_file",
     [](Scene& s) {
       s.next();
       s.inputs.machine_hosts = "192.0.2.7 api.example.com";
     },
     "line 1 of /etc/hosts"},
    {"lab",
     [](Scene& s) {
       s.next();
       s.inputs.lab = {{"staging", Address::parse("127.3.2.1").value(), 40443}};
     },
     "lab 127.3.2.1:40443"},
};
INSTANTIATE_TEST_SUITE_P(Table, WhyText, testing::ValuesIn(kTexts),
                         [](const auto& each) { return each.param.name; });

struct ProxyCase {
  const char* name;
  void (*set_up)(Scene& scene);
  const char* host;  // of the route's proxy; empty = none
};

class ProxyOfRoute : public testing::TestWithParam<ProxyCase> {};

TEST_P(ProxyOfRoute, is_told) {
  Scene scene;
  scene.next();
  GetParam().set_up(scene);
  const Route route = first_route(scene);
  EXPECT_EQ(route.proxy ? route.proxy->host : "", GetParam().host);
}

const ProxyCase kProxies[] = {
    {"none", [](Scene&) {}, ""},
    {"of_the_target", [](Scene& s) { s.profile.targets[0].proxy = {.host = "own.example", .port = 3128}; },
     "own.example"},
    {"of_the_environment_once_taken",
     [](Scene& s) { s.inputs.proxy = {.host = "env.example", .port = 3128}; }, "env.example"},
    {"of_the_target_before_the_environment",
     [](Scene& s) {
       s.profile.targets[0].proxy = {.host = "own.example", .port = 3128};
       s.inputs.proxy = {.host = "env.example", .port = 3128};
     },
     "own.example"},
    {"not_of_an_environment_that_was_only_found",
     [](Scene& s) { s.inputs.proxy_environment = {"HTTPS_PROXY=http://env.example:3128"}; }, ""},
    {"none_into_the_lab",
     [](Scene& s) {
       s.profile.targets[0].proxy = {.host = "own.example", .port = 3128};
       s.inputs.lab = {{"staging", Address::parse("127.3.2.1").value(), 40443}};
     },
     ""},
};
INSTANTIATE_TEST_SUITE_P(Table, ProxyOfRoute, testing::ValuesIn(kProxies),
                         [](const auto& each) { return each.param.name; });

TEST(Resolve, the_override_stays_the_route_where_there_is_a_proxy) {
  Scene scene;
  scene.next();
  scene.connect_to("::192.0.2.9:8443");
  scene.inputs.proxy = {.host = "env.example", .port = 3128};
  EXPECT_EQ(shown(scene.run().value().routes), "rest/staging 192.0.2.9:8443 override");
}

struct Refusal {
  const char* name;
  void (*set_up)(Scene& scene);
  const char* code;
  const char* text;
};

class ResolveRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(ResolveRefuses, with_the_place) {
  Scene scene;
  GetParam().set_up(scene);
  const auto routes = scene.run();
  ASSERT_FALSE(routes.has_value());
  EXPECT_EQ(routes.error().code, GetParam().code);
  EXPECT_EQ(routes.error().text(), GetParam().text);
}

const Refusal kRefusals[] = {
    {"an_override_of_the_profile", [](Scene& s) { s.next().connect_to = {"a:b"}; }, "bad-override",
     "target staging: --connect-to a:b: expected HOST1:PORT1:HOST2:PORT2, where every field may be empty"},
    {"the_hosts_option",
     [](Scene& s) {
       s.next();
       s.inputs.hosts_file = "x";
       s.inputs.hosts_file_name = "my.hosts";
     },
     "bad-hosts-file", "my.hosts: line 1: 'x' is not an IP address"},
    {"hosts_of_the_profile",
     [](Scene& s) {
       auto& redirect = s.next();
       redirect.hosts = "\n192.0.2.1";
       redirect.hosts_name = "staging.hosts";
     },
     "bad-hosts-file", "target staging: staging.hosts: line 2: no name after 192.0.2.1"},
};
INSTANTIATE_TEST_SUITE_P(Table, ResolveRefuses, testing::ValuesIn(kRefusals),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace rehearse::route
