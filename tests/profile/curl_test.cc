// What pasted curl commands come to. That it is what curl sends, tests/e2e/curl_test.cc shows.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "profile/context.h"
#include "profile/curl_command.h"
#include "profile/load.h"

namespace rehearse::profile {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const Call& pasted(std::size_t number) {
  static const Profile profile =
      loaded(read_all(data_folder() + "/good/curl.yaml"), test_context(data_folder() + "/good"));
  static const Call none;
  EXPECT_FALSE(profile.endpoints.empty());
  // The first is the endpoint's oauth.
  return profile.endpoints.empty() ? none : profile.endpoints[0].calls.at(number + 1);
}

std::string secret() {
  return test_environment().at("SECRET");
}

std::vector<std::string> masked(const std::vector<std::pair<std::string, SecretText>>& pairs) {
  std::vector<std::string> out;
  for (const auto& [name, value] : pairs) out.push_back(name + "=" + value.masked("*"));
  return out;
}

TEST(CurlOfCall, says_what_is_sent_and_the_rest_stands_beside_it) {
  const auto& call = pasted(0);
  EXPECT_EQ(call.name, "browser");
  EXPECT_EQ(call.method, "POST");
  EXPECT_TRUE(call.safe);
  EXPECT_EQ(call.must, Must::pass);
  EXPECT_THAT(call.expect.status, ElementsAre(200));
  EXPECT_EQ(call.captures.size(), 1U);
  EXPECT_TRUE(call.url.empty()) << "at the endpoint's own host the path says it";
  EXPECT_EQ(call.path.masked("*"), "/v1/accounts?x=*");
  EXPECT_THAT(masked(call.headers), ElementsAre("accept=application/json", "authorization=Bearer *",
                                                "X-Key=k-*", "Accept-Encoding=deflate, gzip, br, zstd",
                                                "Content-Type=application/x-www-form-urlencoded"));
  EXPECT_EQ(call.body.reveal(), R"({"name":"O'Neil {{id}}"})");
}

TEST(CurlOfCall, sends_the_token_where_it_has_no_authorization) {
  EXPECT_THAT(masked(pasted(1).headers), ElementsAre("Accept=*/*", "Authorization=Bearer {{oauth_token}}"));
  EXPECT_THAT(masked(pasted(3).headers), ElementsAre("Accept=*/*")) << "it was taken out";
  EXPECT_THAT(pasted(3).without, Contains("Authorization"));
  EXPECT_EQ(pasted(3).path.reveal(), "/?a=b");
}

TEST(CurlOfCall, a_login_is_secret_as_a_whole) {
  const auto& call = pasted(2);
  EXPECT_EQ(call.method, "DELETE");
  EXPECT_THAT(masked(call.headers), ElementsAre("Cookie=*", "Authorization=Basic *", "Accept=*/*"));
  EXPECT_EQ(call.headers[1].second.reveal(), "Basic " + base64("me:" + secret()));
  EXPECT_THAT(call.secrets, Contains(secret()));
  EXPECT_EQ(call.path.reveal(), "/");
}

TEST(CurlOfCall, what_variables_yield_is_secret_and_one_value) {
  const auto& call = pasted(4);
  EXPECT_EQ(call.url.reveal(), "https://eu.example.com:8443");
  EXPECT_EQ(call.path.masked("*"), "/*");
  EXPECT_EQ(call.body.masked("*"), "*");
}

TEST(CurlOfCall, a_soap_call_is_as_it_was_pasted) {
  const auto& call = pasted(5);
  EXPECT_EQ(call.kind, CallKind::soap);
  EXPECT_EQ(call.body.reveal(), "<x>${y}</x>");
  EXPECT_THAT(call.without, IsEmpty());
  EXPECT_EQ(call.expect.fault, "a:b");
}

TEST(CurlOfCall, what_is_not_set_yet_may_be_anything) {
  auto context = test_context(data_folder());
  context.unset = LoadContext::Unset::stand_in;
  for (const auto* line :
       {"curl '${env:BASE}'", "curl 'https://${env:AT}/v1/x' -u '${env:LOGIN}'",
        "curl https://api.example.com/${env:PATH_OF} -H 'X-A: ${env:A}' -b '${env:COOKIE}'"}) {
    auto yaml = minimal();
    const std::string_view end = "'}}";
    yaml.replace(yaml.find(end), end.size(), "', calls: [{name: a, curl: \"" + std::string(line) + "\"}]}}");
    EXPECT_EQ(loaded(yaml, context).endpoints.at(0).calls.size(), 1U) << line;
  }
}

TEST(ReadCurlCommand, a_secret_is_never_an_option) {
  SecretText option, value("-HX: ");
  option.add_secret("-k");
  value.add_secret("-k");
  const auto command = read_curl_command({SecretText("curl"), option, value, SecretText("-d"), option});
  EXPECT_THAT(command.problems, IsEmpty());
  EXPECT_EQ(command.urls, std::vector{option});
  ASSERT_EQ(command.headers.size(), 1U);
  EXPECT_EQ(command.headers[0].masked("*"), "X: *");
  ASSERT_TRUE(command.data);
  EXPECT_EQ(command.data->masked("*"), "*");
}

}  // namespace
}  // namespace rehearse::profile
