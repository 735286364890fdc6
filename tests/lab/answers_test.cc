#include "lab/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rehearse::lab {
namespace {

using testing::HasSubstr;

constexpr const char* kNotSignedIn =
    R"({"success":false,"reasons":[{"code":90000011,"message":"this resource is protected, please sign in first"}]})";
constexpr const char* kSignedIn = R"({"success":true})";
constexpr const char* kBadLogin = "<faultcode>fns:INVALID_VALUE</faultcode>";

profile::Profile example() {
  profile::Profile out;
  profile::Endpoint endpoint;
  endpoint.url = {"api.example.com", 443, "/custom?x=1"};
  profile::Call plain;
  plain.path = SecretText("/plain/call?y=2");
  profile::Call captured;
  captured.path = SecretText("/accounts/{{id}}/invoices");
  profile::Call secret;
  secret.path = SecretText("/tenant/");
  secret.path.add_secret("s3cr3t");
  secret.path.add_plain("/x");
  endpoint.calls = {plain, captured, secret, {}};
  profile::Endpoint bare;
  bare.url = {"bare.example.com", 443, "/"};
  out.endpoints = {endpoint, bare};
  return out;
}

std::string login(const std::string& user, const std::string& password) {
  return "<s:Envelope xmlns:s=\"x\"><s:Body><api:login><api:username>" + user +
         "</api:username><api:password>" + password + "</api:password></api:login></s:Body></s:Envelope>";
}

std::string query(const std::string& session) {
  return "<s:Envelope><s:Header><a:SessionHeader><a:session>" + session +
         "</a:session></a:SessionHeader></s:Header><s:Body><a:query/></s:Body></s:Envelope>";
}

struct Case {
  const char* name;
  HttpRequest request;
  int status;
  std::string says;  ///< must stand in the body
};
void PrintTo(const Case& row, std::ostream* out) {
  *out << row.name;
}

HttpRequest rest(std::string method, std::string target, Headers more = {}, std::string body = {}) {
  HttpRequest out;
  out.method = std::move(method);
  out.target = std::move(target);
  out.headers = {{"Host", "api.example.com:8443"}};
  out.headers.insert(out.headers.end(), more.begin(), more.end());
  out.body = std::move(body);
  return out;
}

HttpRequest soap(std::string body, std::string target = "/apps/services/a/91.0") {
  return rest("POST", std::move(target), {{"content-type", "Text/XML; charset=utf-8"}}, std::move(body));
}

HttpRequest without_host(HttpRequest request, int version) {
  request.headers.clear();
  request.version = version;
  return request;
}

class Answer : public testing::TestWithParam<Case> {};

TEST_P(Answer, is_the_vendors) {
  const auto response = answer(GetParam().request, Application::of(example()));
  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_THAT(response.body, HasSubstr(GetParam().says));
}

const Case kCases[] = {
    // REST
    {"a_path_of_the_vendor_without_credentials", rest("GET", "/v1/accounts"), 401, kNotSignedIn},
    {"an_older_path_of_the_vendor", rest("GET", "/rest/v1/accounts"), 401, kNotSignedIn},
    {"an_absolute_target", rest("GET", "https://api.example.com/v1/a"), 401, kNotSignedIn},
    {"an_absolute_target_without_a_path", rest("GET", "https://api.example.com"), 401, kNotSignedIn},
    {"a_path_of_an_endpoint", rest("GET", "/custom?z=3"), 401, kNotSignedIn},
    {"a_path_of_a_call", rest("GET", "/plain/call"), 401, kNotSignedIn},
    {"a_path_with_a_capture", rest("GET", "/accounts/7/invoices"), 401, kNotSignedIn},
    {"a_path_with_a_secret", rest("GET", "/tenant/s3cr3t/x"), 401, kNotSignedIn},
    {"the_bare_path_of_an_endpoint", rest("GET", "/"), 401, kNotSignedIn},
    {"the_bare_path_covers_nothing_else", rest("GET", "/other"), 404, "no such resource"},
    {"a_longer_path_is_another", rest("GET", "/plain/call/more"), 404, "no such resource"},
    {"a_bearer", rest("GET", "/v1/a", {{"authorization", "Bearer abc"}}), 200, kSignedIn},
    {"a_bearer_withheld", rest("GET", "/v1/a", {{"Authorization", "Bearer withheld"}}), 401, kNotSignedIn},
    {"a_scheme_alone", rest("GET", "/v1/a", {{"Authorization", "Bearer "}}), 401, kNotSignedIn},
    {"an_empty_authorization", rest("GET", "/v1/a", {{"Authorization", ""}}), 401, kNotSignedIn},
    {"both_keys", rest("GET", "/v1/a", {{"apiAccessKeyId", "u"}, {"apiSecretAccessKey", "p"}}), 200,
     kSignedIn},
    {"one_key", rest("GET", "/v1/a", {{"apiAccessKeyId", "u"}}), 401, kNotSignedIn},
    {"a_key_withheld",
     rest("GET", "/v1/a", {{"apiAccessKeyId", "withheld"}, {"apiSecretAccessKey", "withheld"}}), 401,
     kNotSignedIn},
    {"the_secret_withheld",
     rest("GET", "/v1/a", {{"apiAccessKeyId", "u"}, {"apiSecretAccessKey", "withheld"}}), 401, kNotSignedIn},
    {"options_need_no_credentials", rest("OPTIONS", "/v1/a"), 204, ""},
    {"options_of_everything", rest("OPTIONS", "*"), 204, ""},
    {"a_tunnel", rest("CONNECT", "api.example.com:443"), 405, "not allowed"},
    {"trace", rest("TRACE", "/v1/a"), 405, "not allowed"},
    {"an_asterisk_for_get", rest("GET", "*"), 404, "no such resource"},
    {"an_empty_target", rest("GET", ""), 404, "no such resource"},
    // the token
    {"a_token", rest("POST", "/oauth/token", {}, "client_id=a&client_secret=b"), 200, "access_token"},
    {"a_token_by_header", rest("POST", "/oauth/token", {{"Authorization", "Basic YTpi"}}), 200,
     "access_token"},
    {"a_token_elsewhere",
     rest("POST", "/connect", {}, "grant_type=client_credentials&client_id=a&client_secret=b"), 200,
     "access_token"},
    {"no_token_without_a_secret", rest("POST", "/oauth/token", {}, "client_id=a&client_secret="), 401,
     kNotSignedIn},
    {"no_token_for_a_secret_withheld", rest("POST", "/oauth/token", {}, "client_secret=withheld&client_id=a"),
     401, kNotSignedIn},
    {"no_token_for_a_form_that_is_none", rest("POST", "/oauth/token", {}, "&&=&client_id&"), 401,
     kNotSignedIn},
    {"no_token_by_get", rest("GET", "/oauth/token"), 405, "not allowed"},
    {"options_of_the_token", rest("OPTIONS", "/oauth/token"), 204, ""},
    // the host
    {"no_host", without_host(rest("GET", "/v1/a"), 11), 400, "Host"},
    {"no_host_in_http_1_0", without_host(rest("GET", "/v1/a"), 10), 401, kNotSignedIn},
    {"two_hosts", rest("GET", "/v1/a", {{"host", "api.example.com"}}), 400, "Host"},
    // SOAP
    {"a_login", soap(login("u", "p")), 200,
     "<ns1:ServerUrl>https://api.example.com:8443/apps/services/a/91.0<"},
    {"a_session_for_a_login", soap(login("u", "p")), 200, "<ns1:Session>lab-session-"},
    {"a_login_anywhere", soap(login("u", "p"), "/elsewhere"), 200, "https://api.example.com:8443/elsewhere<"},
    {"a_login_at_a_path_that_would_need_escaping", soap(login("u", "p"), "/a/<&>"), 200,
     "https://api.example.com:8443/apps/services/<"},
    {"a_login_by_its_path_alone", rest("POST", "/apps/services/a/58.0", {}, login("u", "p")), 200, "Session"},
    {"a_login_without_prefixes",
     soap("<Envelope><Body><login a='b'><username>u</username><password>p"
          "</password></login></Body></Envelope>"),
     200, "Session"},
    {"a_login_withheld", soap(login("withheld", "withheld")), 500, kBadLogin},
    {"a_password_withheld", soap(login("u", "withheld")), 500, kBadLogin},
    {"an_empty_password", soap(login("u", "")), 500, kBadLogin},
    {"a_blank_user", soap(login(" \n", "p")), 500, kBadLogin},
    {"the_detail_of_a_bad_login", soap(login("", "")), 500,
     "<detail><fns:LoginFault><fns:FaultCode>INVALID_VALUE</fns:FaultCode>"},
    {"a_login_without_user", soap("<e><Body><login><password>p</password></login></Body></e>"), 500,
     kBadLogin},
    {"a_query_with_the_session", soap(query(Application().session)), 200, "<ns1:queryResponse "},
    {"a_query_with_another", soap(query("abc")), 500, "fns:INVALID_SESSION"},
    {"a_query_with_none", soap("<e><Body><query/></Body></e>"), 500, "fns:INVALID_SESSION"},
    {"no_envelope", soap("hello"), 500, "soapenv:Client"},
    {"an_empty_envelope", soap(""), 500, "soapenv:Client"},
    {"a_body_cut_off", soap("<e><Body><log"), 500, "soapenv:Client"},
    {"an_operation_that_is_no_name", soap("<e><Body><a&b/></Body></e>"), 500, "soapenv:Client"},
    {"a_get_of_the_service", rest("GET", "/apps/services/a/91.0"), 405, "not allowed"},
    {"options_of_the_service", rest("OPTIONS", "/apps/services/a/91.0"), 204, ""},
};
INSTANTIATE_TEST_SUITE_P(Lab, Answer, testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Answer, takes_no_host_that_could_not_stand_in_a_url) {
  for (const auto* host : {"", "a b", "a<b", "a/b", "a\"b", "user@host"}) {
    auto request = soap(login("u", "p"));
    request.headers.front().second = host;
    EXPECT_EQ(answer(request, {}).status, 400) << host;
  }
  auto request = rest("GET", "/v1/a");
  request.headers.front().second = std::string(301, 'a');
  EXPECT_EQ(answer(request, {}).status, 400);
}

TEST(Answer, names_its_media_type_and_what_it_allows) {
  EXPECT_EQ(answer(rest("GET", "/v1/a"), {}).headers.at(0).second, "application/json; charset=utf-8");
  EXPECT_EQ(answer(soap(""), {}).headers.at(0).second, "text/xml; charset=utf-8");
  EXPECT_EQ(answer(rest("OPTIONS", "/v1/a"), {}).headers.at(0).first, "Allow");
  EXPECT_EQ(answer(rest("GET", "/oauth/token"), {}).headers.at(1).first, "Allow");
}

TEST(Answer, reads_a_hostile_body_in_one_go) {
  const std::string open(1U << 20, '<');
  EXPECT_EQ(answer(soap(open), {}).status, 500);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a:";
  EXPECT_EQ(answer(soap(deep), {}).status, 500);
}

}  // namespace
}  // namespace rehearse::lab
