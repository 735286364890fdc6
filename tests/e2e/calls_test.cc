// Calls that build on one another, against edges on loopback that record what came.

#include <mutex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "e2e/authorities.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

using nlohmann::json;

constexpr const char* kToken = "t0ken-of-this-session";
constexpr const char* kLogin =
    R"(<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>)"
    R"(<r:loginResponse xmlns:r="urn:api"><r:Session>t0ken-of-this-session</r:Session>)"
    R"(<r:ServerUrl>https://eu.example.com/soap/2</r:ServerUrl></r:loginResponse></e:Body></e:Envelope>)";

std::string envelope(const std::string& content) {
  return "body: '<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>" + content +
         "</e:Body></e:Envelope>'";
}

// One staged edge for api.example.com and eu.example.com: the path says what it answers.
class Calls : public ::testing::Test {
 protected:
  Calls() {
    auto certificate = server();
    certificate.dns_names = {kHost, "eu.example.com"};
    lab::EdgeOptions options;
    options.identities = {new_one().identity(certificate)};
    options.handler = [this](const lab::HttpRequest& request) {
      const std::scoped_lock lock(mutex);
      arrived.push_back(request);
      const auto found = answers.find(request.target.substr(0, request.target.find('?')));
      return found == answers.end() ? lab::HttpResponse{.status = 404} : found->second;
    };
    it.next = place(it.serve(std::move(options)));
    it.next_says = "credentials: send";
    it.more_sections = "variables: {user: 'a<b', password: '${env:PASSWORD}'}\nnamespaces: {r: 'urn:api'}\n";
    it.more_endpoints = "  eu: {url: 'https://eu.example.com/', stores: main}\n";
    it.environment["PASSWORD"] = "pass&word-of-mine";
    answers["/v1/"] = {.status = 200, .headers = {{"Content-Type", "text/xml"}}, .body = kLogin};
    answers["/soap/2"] = {.status = 200, .body = R"({"ok":true})"};
    answers["/v1/ping"] = {.status = 200, .body = R"({"ok":true})"};
  }

  // What the calls of the endpoint api came to on the staged edge: "login passed, query passed".
  static std::string outcomes(const json& report) {
    std::string out;
    for (const auto& route : report.at("routes")) {
      if (route.at("endpoint") != "api" || route.at("target") != "staging") continue;
      for (const auto& call : route.at("calls")) {
        out += (out.empty() ? "" : ", ") + call.at("name").get<std::string>() + " " +
               call.at("outcome").get<std::string>();
      }
    }
    return out;
  }

  // What came since it was last asked, in order.
  std::vector<lab::HttpRequest> take_arrived() {
    const std::scoped_lock lock(mutex);
    return std::exchange(arrived, {});
  }

  std::map<std::string, lab::HttpResponse> answers;
  std::mutex mutex;
  std::vector<lab::HttpRequest> arrived;
  Rehearsal it;  // its edges use what stands above
};

TEST_F(Calls, a_login_gives_the_session_and_the_address_of_what_follows) {
  it.calls = "[{name: login, kind: soap, safe: true, action: 'urn:login', " +
             envelope("<u>{{user}}</u><p>{{password}}</p>") +
             ", must: pass, expect: {status: 200, xpath: '//r:Session'}, capture: {session: {xpath: "
             "'//r:Session'}, server_url: {xpath: '//r:ServerUrl', secret: false}}}, {name: query, url: "
             "'{{server_url}}', headers: {X-Session: '{{session}}'}, query: {s: '{{session}}'}, must: pass, "
             "expect: {json: .ok}}]";
  const auto ran = it.run();
  EXPECT_EQ(ran.report.at("verdict"), "ready") << ran.ended.out << ran.ended.err;
  EXPECT_EQ(outcomes(ran.report), "login passed, query passed");
  const auto seen = take_arrived();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_NE(seen[0].body.find("<u>a&lt;b</u><p>pass&amp;word-of-mine</p>"), std::string::npos)
      << seen[0].body;
  EXPECT_EQ(seen[0].header("SOAPAction"), "\"urn:login\"");
  EXPECT_EQ(seen[1].sni, "eu.example.com");
  EXPECT_EQ(seen[1].header("Host"), "eu.example.com");
  EXPECT_EQ(seen[1].header("X-Session"), kToken);
  EXPECT_EQ(seen[1].target, std::string("/soap/2?s=") + kToken);
}

TEST_F(Calls, what_was_captured_is_shown_nowhere) {
  it.calls = "[{name: login, kind: soap, safe: true, " + envelope("x") +
             ", capture: {session: {xpath: '//r:Session'}}}, {name: query, path: '/v1/echo/{{session}}', "
             "headers: {X-Session: '{{session}}'}, expect: {contains: nothing-like-it}}]";
  answers[std::string("/v1/echo/") + kToken] = {.status = 200,
                                                .body = std::string("you said ") + kToken + " to me"};
  it.arguments = {"-v"};
  const auto ran = it.run();
  EXPECT_EQ(outcomes(ran.report), "login passed, query assert-failed");
  for (const auto& text : {ran.ended.out, ran.ended.err, ran.json}) {
    EXPECT_EQ(text.find(kToken), std::string::npos) << text;
    EXPECT_EQ(text.find("word-of-mine"), std::string::npos);
  }
}

