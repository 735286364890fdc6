#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/ascii.h"
#include "call/call.h"
#include "call/header.h"

namespace rehearse::call {
namespace {

using profile::CallKind;
using profile::Credentials;
using testing::ElementsAre;
using testing::Pair;

const Url kUrl{.host = "api.example.com", .port = 443, .path_query = "/apps/services/a/91.0"};

SecretText plain(std::string text) {
  return SecretText(std::move(text));
}

SecretText with_secret(std::string before, std::string secret, std::string after = "") {
  SecretText out(std::move(before));
  out.add_secret(std::move(secret));
  out.add_plain(std::move(after));
  return out;
}

std::vector<std::pair<std::string, std::string>> on_the_wire(const Request& request) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [name, value] : request.headers) out.emplace_back(name, value.reveal());
  return out;
}

std::string header_of(const Request& request, std::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (same_ignoring_case(key, name)) return value.reveal();
  }
  return "(none)";
}

profile::Call soap_login() {
  profile::Call call;
  call.name = "login";
  call.kind = CallKind::soap;
  call.method = "POST";
  call.body = with_secret("<login><password>", "hunter22", "</password></login>");
  return call;
}

Request made(const profile::Call& call, const Url& url, Credentials credentials, const Values& values = {}) {
  auto request = build(call, url, credentials, values);
  EXPECT_TRUE(request) << request.error().text();
  return request.value_or(Request());
}

TEST(Build, ASoapCallGetsTheMediaTypeAndAnEmptyAction) {
  const auto request = made(soap_login(), kUrl, Credentials::send);
  EXPECT_EQ(request.name, "login");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path.reveal(), "/apps/services/a/91.0");
  EXPECT_EQ(request.body.reveal(), "<login><password>hunter22</password></login>");
  EXPECT_THAT(on_the_wire(request),
              ElementsAre(Pair("Accept", "text/xml, application/soap+xml, */*;q=0.8"),
                          Pair("Content-Type", "text/xml; charset=utf-8"), Pair("SOAPAction", "\"\"")));
}

struct DefaultCase {
  const char* name;
  CallKind kind;
  const char* method;
  const char* body;
  std::vector<std::pair<std::string, std::string>> own;
  const char* content_type;
  const char* soap_action;
  const char* accept;
};

const DefaultCase kDefaults[] = {
    {"rest_without_a_body_has_no_media_type",
     CallKind::rest,
     "GET",
     "",
     {},
     "(none)",
     "(none)",
     "application/json, */*;q=0.8"},
    {"rest_with_a_body_sends_json",
     CallKind::rest,
     "POST",
     "{}",
     {},
     "application/json",
     "(none)",
     "application/json, */*;q=0.8"},
    {"the_profile_decides_before_the_default",
     CallKind::rest,
     "POST",
     "a=b",
     {{"content-type", "application/x-www-form-urlencoded"}, {"ACCEPT", "text/csv"}},
     "application/x-www-form-urlencoded",
     "(none)",
     "text/csv"},
    {"a_soap_action_of_the_profile_stays_the_only_one",
     CallKind::soap,
     "POST",
     "<e/>",
     {{"soapaction", "\"urn:x\""}},
     "text/xml; charset=utf-8",
     "\"urn:x\"",
     "text/xml, application/soap+xml, */*;q=0.8"},
    {"soap_1_2_has_another_media_type_and_no_action",
     CallKind::soap,
     "POST",
     "<e xmlns='http://www.w3.org/2003/05/soap-envelope'/>",
     {},
     "application/soap+xml; charset=utf-8",
     "(none)",
     "text/xml, application/soap+xml, */*;q=0.8"},
    {"getting_a_wsdl_sends_no_action",
     CallKind::soap,
     "GET",
     "",
     {},
     "(none)",
     "(none)",
     "text/xml, application/soap+xml, */*;q=0.8"},
};

TEST(Build, AddsWhatTheCallDoesNotSay) {
  for (const auto& c : kDefaults) {
    SCOPED_TRACE(c.name);
    profile::Call call;
    call.kind = c.kind;
    call.method = c.method;
    call.body = plain(c.body);
    for (const auto& [name, value] : c.own) call.headers.emplace_back(name, plain(value));
    const auto request = made(call, kUrl, Credentials::send);
    EXPECT_EQ(header_of(request, "Content-Type"), c.content_type);
    EXPECT_EQ(header_of(request, "SOAPAction"), c.soap_action);
    EXPECT_EQ(header_of(request, "Accept"), c.accept);
    EXPECT_EQ(header_of(request, "User-Agent"), "(none)");
    EXPECT_LE(request.headers.size(), 3U) << "a header was added beside the profile's own";
  }
}

