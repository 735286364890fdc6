#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/call.h"
#include "call/questions.h"

namespace rehearse::call {
namespace {

using profile::CallKind;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::size_t kBound = 300;

const std::string kSignIn =
    R"({"success":false,"reasons":[{"code":90000011,"message":"this resource is protected, please sign in first"}]})";
const std::string kLoginFault =
    "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault>"
    "<faultcode xmlns:ns1='urn:f'>ns1:INVALID_VALUE</faultcode><faultstring>Invalid\n   login.</faultstring>"
    "</s:Fault></s:Body></s:Envelope>";
const std::string kLoginAnswer =
    "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><loginResponse>"
    "<Session>abc</Session></loginResponse></s:Body></s:Envelope>";
const std::string kDenied =
    "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>Reference #18.1</BODY></HTML>";

profile::Call call_of(CallKind kind, profile::CallExpect expect = {}) {
  profile::Call call;
  call.name = "smoke";
  call.kind = kind;
  call.expect = std::move(expect);
  return call;
}

Response response_of(int status, std::string body, std::string content_type = "", std::string server = "") {
  Response out;
  out.status = status;
  out.body = std::move(body);
  if (!content_type.empty()) out.headers.emplace_back("Content-Type", std::move(content_type));
  if (!server.empty()) out.headers.emplace_back("SERVER", std::move(server));
  return out;
}

struct Case {
  const char* name;
  CallKind kind;
  profile::CallExpect expect;
  Response response;
  Outcome outcome;
  const char* detail;
};

const Case kCases[] = {
    {"a_401_is_an_answer",
     CallKind::rest,
     {},
     response_of(401, kSignIn, "application/json"),
     Outcome::answered,
     "HTTP 401, {\"success\":false"},
    {"a_500_is_an_answer", CallKind::rest, {}, response_of(500, "{}"), Outcome::answered, "HTTP 500, {}"},
    {"an_empty_204_is_an_answer",
     CallKind::rest,
     {},
     response_of(204, ""),
     Outcome::answered,
     "HTTP 204, no body"},
    {"a_redirect_is_an_answer",
     CallKind::rest,
     {},
     response_of(302, ""),
     Outcome::answered,
     "HTTP 302, no body"},
    {"a_soap_fault_is_an_answer",
     CallKind::soap,
     {},
     response_of(500, kLoginFault, "text/xml"),
     Outcome::answered,
     "HTTP 500, SOAP fault ns1:INVALID_VALUE: Invalid login."},
    {"a_soap_answer_is_named",
     CallKind::soap,
     {},
     response_of(200, kLoginAnswer),
     Outcome::answered,
     "HTTP 200, SOAP loginResponse"},
    {"soap_asked_and_json_came",
     CallKind::soap,
     {},
     response_of(401, kSignIn),
     Outcome::answered,
     "HTTP 401, no SOAP: no markup: {\"success\""},
    {"no_status_is_no_answer",
     CallKind::rest,
     {},
     response_of(0, "HTTP/1.1"),
     Outcome::no_answer,
     "no HTTP answer"},
    {"a_status_of_two_digits_is_no_answer",
     CallKind::rest,
     {},
     response_of(99, ""),
     Outcome::no_answer,
     "status 99"},
    {"a_status_of_four_digits_is_no_answer",
     CallKind::rest,
     {},
     response_of(1000, ""),
     Outcome::no_answer,
     "status 1000"},
    {"a_negative_status_is_no_answer",
     CallKind::rest,
     {},
     response_of(-200, ""),
     Outcome::no_answer,
     "status -200"},

    {"the_status_expected",
     CallKind::rest,
     {.status = {401}},
     response_of(401, kSignIn),
     Outcome::passed,
     "HTTP 401, {"},
    {"one_of_several",
     CallKind::rest,
     {.status = {200, 401}},
     response_of(401, kSignIn),
     Outcome::passed,
     "HTTP 401"},
    {"another_status",
     CallKind::rest,
     {.status = {200, 204}},
     response_of(401, kSignIn),
     Outcome::assert_failed,
     "HTTP 401, expected status 200 or 204: {"},
    {"the_text_expected",
     CallKind::rest,
     {.contains = {"90000011", "sign in"}},
     response_of(401, kSignIn),
     Outcome::passed,
     "HTTP 401"},
    {"one_text_is_missing",
     CallKind::rest,
     {.contains = {"90000011", "welcome"}},
     response_of(401, kSignIn),
     Outcome::assert_failed,
     "HTTP 401, expected contains welcome: {"},
    {"the_fault_by_another_prefix",
     CallKind::soap,
     {.fault = "fns:INVALID_VALUE"},
     response_of(500, kLoginFault),
     Outcome::passed,
     "HTTP 500, SOAP fault ns1:INVALID_VALUE"},
    {"another_fault",
     CallKind::soap,
     {.fault = "fns:LOCKED"},
     response_of(500, kLoginFault),
     Outcome::assert_failed,
     "expected fault fns:LOCKED: SOAP fault ns1:INVALID_VALUE"},
    {"a_fault_expected_and_none_came",
     CallKind::soap,
     {.fault = "fns:LOCKED"},
     response_of(200, kLoginAnswer),
     Outcome::assert_failed,
     "expected fault fns:LOCKED, got no fault: SOAP loginResponse"},
    {"a_fault_expected_of_hostile_xml",
     CallKind::soap,
     {.fault = "a"},
     response_of(200, "<!DOCTYPE a [<!ENTITY a 'a'>]><a>&a;</a>"),
     Outcome::over_limit,
     "DOCTYPE"},
    {"all_asserts_must_hold",
     CallKind::soap,
     {.status = {500}, .fault = "fns:LOCKED"},
     response_of(500, kLoginFault),
     Outcome::assert_failed,
     "expected fault"},

    {"an_edges_page_where_json_was_asked",
     CallKind::rest,
     {},
     response_of(403, kDenied, "text/html", "AkamaiGHost"),
     Outcome::edge_error,
     "HTTP 403, the edge's own error page by AkamaiGHost: HTML page: Access Denied"},
    {"an_edges_page_where_soap_was_asked",
     CallKind::soap,
     {},
     response_of(503, kDenied),
     Outcome::edge_error,
     "HTTP 503, the edge's own error page: HTML page: Access Denied"},
    {"a_page_told_by_its_type_alone",
     CallKind::rest,
     {},
     response_of(404, "", "text/html; charset=x"),
     Outcome::edge_error,
     "HTTP 404"},
    {"a_page_of_status_400", CallKind::rest, {}, response_of(400, kDenied), Outcome::edge_error, "HTTP 400"},
    {"an_edge_told_by_its_name_alone",
     CallKind::rest,
     {},
     response_of(504, "", "", "awselb/2.0"),
     Outcome::edge_error,
     "by awselb/2.0: no body"},
    {"a_page_with_200_is_no_error",
     CallKind::rest,
     {},
     response_of(200, kDenied, "text/html"),
     Outcome::answered,
     "HTTP 200, HTML page: Access Denied"},
    {"a_page_with_200_where_soap_was_asked",
     CallKind::soap,
     {.status = {200}},
     response_of(200, kDenied, "text/html"),
     Outcome::edge_error,
     "HTTP 200, the edge's own error page: HTML page: Access Denied"},
    {"an_expected_status_does_not_make_a_page_the_application",
     CallKind::rest,
     {.status = {403}},
     response_of(403, kDenied),
     Outcome::edge_error,
     "HTTP 403"},
    {"asserts_that_fail_on_an_edges_page_are_the_edges_fault",
     CallKind::rest,
     {.contains = {"success"}},
     response_of(403, kDenied),
     Outcome::edge_error,
     "HTTP 403"},
    {"text_that_is_found_in_a_page_does_not_make_it_the_application",
     CallKind::rest,
     {.status = {403}, .contains = {"Access Denied"}, .matches = {"D.nied"}},
     response_of(403, kDenied),
     Outcome::edge_error,
     "HTTP 403"},
    {"a_page_behind_a_comment_that_says_it_is_text",
     CallKind::rest,
     {.status = {503}},
     response_of(503, "<!-- a -->\n<!-- b --> <html>no</html>", "text/plain"),
     Outcome::edge_error,
     "HTTP 503"},
    {"content_expected_and_found_outweighs_the_name_of_an_edge",
     CallKind::rest,
     {.contains = {"sign_in"}},
     response_of(401, R"({"error":"sign_in"})", "application/json", "CloudFront"),
     Outcome::passed,
     "HTTP 401"},
    {"plain_text_of_a_proxy_that_signs_everything",
     CallKind::rest,
     {.status = {401, 403}},
     response_of(403, "error code: 1020", "text/plain; charset=UTF-8", "cloudflare"),
     Outcome::edge_error,
     "HTTP 403, the edge's own error page by cloudflare"},
    {"plain_text_of_a_proxy_in_front_of_nothing",
     CallKind::rest,
     {.status = {503}},
     response_of(503, "no healthy upstream", "text/plain", "envoy"),
     Outcome::edge_error,
     "HTTP 503"},
    {"json_that_says_it_is_html",
     CallKind::rest,
     {},
     response_of(401, " \n" + kSignIn, "text/html"),
     Outcome::answered,
     "HTTP 401, {"},
    {"xml_that_says_it_is_html",
     CallKind::rest,
     {},
     response_of(401, "<?xml version='1.0'?><error/>", "text/html"),
     Outcome::answered,
     "HTTP 401, <?xml"},
    {"a_soap_fault_that_says_it_is_html",
     CallKind::soap,
     {},
     response_of(500, kLoginFault, "text/html", "CloudFront"),
     Outcome::answered,
     "SOAP fault"},
    {"an_edge_that_signs_everything_proves_nothing",
     CallKind::rest,
     {},
     response_of(401, kSignIn, "application/json", "cloudflare"),
     Outcome::answered,
     "HTTP 401"},
};

TEST(JudgeResponse, WhatACallCameTo) {
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const auto judged = judge_response(call_of(c.kind, c.expect), c.response);
    EXPECT_EQ(to_id(judged.outcome), to_id(c.outcome));
    EXPECT_THAT(judged.detail, HasSubstr(c.detail));
    EXPECT_LE(judged.detail.size(), kBound);
  }
}

TEST(JudgeResponse, APageIsAnAnswerWhereThePageWasAsked) {
  auto call = call_of(CallKind::rest);
  call.headers.emplace_back("accept", SecretText("text/HTML"));
  EXPECT_EQ(judge_response(call, response_of(404, kDenied, "text/html")).outcome, Outcome::answered);
}

TEST(JudgeResponse, WhatWasCutIsNotJudged) {
  auto response = response_of(200, kSignIn);
  response.body_cut = true;
  const auto judged = judge_response(call_of(CallKind::rest, {.contains = {"success"}}), response);
  EXPECT_EQ(judged.outcome, Outcome::over_limit);
  EXPECT_TRUE(judged.asserts.empty());
  EXPECT_THAT(judged.detail, HasSubstr("over the limit"));
}

TEST(JudgeResponse, AnAssertKeepsBothSides) {
  const auto judged = judge_response(
      call_of(CallKind::soap, {.status = {200}, .contains = {"Session", "login"}, .fault = "fns:LOCKED"}),
      response_of(500, kLoginFault));
  ASSERT_EQ(judged.asserts.size(), 4U);
  struct Row {
    const char *what, *expected, *seen;
    bool holds;
  };
  const Row rows[] = {{"status", "200", "500", false},
                      {"contains", "Session", "<s:Envelope", false},
                      {"contains", "login", "login", true},
                      {"fault", "fns:LOCKED", "ns1:INVALID_VALUE", false}};
  for (std::size_t i = 0; i < judged.asserts.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(judged.asserts[i].what, rows[i].what);
    EXPECT_EQ(judged.asserts[i].expected, rows[i].expected);
    EXPECT_THAT(judged.asserts[i].seen, StartsWith(rows[i].seen));
    EXPECT_EQ(judged.asserts[i].holds, rows[i].holds);
  }
}

TEST(JudgeResponse, TheFaultCodeOfTheDetailCountsToo) {
  const std::string fault =
      "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:Server"
      "</faultcode><detail><a><f:FaultCode "
      "xmlns:f='urn:f'>f:LOCKED</f:FaultCode></a></detail></s:Fault></s:Body>"
      "</s:Envelope>";
  const auto judged =
      judge_response(call_of(CallKind::soap, {.fault = "fns:LOCKED"}), response_of(500, fault));
  EXPECT_EQ(judged.outcome, Outcome::passed);
  EXPECT_THAT(judged.detail, HasSubstr("SOAP fault s:Server, f:LOCKED"));
}

struct HostileCase {
  const char* name;
  std::string body;
};

const HostileCase kHostile[] = {
    {"a_megabyte_of_text", std::string(1U << 20, 'a')},
    {"a_megabyte_of_spaces", std::string(1U << 20, ' ')},
    {"binary", std::string("\0\x1b[31m\xff\xfe", 8)},
    {"a_character_at_the_cut", std::string(155, 'a') + "\xf0\x9f\x94\x92\xf0\x9f\x94\x92\xf0\x9f\x94\x92"},
    {"nothing_but_continuation_bytes", std::string(5000, '\x80')},
    {"a_title_without_an_end", "<html><title>" + std::string(100'000, 't')},
    {"a_long_title", "<html><title>" + std::string(10'000, 't') + "</title>"},
    {"a_long_fault",
     "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>" +
         std::string(5000, 'c') + "</faultcode><faultstring>" + std::string(500'000, 'r') +
         "</faultstring></s:Fault></s:Body></s:Envelope>"},
};

TEST(JudgeResponse, NoBodyMakesALongText) {
  for (const auto& c : kHostile) {
    for (const auto kind : {CallKind::rest, CallKind::soap}) {
      for (const int status : {200, 503}) {
        SCOPED_TRACE(c.name);
        auto response = response_of(status, c.body, "text/plain", std::string(2000, 's'));
        const auto judged = judge_response(
            call_of(kind, {.status = {418}, .contains = {std::string(4000, 'z')}, .fault = "a:b"}), response);
        EXPECT_THAT(judged.outcome, testing::AnyOf(Outcome::assert_failed, Outcome::edge_error));
        EXPECT_LE(judged.detail.size(), kBound);
        EXPECT_EQ(judged.detail.find('\n'), std::string::npos);
        for (const auto& assert : judged.asserts) EXPECT_LE(assert.seen.size(), kBound);
      }
    }
  }
}

TEST(JudgeResponse, ACutTearsNoCharacter) {
  const auto judged = judge_response(call_of(CallKind::rest), response_of(200, kHostile[3].body));
  EXPECT_THAT(judged.detail, EndsWith("a..."));
}

TEST(JudgeResponse, AnEchoedSecretIsNotShown) {
  const std::string secret = "correct-horse-battery-staple";
  auto call = call_of(CallKind::rest, {.contains = {"welcome"}});
  call.body.add_secret(secret);
  call.path = SecretText("/v1/");
  call.path.add_secret("path-key-1234");
  call.headers.emplace_back("X-Key", SecretText());
  call.headers[0].second.add_secret("header-key-1234");
  // At every place, and so also where a cut before the masking would leave half of it.
  for (std::size_t before = 0; before < 400; before += 7) {
    const auto body = std::string(before, '.') + secret + " path-key-1234 header-key-1234";
    const auto judged = judge_response(call, response_of(401, body));
    for (const std::string_view part : {"correct-h", "path-ke", "header-k"}) {
      EXPECT_THAT(judged.detail, Not(HasSubstr(std::string(part))));
      EXPECT_THAT(judged.asserts.at(0).seen, Not(HasSubstr(std::string(part))));
    }
  }
}

TEST(JudgeResponse, ALongSecretOverAndOverIsNotShownEither) {
  const std::string secret = "k" + std::string(9000, '7') + "y";
  auto call = call_of(CallKind::rest);
  call.body.add_secret(secret);
  const auto judged = judge_response(call, response_of(401, secret + secret));
  EXPECT_THAT(judged.detail, Not(HasSubstr("777")));
}

TEST(ToId, EveryOutcomeHasItsOwn) {
  std::vector<std::string_view> seen;
  for (const auto outcome :
       {Outcome::passed, Outcome::answered, Outcome::assert_failed, Outcome::edge_error, Outcome::no_answer,
        Outcome::timed_out, Outcome::over_limit, Outcome::held, Outcome::not_run}) {
    seen.push_back(to_id(outcome));
  }
  EXPECT_THAT(seen, testing::ElementsAre("passed", "answered", "assert-failed", "edge-error", "no-answer",
                                         "timed-out", "over-limit", "held", "not-run"));
}

// What a call may ask of its answer, each language once where it holds, once where it does not.
TEST(JudgeResponse, EveryKindOfExpectationHoldsOrSaysWhatStandsInstead) {
  const Response json_answer{.status = 200,
                             .headers = {{"Content-Type", "application/json; charset=utf-8"}, {"X-Id", "7"}},
                             .body = R"({"success":true,"id":7,"name":"n","none":null,"list":[true,true]})",
                             .duration = std::chrono::milliseconds(40)};
  const Response xml_answer{
      .status = 200, .headers = {}, .body = R"(<a:r xmlns:a="urn:a"><a:id>7</a:id><a:id>8</a:id></a:r>)"};
  const Response lines{.status = 200, .headers = {}, .body = "one\ntwo\nthree"};
  using Expect = profile::CallExpect;
  const struct {
    const char* name;
    const Response& response;
    std::function<void(Expect&)> arrange;
    bool holds;
    const char* what;
    const char* seen;
  } cases[] = {
      {"header", json_answer, [](Expect& e) { e.headers = {{"content-type", "JSON"}}; }, true,
       "header content-type", "application/json; charset=utf-8"},
      {"header_alone", json_answer, [](Expect& e) { e.headers = {{"x-id", ""}}; }, true, "header x-id", "7"},
      {"header_missing", json_answer, [](Expect& e) { e.headers = {{"X-Gone", ""}}; }, false, "header X-Gone",
       "nothing"},
      {"header_other", json_answer, [](Expect& e) { e.headers = {{"X-Id", "8"}}; }, false, "header X-Id",
       "7"},
      {"jq", json_answer, [](Expect& e) { e.json = {".success"}; }, true, "json", "true"},
      {"jq_every_value", json_answer, [](Expect& e) { e.json = {".list[]"}; }, true, "json", "true, true"},
      {"jq_nothing", json_answer, [](Expect& e) { e.json = {"empty"}; }, false, "json", "nothing"},
      {"jq_no_truth", json_answer, [](Expect& e) { e.json = {".id"}; }, false, "json", "7"},
      {"jq_of_xml", xml_answer, [](Expect& e) { e.json = {".id"}; }, false, "json", nullptr},
      {"pointer_number", json_answer, [](Expect& e) { e.pointers = {{"/id", "7.0"}}; }, true, "pointer /id",
       "7"},
      {"pointer_text", json_answer, [](Expect& e) { e.pointers = {{"/name", "n", true}}; }, true,
       "pointer /name", "n"},
      {"pointer_null", json_answer, [](Expect& e) { e.pointers = {{"/none", "null"}}; }, true,
       "pointer /none", "null"},
      {"pointer_no_text", json_answer, [](Expect& e) { e.pointers = {{"/id", "7", true}}; }, false,
       "pointer /id", "7"},
      {"pointer_nowhere", json_answer, [](Expect& e) { e.pointers = {{"/gone", "7"}}; }, false,
       "pointer /gone", "nothing"},
      {"xpath", xml_answer, [](Expect& e) { e.xpath = {"count(//p:id) = 2"}; }, true, "xpath", "true"},
      {"xpath_nodes", xml_answer, [](Expect& e) { e.xpath = {"//p:id"}; }, true, "xpath", "true"},
      {"xpath_no_nodes", xml_answer, [](Expect& e) { e.xpath = {"//p:gone"}; }, false, "xpath", "false"},
      {"xpath_of_json", json_answer, [](Expect& e) { e.xpath = {"//p:id"}; }, false, "xpath", nullptr},
      {"matches", json_answer, [](Expect& e) { e.matches = {R"("id":(\d+))"}; }, true, "matches", "7"},
      {"matches_on_one_line", lines, [](Expect& e) { e.matches = {"one.two"}; }, false, "matches", nullptr},
      {"matches_the_whole_text", lines, [](Expect& e) { e.matches = {"^two$"}; }, false, "matches", nullptr},
      {"matches_not", json_answer, [](Expect& e) { e.matches = {"x+y"}; }, false, "matches", nullptr},
      {"duration", json_answer, [](Expect& e) { e.duration = std::chrono::milliseconds(40); }, true,
       "duration", "40 ms"},
      {"duration_over", json_answer, [](Expect& e) { e.duration = std::chrono::milliseconds(39); }, false,
       "duration", "40 ms"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    profile::Call call;
    c.arrange(call.expect);
    const auto judged = judge_response(call, c.response, {.namespaces = {{"p", "urn:a"}}});
    ASSERT_EQ(judged.asserts.size(), 1U);
    const auto& seen = judged.asserts.front();
    EXPECT_EQ(seen.holds, c.holds) << seen.seen;
    EXPECT_EQ(seen.what, c.what);
    EXPECT_EQ(seen.seen, c.seen == nullptr ? seen.seen : c.seen);
    EXPECT_EQ(judged.outcome, c.holds ? Outcome::passed : Outcome::assert_failed);
  }
}

TEST(JudgeResponse, ACaptureIsTakenOutAndNotShown) {
  profile::Call call;
  using Kind = profile::Query::Kind;
  call.captures = {{"token", {Kind::json, ".access_token"}},
                   {"id", {Kind::pointer, "/id"}, false},
                   {"place", {Kind::header, "location"}, false},
                   {"tail", {Kind::matches, R"("id":(\d))"}, false}};
  const Response response{.status = 200,
                          .headers = {{"Location", "https://eu.example.com/"}},
                          .body = R"({"access_token":"t0ken-t0ken","id":7})"};
  const auto judged = judge_response(call, response);
  EXPECT_EQ(judged.outcome, Outcome::passed);
  EXPECT_EQ(judged.detail.find("t0ken-t0ken"), std::string::npos) << judged.detail;
  ASSERT_EQ(judged.captured.size(), 4U);
  EXPECT_EQ(judged.captured.at("token").masked("*"), "*");
  EXPECT_EQ(judged.captured.at("token").reveal(), "t0ken-t0ken");
  EXPECT_EQ(judged.captured.at("id").masked("*"), "7");
  EXPECT_EQ(judged.captured.at("place").masked("*"), "https://eu.example.com/");
  EXPECT_EQ(judged.captured.at("tail").masked("*"), "7");
}

TEST(JudgeResponse, ACaptureThatFindsNothingFailsWhereItCounts) {
  profile::Call call;
  call.captures = {{"token", {profile::Query::Kind::json, ".access_token"}}};
  const Response response{.status = 401, .headers = {}, .body = R"({"error":"no"})"};
  auto judged = judge_response(call, response);
  EXPECT_EQ(judged.outcome, Outcome::assert_failed);
  ASSERT_EQ(judged.asserts.size(), 1U);
  EXPECT_EQ(judged.asserts.front().what, "capture token");
  EXPECT_EQ(judged.asserts.front().seen, "nothing");
  judged = judge_response(call, response, {.credentials = profile::Credentials::withheld});
  EXPECT_EQ(judged.outcome, Outcome::answered) << "nobody logged in there";
  call.must = profile::Must::pass;
  judged = judge_response(call, response, {.credentials = profile::Credentials::withheld});
  EXPECT_EQ(judged.outcome, Outcome::assert_failed);
}

TEST(CheckQuery, SaysWhatIsWrongBeforeAnythingIsSent) {
  using Kind = profile::Query::Kind;
  const struct {
    Kind kind;
    const char* text;
    bool is_good;
  } cases[] = {
      {Kind::json, ".a | length", true}, {Kind::json, ".a |", false},   {Kind::json, "env", false},
      {Kind::pointer, "/a/0", true},     {Kind::pointer, "", true},     {Kind::pointer, "a", false},
      {Kind::xpath, "//p:a[1]", true},   {Kind::xpath, "//q:a", false}, {Kind::xpath, "//p:a[", false},
      {Kind::matches, "a(b)?", true},    {Kind::matches, "a(b", false}, {Kind::header, "X-Any", true},
  };
  for (const auto& c : cases)
    EXPECT_EQ(check_query({c.kind, c.text}, {{"p", "urn:a"}}).has_value(), c.is_good) << c.text;
}

TEST(JudgeResponse, AnExpressionThatNeverEndsLeavesItsAssertOpen) {
  for (const auto* expression : {"(a|a|aa)*c", R"((?=(a+))\1+b)"}) {
    profile::Call call;
    call.expect.matches = {expression};
    const auto judged =
        judge_response(call, {.status = 200, .headers = {}, .body = std::string(300'000, 'a') + "c"});
    EXPECT_EQ(judged.outcome, Outcome::over_limit) << expression;
  }
}

// jq quotes the first bytes of a value in its messages: half a secret.
TEST(JudgeResponse, NothingExpectedIsCutBeforeItsSecretIsTakenOut) {
  profile::Call call;
  const std::string secret = "t0ken-" + std::string(200, 'x');
  call.expect.contains = {"Bearer " + secret};
  call.expect.secrets = {secret};
  const auto judged = judge_response(call, {.status = 200, .headers = {}, .body = "{}"});
  EXPECT_THAT(judged.detail, HasSubstr("expected contains Bearer [secret]:"));
}

// A later call would send it in the place of a token.
TEST(JudgeResponse, ACaptureOfNothingUsableFindsNothing) {
  using Kind = profile::Query::Kind;
  const struct {
    Kind kind;
    const char* text;
    const char* body;
  } cases[] = {
      {Kind::xpath, "//a", "<x><a>  \n</a></x>"},
      {Kind::xpath, "number(//b)", "<x/>"},
      {Kind::json, ".a", R"({"a":" "})"},
      {Kind::matches, R"(token=(\w+)?)", "token= "},
  };
  for (const auto& c : cases) {
    profile::Call call;
    call.captures = {{"a", {c.kind, c.text}, false}};
    const auto judged = judge_response(call, {.status = 200, .headers = {}, .body = c.body});
    EXPECT_EQ(judged.outcome, Outcome::assert_failed) << c.text;
    EXPECT_TRUE(judged.captured.empty()) << c.text;
  }
}

TEST(JudgeResponse, NoMessageQuotesHalfASecret) {
  for (const auto* expression : {".token | tonumber", ".token[]", ".token + 1", ".token | error"}) {
    profile::Call call;
    call.expect.json = {expression};
    call.secrets = {"t0ken-of-mine"};
    const auto judged =
        judge_response(call, {.status = 200, .headers = {}, .body = R"({"token":"t0ken-of-mine"})"});
    EXPECT_EQ((judged.detail + judged.asserts.front().seen).find("t0k"), std::string::npos) << judged.detail;
  }
}

TEST(JudgeResponse, AFaultIsItsNamespaceWhereTheProfileDeclaresThePrefix) {
  profile::Call call;
  call.kind = CallKind::soap;
  call.expect.fault = "p:Denied";
  const Response response{
      .status = 500,
      .headers = {},
      .body = R"(<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>)"
              R"(<faultcode xmlns:x="urn:a">x:Denied</faultcode></e:Fault></e:Body></e:Envelope>)"};
  EXPECT_EQ(judge_response(call, response, {.namespaces = {{"p", "urn:a"}}}).outcome, Outcome::passed);
  EXPECT_EQ(judge_response(call, response, {.namespaces = {{"p", "urn:b"}}}).outcome, Outcome::assert_failed);
  EXPECT_EQ(judge_response(call, response).outcome, Outcome::passed) << "a spelling is a free choice";
}

}  // namespace
}  // namespace rehearse::call
