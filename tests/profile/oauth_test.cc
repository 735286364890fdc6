// What the client credentials of an endpoint come to.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "profile/context.h"
#include "profile/load.h"

namespace rehearse::profile {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;

const Profile& tokens() {
  static const Profile profile =
      loaded(read_all(data_folder() + "/good/oauth.yaml"), test_context(data_folder() + "/good"));
  return profile;
}

std::string secret() {
  return test_environment().at("SECRET");
}

std::vector<std::string> masked(const std::vector<std::pair<std::string, SecretText>>& pairs) {
  std::vector<std::string> out;
  for (const auto& [name, value] : pairs) out.push_back(name + "=" + value.masked("*"));
  return out;
}

TEST(Oauth, is_the_first_call_of_its_endpoint) {
  ASSERT_EQ(tokens().endpoints.at(0).calls.size(), 3U);
  const auto& call = tokens().endpoints[0].calls[0];
  EXPECT_EQ(call.name, "oauth");
  EXPECT_EQ(call.kind, CallKind::rest);
  EXPECT_EQ(call.method, "POST");
  EXPECT_TRUE(call.safe);
  EXPECT_EQ(call.url.reveal(), "") << "at the endpoint's own host the path says it";
  EXPECT_EQ(call.path.reveal(), "/oauth/token?v=2");
  EXPECT_THAT(masked(call.headers), ElementsAre("Accept=application/json"));
  EXPECT_THAT(masked(call.form),
              ElementsAre("grant_type=client_credentials", "scope=read write",
                          "audience=https://api.example.com/", "client_id=app-*", "client_secret=*"));
  ASSERT_EQ(call.captures.size(), 1U);
  EXPECT_EQ(call.captures[0].name, "oauth_token");
  EXPECT_TRUE(call.captures[0].secret);
}

TEST(Oauth, gives_its_token_to_calls_without_an_authorization_of_their_own) {
  const auto& calls = tokens().endpoints.at(0).calls;
  EXPECT_THAT(masked(calls.at(1).headers),
              ElementsAre("X-Token={{oauth_token}}", "Authorization=Bearer {{oauth_token}}"));
  EXPECT_THAT(masked(calls.at(2).headers), ElementsAre("authorization=Basic abc"));
}

TEST(Oauth, basic_sends_both_encoded_and_keeps_them_secret) {
  ASSERT_EQ(tokens().endpoints.at(1).calls.size(), 1U) << "the token alone";
  const auto& call = tokens().endpoints[1].calls[0];
  EXPECT_EQ(call.url.reveal(), "https://api.example.com/oauth/token") << "another endpoint's host";
  EXPECT_THAT(masked(call.headers), ElementsAre("Accept=application/json", "Authorization=Basic *"));
  EXPECT_EQ(call.headers[1].second.reveal(),
            "Basic " + base64("a%20b:" + secret().substr(0, secret().size() - 1) + "%21"));
  EXPECT_THAT(masked(call.form), ElementsAre("grant_type=client_credentials"));
  EXPECT_THAT(tokens().secrets(), IsSupersetOf({secret(), std::string("written out")}));
}

TEST(Oauth, a_host_that_is_not_set_yet_may_be_an_endpoints) {
  auto context = test_context(data_folder());
  context.unset = LoadContext::Unset::stand_in;
  const auto base = minimal();
  const auto end = base.find("'}}", base.find("endpoints"));
  const auto yaml = base.substr(0, end) +
                    "', oauth: {url: 'https://${env:LOGIN}/t', client_id: '${env:ID}', client_secret: "
                    "'${env:PASS}'}}}" +
                    base.substr(end + 3);
  EXPECT_EQ(loaded(yaml, context).endpoints.at(0).calls.at(0).url.reveal(), "https://unset-login.invalid/t");
}

}  // namespace
}  // namespace rehearse::profile
