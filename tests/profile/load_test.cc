// What a profile that loads comes to.

#include "profile/load.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profile/context.h"

namespace rehearse::profile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::string secret() {
  return test_environment().at("SECRET");
}

const Profile& everything() {
  static const Profile profile =
      loaded(read_all(data_folder() + "/good/everything.yaml"), test_context(data_folder() + "/good"));
  return profile;
}

const Target& target(std::string_view name) {
  const auto found = std::ranges::find(everything().targets, name, &Target::name);
  EXPECT_NE(found, everything().targets.end()) << name;
  return found == everything().targets.end() ? everything().targets.front() : *found;
}

TEST(Load, defaults_of_the_smallest_profile) {
  const auto profile = loaded(minimal(), test_context(data_folder()));
  EXPECT_EQ(profile.path, "x.yaml");
  EXPECT_EQ(profile.title, "A change");
  EXPECT_FALSE(profile.maintenance);
  EXPECT_THAT(profile.change.names, IsEmpty());
  EXPECT_TRUE(profile.change.replaces.empty());
  EXPECT_EQ(profile.expect.intermediates, Intermediates::any);
  ASSERT_EQ(profile.targets.size(), 1U);
  EXPECT_EQ(profile.targets[0].role, Role::next);
  EXPECT_EQ(profile.targets[0].credentials, Credentials::withheld);
  ASSERT_EQ(profile.endpoints.size(), 1U);
  EXPECT_THAT(profile.endpoints[0].stores, ElementsAre("billing"));
  EXPECT_THAT(profile.endpoints[0].calls, IsEmpty());
  ASSERT_EQ(profile.stores.size(), 1U);
  EXPECT_EQ(profile.stores[0].client, "") << "the one that uses such a file";
  EXPECT_EQ(profile.limits.connect, std::chrono::seconds(10));
  EXPECT_EQ(profile.limits.total, std::chrono::seconds(30));
  EXPECT_EQ(profile.limits.body_bytes, std::size_t{1} << 20);
  EXPECT_EQ(profile.limits.chain_bytes, std::size_t{100} << 10);
  EXPECT_THAT(profile.secrets(), IsEmpty());
}

TEST(Load, window_is_in_utc_and_remembers_its_zone) {
  const auto& window = everything().maintenance;
  ASSERT_TRUE(window);
  EXPECT_EQ(to_rfc3339(window->from), "2018-12-12T09:00:00Z");
  EXPECT_EQ(to_rfc3339(window->to), "2018-12-12T19:00:30Z");
  EXPECT_EQ(window->zone, "America/Los_Angeles");
}

TEST(Load, change_and_expect_say_what_the_notice_says) {
  const auto& change = everything().change;
  EXPECT_THAT(change.names, ElementsAre("api.example.com", "*.services.example.com"));
  EXPECT_THAT(change.except, ElementsAre("www.services.example.com"));
  ASSERT_TRUE(change.replaces.issuer);
  EXPECT_EQ(change.replaces.issuer->attributes.size(), 2U) << "a comma inside an attribute ends nothing";
  EXPECT_EQ(change.replaces.fingerprints.size(), 1U);
  EXPECT_EQ(change.replaces.spkis.size(), 1U);

  const auto& expect = everything().expect;
  ASSERT_TRUE(expect.issuer && expect.anchor);
  EXPECT_EQ(expect.issuer->name.short_name(), "New CA");
  EXPECT_EQ(expect.issuer->key_id, "0a0b0c");
  ASSERT_TRUE(expect.issuer->fingerprint);
  EXPECT_EQ(expect.issuer->fingerprint->bytes[31], 0xcc);
  EXPECT_EQ(expect.anchor->name.text(), "CN=New Root");
  EXPECT_FALSE(expect.anchor->fingerprint);
  ASSERT_EQ(expect.fingerprints.size(), 1U);
  EXPECT_EQ(expect.fingerprints[0].bytes[0], 0x9a);
  EXPECT_EQ(expect.spkis.size(), 2U);
  EXPECT_EQ(expect.pins.size(), 1U);
  EXPECT_EQ(expect.intermediates, Intermediates::omitted);
}

TEST(Load, roles_and_credentials_follow_names_unless_said) {
  EXPECT_EQ(target("production").role, Role::today);
  EXPECT_EQ(target("production").credentials, Credentials::send);
  EXPECT_EQ(target("staging").role, Role::next);
  EXPECT_EQ(target("staging").credentials, Credentials::withheld);
  EXPECT_EQ(target("other-port").role, Role::next);
  EXPECT_EQ(target("other-port").credentials, Credentials::send) << "said, whatever the order of the keys";
  EXPECT_EQ(target("test-host").credentials, Credentials::withheld)
      << "the default follows a role that is said";
  EXPECT_EQ(target("curl").role, Role::other);
  EXPECT_EQ(target("curl").credentials, Credentials::send);
}

