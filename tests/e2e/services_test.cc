// Calls to services whose protocol is somebody else's work: SOAP by pysimplesoap, tokens by oauthlib, both
// behind nginx with TLS.

#include <gtest/gtest.h>

#include "e2e/authorities.h"
#include "e2e/nginx.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

using nlohmann::json;

// A service in Python; it dies with the test program, even where that is killed.
class Service {
 public:
  explicit Service(const std::string& file, const std::string& argument = {})
      : x_process({"setpriv", "--pdeathsig", "KILL", "/usr/bin/python3", "-B",
                   std::string(REHEARSE_SOURCE_DIR) + "/tests/e2e/services/" + file, argument},
                  {{"PATH", "/usr/bin:/bin"}}) {
    if (!x_process.read_until(Process::Stream::out, "\n")) {
      throw std::runtime_error(file + ": " + x_process.said(Process::Stream::err));
    }
  }
  std::string port() const {
    const auto& said = x_process.said(Process::Stream::out);
    return said.substr(0, said.find('\n'));
  }

 private:
  Process x_process;
};

// "login passed, query passed", of the staged edge.
std::string outcomes(const Ran& ran) {
  std::string out;
  for (const auto& route : ran.report.at("routes")) {
    if (route.at("target") != "staging") continue;
    for (const auto& call : route.at("calls")) {
      out += (out.empty() ? "" : ", ") + call.at("name").get<std::string>() + " " +
             call.at("outcome").get<std::string>();
    }
  }
  return out;
}

std::string details(const Ran& ran) {
  std::string out;
  for (const auto& route : ran.report.at("routes")) {
    for (const auto& call : route.at("calls")) out += call.at("detail").get<std::string>() + "\n";
  }
  return out;
}

class Services : public ::testing::Test {
 protected:
  // nginx before the service, for api.example.com and eu.example.com.
  void stand_behind_nginx(const Service& service) {
    auto certificate = server();
    certificate.dns_names = {kHost, "eu.example.com"};
    nginx.emplace(
        std::vector<NginxServer>{{"front", new_one().identity(certificate),
                                  "location / { proxy_pass http://127.0.0.1:" + service.port() + "; }"}});
    it.next = nginx->place("front");
    it.next_says = "credentials: send";
  }
  std::optional<Nginx> nginx;
  Rehearsal it;
};

constexpr const char* kEnvelope =
    "<e:Envelope xmlns:e=\"ENVELOPE\" "
    "xmlns:a=\"http://api.example.com/\"><e:Body>CONTENT</e:Body></e:Envelope>";

std::string call(const std::string& version, const std::string& content) {
  std::string text = kEnvelope;
  text.replace(text.find("ENVELOPE"), 8,
               version == "1.1" ? "http://schemas.xmlsoap.org/soap/envelope/"
                                : "http://www.w3.org/2003/05/soap-envelope");
  text.replace(text.find("CONTENT"), 7, content);
  return "kind: soap, safe: true, must: pass, body: '" + text + "'";
}

TEST_F(Services, soap_logs_in_and_goes_on_where_the_answer_says) {
  const Service service("soap_service.py", "https://eu.example.com/soap/2");
  stand_behind_nginx(service);
  it.environment = {{"API_USER", "o'hara & sons <sales>"}, {"API_PASSWORD", "pass&word-of-mine"}};
  it.more_sections =
      "variables: {user: '${env:API_USER}', password: '${env:API_PASSWORD}'}\n"
      "namespaces: {a: 'http://api.example.com/'}\n";
  it.more_endpoints = "  eu: {url: 'https://eu.example.com/', stores: main}\n";
  for (const std::string version : {"1.1", "1.2"}) {
    SCOPED_TRACE(version);
    it.calls = "[{name: login, " +
               call(version, "<a:login><user>{{user}}</user><password>{{password}}</password></a:login>") +
               ", expect: {status: 200}, capture: {session: {xpath: //a:loginResponse/a:Session}, "
               "server_url: {xpath: "
               "//a:ServerUrl, secret: false}}}, {name: query, url: '{{server_url}}', " +
               call(version, "<a:query><session>{{session}}</session><number>7</number></a:query>") +
               ", expect: {xpath: [//a:Number = 7, //a:Status = \"Active\"]}}]";
    const auto ran = it.run();
    EXPECT_EQ(outcomes(ran), "login passed, query passed") << details(ran) << ran.ended.err;
    EXPECT_EQ(ran.report.at("verdict"), "ready");
    EXPECT_EQ(ran.json.find("word-of-mine"), std::string::npos);
  }
}

TEST_F(Services, soap_faults_are_data) {
  const Service service("soap_service.py", "https://api.example.com/");
  stand_behind_nginx(service);
  it.calls = "[{name: expected, " + call("1.1", "<a:query><session>x</session><number>7</number></a:query>") +
             ", expect: {fault: Server.INVALID_SESSION, status: 500}}, {name: unexpected, " +
             call("1.1", "<a:login><user>x</user><password>y</password></a:login>") +
             ", expect: {status: 200, contains: Session}}]";
  const auto ran = it.run();
  EXPECT_EQ(outcomes(ran), "expected passed, unexpected assert-failed") << details(ran);
  EXPECT_NE(details(ran).find("Server.INVALID_LOGIN"), std::string::npos) << details(ran);
  EXPECT_EQ(ran.report.at("verdict"), "will-break");
}

TEST_F(Services, rest_asks_for_a_token_and_sends_it) {
  const Service service("oauth_service.py");
  stand_behind_nginx(service);
  it.environment = {{"API_SECRET", "s3cret/with+signs & more"}};
  it.calls =
      "[{name: accounts, path: /v1/accounts, must: pass, expect: {status: 200, json: ['.accounts | length == "
      "2', "
      "'all(.accounts[]; .active)'], pointer: {/accounts/0/balance: 12.5}}, capture: {id: {json: "
      "'.accounts[0].id'}}}, {name: "
      "one, path: '/v1/accounts/{{id}}', must: pass, expect: {status: 200}}]";
  for (const std::string auth : {"body", "basic"}) {
    SCOPED_TRACE(auth);
    it.endpoint_says =
        "    oauth: {url: 'https://api.example.com/token', client_id: rehearsal, client_secret: "
        "'${env:API_SECRET}', "
        "scope: read, auth: " +
        auth + "}\n";
    const auto ran = it.run();
    EXPECT_EQ(outcomes(ran), "oauth passed, accounts passed, one passed") << details(ran) << ran.ended.err;
    EXPECT_EQ(ran.report.at("verdict"), "ready");
  }
  it.environment["API_SECRET"] = "a wrong one";
  EXPECT_EQ(outcomes(it.run()), "oauth assert-failed, accounts skipped, one skipped");
}

}  // namespace
}  // namespace rehearse::e2e
