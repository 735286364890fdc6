// Under --dry-run and --lab a variable that is not set gets a marked stand-in.

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profile/context.h"

namespace rehearse::profile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

LoadContext standing_in() {
  auto context = test_context(data_folder());
  context.unset = LoadContext::Unset::stand_in;
  return context;
}

const char* const kUnset = R"(
rehearsal: {title: 'about ${env:U_TITLE}'}
maintenance: {from: '${env:U_FROM}', to: 2018-12-12 11:00, zone: '${env:U_ZONE}'}
expect: {issuer: {name: '${env:U_CA}', key_id: '${env:U_ID}', fingerprint: '${env:U_PRINT}'}}
targets:
  staging:
    credentials: ${env:U_CREDENTIALS}
    redirect: {address: '${env:U_ADDRESS}', port: '${env:U_PORT}'}
    prove: {header: '${env:U_HEADER}'}
    proxy: {host: '${env:U_PROXY}', port: '${env:U_PORT}', authorization: '${env:U_AUTHORIZATION}'}
  test: {role: next, redirect: {host: '${env:U_HOST}'}}
  hosts: {redirect: {hosts: '${file:no.hosts}'}}
  path: {redirect: {hosts: 'no-such.hosts'}}
  curl: {redirect: {connect_to: '${env:U_CONNECT_TO}'}}
endpoints:
  whole: {url: '${env:U_URL}'}
  host:
    url: https://${env:U_HOST}:8443/v1
    calls:
      - name: call
        method: POST
        path: ${env:U_PATH}
        headers: {Authorization: 'Bearer ${env:U_TOKEN}'}
        body: '{"word": "${env:U_WORD}", "host": "${env:HOST}"}'
        expect: {status: '${env:U_STATUS}'}
      - {name: file, method: POST, file: no-such.json}
stores: {billing: {path: '${env:U_STORE}', client: '${env:U_CLIENT}'}}
limits: {connect: '${env:U_TIME}', body: '${env:U_SIZE}'}
)";

TEST(StandIn, an_unset_variable_is_an_error_unless_told_otherwise) {
  const auto profile = load(kUnset, "x.yaml", test_context(data_folder()));
  ASSERT_FALSE(profile);
  for (const auto& problem : profile.error())
    EXPECT_TRUE(problem.id == "unset-variable" || problem.id == "unreadable-file")
        << to_text("x.yaml", problem);
}

TEST(StandIn, stands_wherever_a_variable_may) {
  const auto profile = loaded(kUnset, standing_in());
  EXPECT_EQ(profile.title, "about unset-u-title.invalid");
  EXPECT_FALSE(profile.maintenance) << "no made-up date";
  ASSERT_EQ(profile.targets.size(), 5U);
  EXPECT_EQ(profile.targets[0].redirect.addresses.at(0).text(), "192.0.2.1");
  EXPECT_EQ(profile.targets[1].redirect.host.at("*"), "unset.invalid");
  EXPECT_THAT(profile.targets[2].redirect.hosts, IsEmpty());
  ASSERT_EQ(profile.endpoints.size(), 2U);
  EXPECT_EQ(profile.endpoints[0].url.host, "unset-u-url.invalid");
  EXPECT_EQ(profile.endpoints[1].url.authority(), "unset-u-host.invalid:8443");
  EXPECT_EQ(profile.endpoints[1].calls.at(0).headers.at(0).second.reveal(), "Bearer ${env:U_TOKEN}");
  EXPECT_THAT(profile.stand_ins, testing::Contains("${env:U_TOKEN}"));
  EXPECT_THAT(profile.stand_ins, testing::Contains("${file:no-such.json}"));
  EXPECT_EQ(std::ranges::count(profile.stand_ins, "${env:U_PORT}"), 1) << "each once";
}

TEST(StandIn, is_no_secret_but_is_withheld_like_one) {
  const auto profile = loaded(kUnset, standing_in());
  EXPECT_THAT(profile.secrets(), ElementsAre("tls-test.example.com"));
  EXPECT_EQ(profile.endpoints.at(1).calls.at(0).body.masked("*"), R"({"word": "*", "host": "*"})");
}

TEST(StandIn, everything_else_is_still_held_to_the_rules) {
  auto context = standing_in();
  const auto profile = load(minimal("change: {names: ['${env:U_NAME}', '*.com']}\n"), "x.yaml", context);
  ASSERT_FALSE(profile);
  ASSERT_EQ(profile.error().size(), 1U);
  EXPECT_EQ(profile.error()[0].id, "bad-pattern");
}

TEST(StandIn, a_profile_that_needs_none_has_none) {
  EXPECT_THAT(loaded(minimal(), standing_in()).stand_ins, IsEmpty());
}

}  // namespace
}  // namespace rehearse::profile