TEST(Build, WithheldLeavesNoSecretAnywhere) {
  auto call = soap_login();
  call.path = with_secret("/v1?key=", "pathkey1", "&x=1");
  call.headers = {{"Authorization", plain("Basic but-not-marked-secret")},
                  {"cookie", plain("session=1")},
                  {"PROXY-Authorization", plain("x")},
                  {"apiSecretAccessKey", with_secret("", "hunter33")},
                  {"X-Trace", plain("on")}};
  const auto request = made(call, kUrl, Credentials::withheld);
  EXPECT_FALSE(request.has_secret());
  EXPECT_EQ(request.path.reveal(), "/v1?key=withheld&x=1");
  EXPECT_EQ(request.body.reveal(), "<login><password>withheld</password></login>");
  EXPECT_THAT(on_the_wire(request),
              ElementsAre(Pair("X-Trace", "on"), Pair("Accept", testing::_), Pair("Content-Type", testing::_),
                          Pair("SOAPAction", testing::_)));
}

TEST(Build, SendKeepsEverythingAndStillKnowsWhatIsSecret) {
  auto call = soap_login();
  call.headers = {{"Authorization", with_secret("Bearer ", "token123")}};
  const auto request = made(call, kUrl, Credentials::send);
  EXPECT_TRUE(request.has_secret());
  EXPECT_EQ(header_of(request, "Authorization"), "Bearer token123");
  EXPECT_EQ(request.headers[0].second.masked("*"), "Bearer *");
}

TEST(Build, ASecretInAnyOnePlaceIsASecretOfTheRequest) {
  const auto secret = with_secret("", "hunter22");
  Request none;
  none.headers = {{"X", plain("y")}};
  EXPECT_FALSE(none.has_secret());
  Request in_path = none;
  in_path.path = secret;
  EXPECT_TRUE(in_path.has_secret());
  Request in_header = none;
  in_header.headers.emplace_back("Z", secret);
  EXPECT_TRUE(in_header.has_secret());
  Request in_body = none;
  in_body.body = secret;
  EXPECT_TRUE(in_body.has_secret());
}

struct PathCase {
  const char* name;
  std::string path;
  const char* sent;
};

const PathCase kPaths[] = {
    {"an_empty_path_is_the_endpoints_own", "", "/apps/services/a/91.0"},
    {"a_path_replaces_path_and_query", "/v1/accounts?page=2", "/v1/accounts?page=2"},
    {"a_path_gets_its_slash", "v1/accounts", "/v1/accounts"},
    {"a_space_does_not_end_the_request_target", "/a b", "/a%20b"},
    {"a_line_end_makes_no_second_header", "/a HTTP/1.1\r\nX: y", "/a%20HTTP/1.1%0D%0AX:%20y"},
    {"other_control_characters_are_encoded", "/\x7f\x01", "/%7F%01"},
};

TEST(Build, ThePathIsOneRequestTarget) {
  for (const auto& c : kPaths) {
    SCOPED_TRACE(c.name);
    profile::Call call;
    call.path = plain(c.path);
    EXPECT_EQ(made(call, kUrl, Credentials::send).path.reveal(), c.sent);
    if (c.path.empty()) continue;
    call.path = with_secret("", c.path);
    const auto secret = made(call, kUrl, Credentials::send);
    EXPECT_EQ(secret.path.reveal(), c.sent);
    EXPECT_TRUE(secret.has_secret()) << "rewriting must not make a secret public";
  }
}

TEST(Build, AValueOfSeveralLinesIsOneHeader) {
  profile::Call call;
  call.headers = {{"X-Key", with_secret("", std::string("one\r\nEvil: 1\0two", 16))}};
  const auto request = made(call, kUrl, Credentials::send);
  EXPECT_EQ(header_of(request, "X-Key"), "one  Evil: 1 two");
  EXPECT_TRUE(request.has_secret());
}

TEST(Build, WhatCannotNameAHeaderIsLeftOut) {
  for (const std::string name : {"", "X-A: b\r\nEvil", "a b", "na:me", "\xc3\xa9"}) {
    SCOPED_TRACE(name);
    profile::Call call;
    call.headers = {{name, plain("value")}};
    const auto request = made(call, kUrl, Credentials::send);
    EXPECT_THAT(on_the_wire(request), ElementsAre(Pair("Accept", testing::_)));
  }
}

struct SafeCase {
  const char* name;
  const char* method;
  bool marked;
  bool safe;
};

const SafeCase kSafe[] = {
    {"get_reads", "GET", false, true},
    {"head_reads", "HEAD", false, true},
    {"options_reads", "OPTIONS", false, true},
    {"post_may_write", "POST", false, false},
    {"put_may_write", "PUT", false, false},
    {"delete_may_write", "DELETE", false, false},
    {"patch_may_write", "PATCH", false, false},
    {"trace_echoes_credentials", "TRACE", false, false},
    {"an_unknown_method_may_write", "PURGE", false, false},
    {"methods_are_case_sensitive", "get", false, false},
    {"no_method_is_not_a_safe_one", "", false, false},
    {"the_user_may_mark_a_post", "POST", true, true},
};