TEST(Load, redirects_keep_what_is_said) {
  const auto& staging = target("staging").redirect;
  ASSERT_EQ(staging.addresses.size(), 2U);
  EXPECT_EQ(staging.addresses[1].bracketed(), "[2001:db8::7]");
  EXPECT_EQ(staging.port, 8443);
  EXPECT_EQ(target("other-port").redirect.port, 8443) << "a variable may yield a number";
  EXPECT_THAT(target("test-host").redirect.host, ElementsAre(Pair("*", "tls-test.example.com")));
  EXPECT_THAT(target("test-hosts").redirect.host,
              ElementsAre(Pair("api.example.com", "tls-test.example.com"),
                          Pair("www.services.example.com", "tls-test-www.example.com")));
  EXPECT_THAT(target("curl").redirect.connect_to,
              ElementsAre("api.example.com:443:[2001:db8::7]:8443", "::edge.example.net:"));
}

TEST(Load, hosts_is_a_path_a_variable_or_a_text) {
  const auto& file = target("hosts-file").redirect;
  EXPECT_EQ(file.hosts, "203.0.113.8 api.example.com\n");
  EXPECT_EQ(file.hosts_name, "staging.hosts");
  const auto& variable = target("hosts-variable").redirect;
  EXPECT_EQ(variable.hosts, file.hosts);
  EXPECT_EQ(variable.hosts_name, "staging.hosts");
  const auto& text = target("hosts-text").redirect;
  EXPECT_EQ(text.hosts, "203.0.113.9 api.example.com\n");
  EXPECT_EQ(text.hosts_name, "targets.hosts-text.redirect.hosts");
}

TEST(Load, proof_and_proxy) {
  ASSERT_TRUE(target("staging").prove);
  EXPECT_EQ(target("staging").prove->header, "X-Akamai-Staging");
  EXPECT_THAT(target("staging").prove->values, ElementsAre("ESSL", "1", "true")) << "as they are written";
  EXPECT_THAT(target("test-hosts").prove->values, IsEmpty());
  ASSERT_TRUE(target("curl").proxy);
  EXPECT_EQ(target("curl").proxy->host, "proxy.example.com");
  EXPECT_EQ(target("curl").proxy->port, 3128);
  EXPECT_EQ(target("curl").proxy->authorization.masked("*"), "*:*");
}

TEST(Load, calls_hold_secrets_apart) {
  const auto& endpoints = everything().endpoints;
  ASSERT_EQ(endpoints.size(), 4U);
  EXPECT_EQ(endpoints[0].url.text(), "https://api.example.com:8443/v1/?a=b");
  EXPECT_EQ(endpoints[1].url.host, "tls-test.example.com") << "a variable may yield the host";
  EXPECT_THAT(endpoints[1].stores, ElementsAre("billing", "system", "relative", "sealed", "asked-for", "shut",
                                               "jdk", "environment", "web"))
      << "all, in their order";

  ASSERT_EQ(endpoints[0].calls.size(), 2U);
  const auto& ping = endpoints[0].calls[0];
  EXPECT_EQ(ping.method, "GET");
  EXPECT_TRUE(ping.path.empty() && ping.body.empty() && ping.headers.empty() && ping.expect.empty());
  EXPECT_EQ(ping.must, Must::answered);
  EXPECT_EQ(ping.http, HttpVersion::http1_1);
  EXPECT_FALSE(ping.safe);

  const auto& create = endpoints[0].calls[1];
  EXPECT_EQ(create.method, "POST");
  EXPECT_EQ(create.path.masked("*"), "/v1/accounts?token=*");
  EXPECT_EQ(create.path.reveal(), "/v1/accounts?token=" + secret());
  ASSERT_EQ(create.headers.size(), 4U);
  EXPECT_EQ(create.headers[0].second.masked("*"), "application/json");
  EXPECT_EQ(create.headers[1].second.masked("*"), "Bearer *");
  EXPECT_EQ(create.headers[2].second.reveal(), "3");
  EXPECT_EQ(create.headers[3].second.reveal(), "true");
  EXPECT_EQ(create.body.masked("*"), R"({"a": "${env:SECRET} is $5", "b": "*"})");
  EXPECT_EQ(create.http, HttpVersion::http2);
  EXPECT_TRUE(create.safe);
  EXPECT_EQ(create.must, Must::pass);
  EXPECT_THAT(create.expect.status, ElementsAre(200, 201));
  EXPECT_THAT(create.expect.contains, ElementsAre("90000011", "\"success\""));
}