TEST_F(Calls, a_failed_one_ends_the_sequence) {
  const struct {
    const char* name;
    std::string calls;
    const char* outcomes;
    std::vector<std::string> arrived;
  } cases[] = {
      {"an_assert",
       "[{name: a, path: /v1/ping, expect: {status: 500}}, {name: b, path: /v1/ping}]",
       "a assert-failed, b skipped",
       {"GET api.example.com/v1/ping"}},
      {"a_capture",
       "[{name: a, path: /v1/ping, capture: {t: {json: .gone}}}, {name: b, path: '/v1/{{t}}'}]",
       "a assert-failed, b skipped",
       {"GET api.example.com/v1/ping"}},
      {"a_host_outside",
       "[{name: a, path: /v1/away, capture: {u: {header: Location}}}, {name: b, url: '{{u}}'}, {name: c, "
       "path: /v1/ping}]",
       "a passed, b refused, c skipped",
       {"GET api.example.com/v1/away"}},
      {"plain_http",
       "[{name: a, path: /v1/plain, capture: {u: {header: Location}}}, {name: b, url: '{{u}}'}]",
       "a passed, b refused",
       {"GET api.example.com/v1/plain"}},
      {"another_port",
       "[{name: a, path: /v1/port, capture: {u: {header: Location}}}, {name: b, url: '{{u}}'}]",
       "a passed, b refused",
       {"GET api.example.com/v1/port"}},
      {"not_one_that_may_change_data",
       "[{name: a, path: /v1/ping, method: POST}, {name: b, path: /v1/ping}]",
       "a not-run, b answered",
       {"GET api.example.com/v1/ping"}},
      {"what_it_would_have_given",
       "[{name: a, path: /v1/ping, method: POST, capture: {t: {json: .t}}}, {name: b, path: '/v1/{{t}}'}]",
       "a not-run, b skipped",
       {}},
      {"none",
       "[{name: a, path: /v1/ping, capture: {ok: {json: .ok}}}, {name: b, path: '/v1/ping', query: {ok: "
       "'{{ok}}'}}, {name: c, path: /v1/ping}]",
       "a passed, b answered, c answered",
       {"GET api.example.com/v1/ping", "GET api.example.com/v1/ping?ok=true", "GET api.example.com/v1/ping"}},
  };
  answers["/v1/away"] = {.status = 200, .headers = {{"Location", "https://elsewhere.example.net/x"}}};
  answers["/v1/plain"] = {.status = 200, .headers = {{"Location", "http://eu.example.com/x"}}};
  answers["/v1/port"] = {.status = 200, .headers = {{"Location", "https://eu.example.com:8443/x"}}};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    it.calls = one.calls;
    const auto ran = it.run();
    EXPECT_EQ(outcomes(ran.report), one.outcomes) << ran.ended.out;
    std::vector<std::string> seen;
    for (const auto& request : take_arrived())
      seen.push_back(request.method + " " + request.sni + request.target);
    EXPECT_EQ(seen, one.arrived);
  }
}

TEST_F(Calls, a_target_without_credentials_gets_the_calls_without_what_a_login_gave) {
  it.next_says = "";
  answers["/v1/"] = {.status = 500, .headers = {{"Content-Type", "text/xml"}}, .body = "<no/>"};
  it.calls =
      "[{name: login, kind: soap, safe: true, " + envelope("<p>{{password}}</p>") +
      ", expect: {status: 200}, capture: {session: {xpath: '//r:Session'}, u: {xpath: "
      "'//r:ServerUrl'}}}, {name: query, path: /v1/ping, query: {s: '{{session}}'}}, {name: away, url: "
      "'{{u}}'}]";
  const auto ran = it.run();
  EXPECT_EQ(outcomes(ran.report), "login answered, query answered, away skipped") << ran.ended.out;
  const auto seen = take_arrived();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_NE(seen[0].body.find("<p>withheld</p>"), std::string::npos);
  EXPECT_EQ(seen[1].target, "/v1/ping?s=withheld");
}

// The endpoint's client credentials, where they are sent, and what the token's answer is.
struct OauthCase {
  const char* name;
  const char* oauth;
  lab::HttpResponse answer;
  std::string says;  // more keys of the target
  const char* outcomes;
  std::vector<std::string> arrived;  // host, path, Authorization, body
};