TEST(IsSafe, OnlyMethodsThatReadAndMarkedCalls) {
  for (const auto& c : kSafe) {
    SCOPED_TRACE(c.name);
    profile::Call call;
    call.method = c.method;
    call.safe = c.marked;
    EXPECT_EQ(is_safe(call), c.safe);
    call.kind = CallKind::soap;
    EXPECT_EQ(is_safe(call), c.safe);
  }
}

const Values& values() {
  static const Values kValues = {{"user", plain("a<b>&'\"")},
                                 {"token", with_secret("", "to/ken+1&")},
                                 {"server", plain("https://eu.example.com:8443/soap/91?x=1")},
                                 {"nowhere", plain("http://eu.example.com/")}};
  return kValues;
}

TEST(Build, AValueStaysOneValueWhereItIsPut) {
  const struct {
    const char* name;
    CallKind kind;
    const char* content_type;
    const char* body;
    const char* sent;
  } cases[] = {
      {"an_envelope", CallKind::soap, "", "<u>{{user}}</u>", "<u>a&lt;b&gt;&amp;&apos;&quot;</u>"},
      {"json", CallKind::rest, "", R"({"u":"{{user}}"})", R"({"u":"a<b>&'\""})"},
      {"json_by_its_type", CallKind::rest, "application/merge-patch+json", R"("{{user}}")", R"("a<b>&'\"")"},
      {"xml_by_its_type", CallKind::rest, "application/xml", "{{user}}", "a&lt;b&gt;&amp;&apos;&quot;"},
      {"a_form_as_a_body", CallKind::rest, "application/x-www-form-urlencoded", "t={{token}}",
       "t=to%2Fken%2B1%26"},
      {"text", CallKind::rest, "text/plain", "{{user}}", "a<b>&'\""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    profile::Call call;
    call.kind = c.kind;
    call.method = "POST";
    call.body = plain(c.body);
    if (*c.content_type != 0) call.headers = {{"Content-Type", plain(c.content_type)}};
    EXPECT_EQ(made(call, kUrl, Credentials::send, values()).body.reveal(), c.sent);
  }
}

TEST(Build, QueryAndFormAreEncodedWhole) {
  profile::Call call;
  call.path = plain("/v1/{{token}}/x");
  call.query = {{"a b", plain("c&d")}, {"t", plain("{{token}}")}};
  auto request = made(call, kUrl, Credentials::send, values());
  EXPECT_EQ(request.path.reveal(), "/v1/to%2Fken%2B1%26/x?a%20b=c%26d&t=to%2Fken%2B1%26");
  EXPECT_EQ(request.path.masked("*"), "/v1/*/x?a%20b=c%26d&t=*");
  call.path = plain("/v1?x=1");
  EXPECT_EQ(made(call, kUrl, Credentials::send, values()).path.masked("*"), "/v1?x=1&a%20b=c%26d&t=*");
  call.query.clear();
  call.method = "POST";
  call.form = {{"grant", plain("a=b")}, {"secret", with_secret("", "p&w")}};
  request = made(call, kUrl, Credentials::send, values());
  EXPECT_EQ(request.body.reveal(), "grant=a%3Db&secret=p%26w");
  EXPECT_EQ(header_of(request, "Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(made(call, kUrl, Credentials::withheld).body.reveal(), "grant=a%3Db&secret=withheld");
}

TEST(Build, TheActionStandsWhereItsVersionHasIt) {
  auto call = soap_login();
  call.action = "urn:login";
  EXPECT_EQ(header_of(made(call, kUrl, Credentials::send), "SOAPAction"), "\"urn:login\"");
  call.body = plain("<Envelope xmlns='http://www.w3.org/2003/05/soap-envelope'/>");
  const auto request = made(call, kUrl, Credentials::send);
  EXPECT_EQ(header_of(request, "SOAPAction"), "(none)");
  EXPECT_EQ(header_of(request, "Content-Type"), "application/soap+xml; charset=utf-8; action=\"urn:login\"");
}

TEST(Build, WhatNobodyGaveIsAnErrorAndWithheldWhereCredentialsAre) {
  profile::Call call;
  call.headers = {{"Authorization", plain("Bearer {{session}}")}, {"X-Session", plain("{{session}}")}};
  call.body = plain("{{session}} {{other}}");
  const auto request = build(call, kUrl, Credentials::send, values());
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().code, "no-value");
  EXPECT_EQ(request.error().detail, "session");
  const auto withheld = made(call, kUrl, Credentials::withheld, values());
  EXPECT_EQ(withheld.body.reveal(), "withheld withheld");
  EXPECT_EQ(header_of(withheld, "X-Session"), "(none)") << "a header with a secret is left out";
  EXPECT_EQ(preview(call, kUrl, Credentials::send, {}).body.masked("*"), "* *");
}

TEST(Build, ACapturedValueMakesNoSecondHeader) {
  profile::Call call;
  call.headers = {{"X-Session", plain("{{session}}")}};
  const Values hostile = {{"session", with_secret("", "a\r\nEvil: 1")}};
  EXPECT_EQ(header_of(made(call, kUrl, Credentials::send, hostile), "X-Session"), "a  Evil: 1");
}

TEST(Destination, IsWhereAnEarlierAnswerSays) {
  profile::Call call;
  EXPECT_EQ(destination(call, values()).value(), std::nullopt) << "the endpoint's own";
  call.url = plain("{{server}}");
  const auto url = destination(call, values());
  ASSERT_TRUE(url && *url);
  EXPECT_EQ((*url)->authority(), "eu.example.com:8443");
  EXPECT_EQ(made(call, **url, Credentials::send, values()).path.reveal(), "/soap/91?x=1");
  for (const auto& [text, code] : {std::pair("{{nowhere}}", "bad-url"), std::pair("{{user}}", "bad-url"),
                                   std::pair("{{nobody}}", "no-value")}) {
    call.url = plain(text);
    ASSERT_FALSE(destination(call, values())) << text;
    EXPECT_EQ(destination(call, values()).error().code, code) << text;
  }
}

TEST(Destination, ASecretUrlHasASecretPath) {
  profile::Call call;
  call.url = plain("{{server}}");
  const Values secret = {{"server", with_secret("", "https://eu.example.com/soap?key=1")}};
  const auto url = destination(call, secret);
  ASSERT_TRUE(url && *url);
  EXPECT_EQ(made(call, **url, Credentials::send, secret).path.masked("*"), "*");
}

TEST(Destination, APlaceBehindTheAuthorityIsOneValue) {
  const Values values = {{"base", plain("https://eu.example.com/soap?x=1")}, {"v", plain("../a&b=c/d")}};
  const struct {
    const char* url;
    const char* path;
  } cases[] = {
      {"{{base}}", "/soap?x=1"},
      {"{{base}}&v={{v}}", "/soap?x=1&v=..%2Fa%26b%3Dc%2Fd"},
      {"https://eu.example.com/users/{{v}}/x?v={{v}}", "/users/..%2Fa%26b%3Dc%2Fd/x?v=..%2Fa%26b%3Dc%2Fd"},
  };
  for (const auto& c : cases) {
    profile::Call call;
    call.url = plain(c.url);
    const auto url = destination(call, values);
    ASSERT_TRUE(url && *url) << c.url;
    EXPECT_EQ(made(call, **url, Credentials::send, values).path.reveal(), c.path);
  }
}

TEST(IsSafe, AMethodInAHeaderIsTheMethod) {
  profile::Call call;
  EXPECT_TRUE(is_safe(call));
  call.headers = {{"x-http-method-override", plain("DELETE")}};
  EXPECT_FALSE(is_safe(call));
  call.safe = true;
  EXPECT_TRUE(is_safe(call));
}

// What the environment yields in a URL goes nowhere that it is withheld from.
TEST(Destination, ASecretInAUrlIsWithheld) {
  profile::Call call;
  auto inside = with_secret("https://eu.example.com/x/", "t0ken");
  inside.add_plain("/end");
  const struct {
    SecretText url;
    const char* path;
  } cases[] = {
      {plain("https://eu.example.com/soap?x=1"), "/soap?x=1"},
      {inside, "/x/withheld/end"},
      {plain("{{server}}"), "/withheld"},
      {plain("https://eu.example.com/x/{{server}}?y=2"), "/x/withheld?y=2"},
      {with_secret("", "https://eu.example.com/hook/t0ken"), "/withheld"},
  };
  const Values values = {{"server", with_secret("", "https://eu.example.com/soap?key=1")}};
  for (const auto& c : cases) {
    call.url = c.url;
    const auto url = destination(call, values);
    ASSERT_TRUE(url && *url);
    EXPECT_EQ(made(call, **url, Credentials::withheld, values).path.reveal(), c.path);
  }
}

TEST(Build, WhatACallGoesWithoutIsNotAddedByAnybody) {
  auto call = soap_login();
  call.without = {"accept", "SOAPAction", "User-Agent"};
  const auto request = made(call, kUrl, Credentials::send);
  EXPECT_THAT(on_the_wire(request), ElementsAre(Pair("Content-Type", "text/xml; charset=utf-8")));
  EXPECT_EQ(request.without, call.without);
}

}  // namespace
}  // namespace rehearse::call