TEST(Load, a_client_certificate_has_files_and_a_password) {
  const auto& both = target("curl").certificate.value();
  EXPECT_EQ(both.path, "client.pem");
  EXPECT_EQ(both.key, "client.key");
  EXPECT_EQ(both.password.text.value().masked("*"), "*") << "secret as a whole";
  EXPECT_EQ(both.password.text->reveal(), "for " + secret());
  const auto& asking = target("asking").certificate.value();
  EXPECT_EQ(asking.path, "tls-test.example.com.p12");
  EXPECT_EQ(asking.password.command, "pass show client");
  EXPECT_FALSE(asking.password.text);
}

TEST(Load, a_body_file_is_a_template) {
  const auto& login = everything().endpoints[1].calls.at(0);
  EXPECT_EQ(login.kind, CallKind::soap);
  EXPECT_EQ(login.method, "POST") << "SOAP's default";
  EXPECT_EQ(login.body.masked("*"), "<Envelope><user>*</user><password>*</password></Envelope>");
  EXPECT_EQ(login.headers.at(0).second.reveal(), "\"\"");
  EXPECT_EQ(login.expect.fault, "fns:INVALID_VALUE");
}

TEST(Load, secrets_are_all_there_once) {
  EXPECT_THAT(everything().secrets(),
              testing::UnorderedElementsAre(secret(), "tls-test.example.com", "a " + secret() + " b",
                                            "for " + secret()));
}

TEST(Load, stores_keep_their_paths_as_written) {
  const auto& stores = everything().stores;
  ASSERT_EQ(stores.size(), 9U);
  EXPECT_EQ(stores[0].path, "tls-test.example.com.jks");
  EXPECT_EQ(stores[0].client, "java-17");
  EXPECT_EQ(stores[1].kind, Store::Kind::system);
  EXPECT_EQ(stores[1].client, "") << "the one that uses such a file";
  EXPECT_EQ(stores[2].path, "stores/ca.pem");
}

TEST(Load, a_password_is_secret_whole_or_a_command) {
  const auto& stores = everything().stores;
  ASSERT_TRUE(stores[3].password);
  EXPECT_EQ(stores[3].password->reveal(), "a " + secret() + " b");
  EXPECT_EQ(stores[3].password->masked("x"), "x");
  EXPECT_FALSE(stores[4].password);
  EXPECT_EQ(stores[4].password_command, "pass show trust");
  EXPECT_FALSE(stores[4].no_password);
  EXPECT_FALSE(stores[5].password);
  EXPECT_TRUE(stores[5].no_password) << "false: the application gives none";
}

TEST(Load, stores_that_lie_with_a_program_say_with_which) {
  const auto& stores = everything().stores;
  EXPECT_EQ(stores[6].kind, Store::Kind::java);
  EXPECT_EQ(stores[6].path, "") << "this machine's own";
  EXPECT_EQ(stores[7].kind, Store::Kind::certifi);
  EXPECT_EQ(stores[7].path, "/opt/app/venv");
  EXPECT_EQ(stores[8].kind, Store::Kind::node);
  EXPECT_EQ(stores[8].path, "bin/node");
  EXPECT_EQ(stores[8].extra_ca_certs, "corporate.pem");
}

TEST(Load, limits_with_units_and_without) {
  const auto& limits = everything().limits;
  EXPECT_EQ(limits.connect, std::chrono::milliseconds(500));
  EXPECT_EQ(limits.handshake, std::chrono::seconds(5));
  EXPECT_EQ(limits.total, std::chrono::minutes(2));
  EXPECT_EQ(limits.body_bytes, 65536U);
  EXPECT_EQ(limits.header_bytes, 131072U);
  EXPECT_EQ(limits.chain_bytes, 2U << 20);
}

TEST(Load, a_variable_may_yield_a_whole_base_url) {
  const auto base = minimal();
  const auto start = base.find("'https://api.example.com/'");
  const auto yaml = base.substr(0, start) + "'${env:URL}'" + base.substr(start + 26);
  EXPECT_EQ(loaded(yaml, test_context(data_folder())).endpoints.at(0).url.text(), "https://api.example.com/");
}

TEST(Load, the_same_text_gives_the_same_problems_in_the_same_order) {
  const auto yaml = read_all(data_folder() + "/bad/all_in_one_go.yaml");
  const auto first = load(yaml, "x.yaml", test_context(data_folder()));
  const auto second = load(yaml, "x.yaml", test_context(data_folder()));
  ASSERT_FALSE(first || second);
  EXPECT_EQ(shown("x", first.error()), shown("x", second.error()));
  EXPECT_TRUE(std::ranges::is_sorted(first.error(), {},
                                     [](const Problem& p) { return std::pair(p.line, p.column); }));
}

}  // namespace
}  // namespace rehearse::profile