TEST_F(Calls, client_credentials_give_every_call_its_token) {
  const std::string token = R"({"access_token":"t0ken-of-this-session","token_type":"bearer"})";
  const std::string ping = "api.example.com/v1/ping Bearer t0ken-of-this-session ";
  const std::string own = "api.example.com/oauth/token  grant_type=client_credentials";
  const std::string withheld = "&client_id=me&client_secret=withheld";
  const OauthCase cases[] = {
      {"in_the_form",
       "url: 'https://api.example.com/oauth/token', scope: 'a b'",
       {.status = 200, .body = token},
       "credentials: send",
       "oauth passed, a answered, b answered",
       {own + "&scope=a%20b&client_id=me&client_secret=pass%26word-of-mine", ping, ping}},
      {"as_a_header_at_another_host",
       "url: 'https://eu.example.com/oauth/token', auth: basic",
       {.status = 200, .body = token},
       "credentials: send",
       "oauth passed, a answered, b answered",
       {"eu.example.com/oauth/token Basic bWU6cGFzcyUyNndvcmQtb2YtbWluZQ== grant_type=client_credentials",
        ping, ping}},
      {"none_ends_the_sequence",
       "url: 'https://api.example.com/oauth/token'",
       {.status = 401, .body = R"({"error":"invalid_client"})"},
       "credentials: send",
       "oauth assert-failed, a skipped, b skipped",
       {own + "&client_id=me&client_secret=pass%26word-of-mine"}},
      {"nobody_logs_in_where_credentials_are_withheld",
       "url: 'https://api.example.com/oauth/token'",
       {.status = 401, .body = R"({"error":"invalid_client"})"},
       "",
       "oauth answered, a answered, b answered",
       {own + withheld, "api.example.com/v1/ping  ", "api.example.com/v1/ping  "}},
  };
  it.calls = "[{name: a, path: /v1/ping}, {name: b, path: /v1/ping}]";
  it.arguments = {"-v"};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    answers["/oauth/token"] = one.answer;
    it.next_says = one.says;
    it.endpoint_says =
        std::string("oauth: {client_id: me, client_secret: '${env:PASSWORD}', ") + one.oauth + "}";
    const auto ran = it.run();
    EXPECT_EQ(outcomes(ran.report), one.outcomes) << ran.ended.out << ran.ended.err;
    std::vector<std::string> seen;
    for (const auto& request : take_arrived())
      seen.push_back(request.sni + request.target + " " + std::string(request.header("Authorization")) + " " +
                     request.body);
    EXPECT_EQ(seen, one.arrived);
    for (const auto& text : {ran.ended.out, ran.ended.err, ran.json}) {
      EXPECT_EQ(text.find(kToken), std::string::npos) << text;
      EXPECT_EQ(text.find("word-of-mine"), std::string::npos) << text;
      EXPECT_EQ(text.find("bWU6cGFzc"), std::string::npos) << text;
    }
  }
}

TEST_F(Calls, a_query_that_is_none_is_a_problem_of_the_profile) {
  for (const char* expect : {"json: '.a |'", "json: env", "xpath: '//q:a'", "matches: '(a'"}) {
    it.calls = std::string("[{name: a, expect: {") + expect + "}}]";
    const auto ran = it.run();
    EXPECT_EQ(ran.ended.exit, 2) << expect;
    EXPECT_NE(ran.ended.err.find("endpoints.api.calls: "), std::string::npos) << ran.ended.err;
  }
}

TEST_F(Calls, a_query_into_which_a_secret_was_put_is_not_repeated) {
  it.environment["PASSWORD"] = "pass(word-of-mine";
  it.calls = "[{name: a, expect: {matches: 'x${env:PASSWORD}'}}]";
  const auto ran = it.run();
  EXPECT_EQ(ran.ended.exit, 2);
  EXPECT_EQ(ran.ended.err.find("word-of-mine"), std::string::npos) << ran.ended.err;
  EXPECT_NE(ran.ended.err.find("cannot be asked"), std::string::npos) << ran.ended.err;
  it.environment.erase("PASSWORD");
  it.more_sections.clear();
  it.arguments = {"--dry-run"};
  EXPECT_EQ(it.run().ended.exit, 0) << "a stand-in is not what will be asked";
}

TEST_F(Calls, a_dry_run_shows_what_it_cannot_know_yet) {
  it.calls =
      "[{name: a, path: /v1/ping, capture: {t: {json: .t}, u: {json: .u}}}, {name: b, path: "
      "'/v1/{{t}}/{{user}}'}, {name: c, url: '{{u}}'}, {name: d, url: 'https://eu.example.com/x?y'}]";
  it.arguments = {"--dry-run"};
  const auto ran = it.run();
  EXPECT_EQ(ran.ended.exit, 0) << ran.ended.err;
  EXPECT_NE(ran.ended.out.find("call b: GET /v1/***/a%3Cb"), std::string::npos) << ran.ended.out;
  EXPECT_NE(ran.ended.out.find("call c: GET where an earlier answer says"), std::string::npos);
  EXPECT_NE(ran.ended.out.find("call d: GET https://eu.example.com/x?y"), std::string::npos);
}

}  // namespace
}  // namespace rehearse::e2e
