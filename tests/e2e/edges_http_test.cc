// Edges that go wrong once the request is made.

#include "e2e/edge_case.h"

namespace rehearse::e2e {
namespace {

using namespace std::chrono_literals;

const Nginx& nginx() {
  static const Nginx servers({
      {"fault", new_one().identity(),
       "default_type text/xml; location / { return 500 '<e:Envelope "
       "xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><e:Fault><faultcode>fns:INVALID_VALUE"
       "</faultcode><faultstring>no</faultstring></e:Fault></e:Body></e:Envelope>'; }"},
      {"protected", new_one().identity(),
       "location / { return 401 '{\"success\":false,\"reasons\":[{\"code\":90000011}]}'; }"},
      {"silent", new_one().identity(), "return 444;"},
      {"own_page", new_one().identity(), "return 503;"},
      {"redirects", new_one().identity(), "return 301 https://elsewhere.example.com/;"},
      {"wants_a_certificate", new_one().identity(),
       "ssl_client_certificate fault.pem; ssl_verify_client on; return 200 pong;"},
      {"not_found", new_one().identity(), ""},
  });
  return servers;
}

Arrange is_nginx(const char* name) {
  return [name](Rehearsal& it) { it.next = nginx().place(name); };
}

void calls_soap(Rehearsal& it) {
  it.calls =
      "[{name: login, kind: soap, safe: true, body: '<login/>', must: pass, expect: {status: 500, fault: "
      "'fns:INVALID_VALUE'}}]";
}

Arrange ends(lab::EdgeOptions::AfterHandshake how) {
  return [how](Rehearsal& it) {
    lab::EdgeOptions options;
    options.identities = {new_one().identity()};
    options.after_handshake = how;
    it.next = place(it.serve(std::move(options)));
  };
}

lab::HttpResponse raw(std::string bytes) {
  return {.raw = std::move(bytes), .then = lab::HttpResponse::Then::close};
}

lab::HttpResponse large_headers() {
  lab::HttpResponse out;
  for (int i = 0; i < 90; ++i)
    out.headers.emplace_back("X-Filler-" + std::to_string(i), std::string(1000, 'x'));
  return out;
}

const EdgeCase kRows[] = {
    {.name = "a_soap_fault_is_an_answer",
     .arrange = both(is_nginx("fault"), calls_soap),
     .verdict = "ready",
     .findings = "call-assert-failed",  // of today's edge, which has no SOAP
     .chain = 2,
     .facts = {{"/routes/1/calls/0/status", 500}, {"/routes/1/calls/0/outcome", "passed"}}},
    {.name = "a_401_is_an_answer",
     .arrange = is_nginx("protected"),
     .verdict = "ready",
     .chain = 2,
     .facts = {{"/routes/1/calls/0/status", 401}, {"/routes/1/calls/0/outcome", "answered"}}},
    {.name = "a_401_where_200_must_come",
     .arrange = both(is_nginx("protected"), must_pass),
     .verdict = "will-break",
     .stage = "call",
     .reason = "call-assert-failed",
     .findings = "call-assert-failed",
     .chain = 2},
    {.name = "an_empty_answer",
     .arrange = is_nginx("silent"),
     .verdict = "ready",
     .findings = "call-no-answer",
     .chain = 2,
     .facts = {{"/routes/1/calls/0/status", nullptr}}},
    {.name = "an_empty_answer_where_200_must_come",
     .arrange = both(is_nginx("silent"), must_pass),
     .verdict = "inconclusive",
     .stage = "call",
     .reason = "call-no-answer",
     .findings = "call-assert-failed, call-no-answer",
     .chain = 2},
    {.name = "a_page_of_the_edge_itself",
     .arrange = is_nginx("own_page"),
     .verdict = "ready",
     .findings = "call-edge-error",
     .chain = 2,
     .facts = {{"/routes/1/calls/0/status", 503}}},
    {.name = "a_page_of_the_edge_itself_where_200_must_come",
     .arrange = both(is_nginx("own_page"), must_pass),
     .verdict = "inconclusive",
     .stage = "call",
     .reason = "call-edge-error",
     .findings = "call-assert-failed, call-edge-error",
     .chain = 2},
    {.name = "a_redirect_is_not_followed",
     .arrange = is_nginx("redirects"),
     .verdict = "ready",
     .chain = 2,
     .facts = {{"/routes/1/calls/0/status", 301}, {"/routes/1/calls/0/outcome", "answered"}}},
    {.name = "a_client_certificate_asked_for_over_http",
     .arrange = is_nginx("wants_a_certificate"),
     .verdict = "ready",
     .findings = "call-edge-error, client-certificate-asked",
     .chain = 2,
     .facts = {{"/routes/1/calls/0/status", 400}}},
    {.name = "an_answer_that_drips_over_the_limit",
     .arrange = answers({.body = std::string(4000, 'x'), .drip_bytes = 1, .drip_every = 10ms}),
     .verdict = "ready",
     .findings = "total-timeout",
     .chain = 2},
    {.name = "an_answer_that_drips_over_the_limit_where_200_must_come",
     .arrange =
         both(answers({.body = std::string(4000, 'x'), .drip_bytes = 1, .drip_every = 10ms}), must_pass),
     .verdict = "inconclusive",
     .stage = "call",
     .reason = "call-timed-out",
     .findings = "call-assert-failed, total-timeout",
     .chain = 2},
    {.name = "an_answer_that_never_begins",
     .arrange = answers({.delay = 60s}),
     .verdict = "ready",
     .findings = "total-timeout",
     .chain = 2},
    {.name = "a_body_over_the_limit",
     .arrange = both(answers({.body = std::string(200'000, 'x')}),
                     [](Rehearsal& it) { it.limits += ", body: 100KiB"; }),
     .verdict = "ready",
     .findings = "body-over-limit",
     .chain = 2},
    {.name = "a_body_at_the_limit_is_well",
     .arrange = both(answers({.body = std::string(102'400, 'x')}),
                     [](Rehearsal& it) { it.limits += ", body: 100KiB"; }),
     .verdict = "ready",
     .chain = 2},
    {.name = "a_body_over_the_limit_where_it_must_be_judged",
     .arrange = both(both(answers({.body = "pong" + std::string(200'000, 'x')}), must_pass),
                     [](Rehearsal& it) { it.limits += ", body: 100KiB"; }),
     .verdict = "inconclusive",
     .stage = "call",
     .reason = "call-over-limit",
     .findings = "body-over-limit, call-assert-failed",
     .chain = 2},
    {.name = "headers_over_the_limit",
     .arrange = answers(large_headers()),
     .verdict = "ready",
     .findings = "headers-over-limit",
     .chain = 2},
    {.name = "what_is_not_http",
     .arrange = answers(raw("220 mail.example.com ESMTP ready\r\n\r\n")),
     .verdict = "ready",
     .findings = "call-no-answer",
     .chain = 2},
    {.name = "a_status_line_that_is_none",
     .arrange = answers(raw("HTTP/1.1 two hundred\r\n\r\n")),
     .verdict = "ready",
     .findings = "call-no-answer",
     .chain = 2},
    {.name = "a_body_shorter_than_promised",
     .arrange = answers(raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")),
     .verdict = "ready",
     .findings = "call-no-answer",
     .chain = 2},
    {.name = "a_chunk_that_is_none",
     .arrange = answers(raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n")),
     .verdict = "ready",
     .findings = "call-no-answer",
     .chain = 2},
    {.name = "an_answer_of_controls",
     .arrange = both(
         answers(raw("HTTP/1.1 400 \x1b[2J\r\nX-Y: \x1b]0;z\x07\r\nContent-Length: 8\r\n\r\n\x1b[31mred")),
         must_pass),
     .verdict = "will-break",
     .stage = "call",
     .reason = "call-assert-failed",
     .findings = "call-assert-failed",
     .chain = 2},
    {.name = "closes_after_the_handshake",
     .arrange = ends(lab::EdgeOptions::AfterHandshake::close),
     .verdict = "ready",
     .findings = "call-no-answer",
     .chain = 2},
    {.name = "resets_after_the_handshake",
     .arrange = ends(lab::EdgeOptions::AfterHandshake::reset),
     .verdict = "ready",
     .findings = "call-no-answer",
     .chain = 2},
    {.name = "an_application_that_says_what_it_must",
     .arrange = both(answers({.body = "pong"}), must_pass),
     .verdict = "ready",
     .findings = "call-assert-failed",  // of today's edge, which says nothing
     .chain = 2,
     .facts = {{"/routes/1/calls/0/outcome", "passed"}}},
    {.name = "a_call_that_may_change_data_is_not_made",
     .arrange =
         [](Rehearsal& it) {
           it.calls = "[{name: create, method: POST, body: '{}', must: pass, expect: {status: 200}}]";
         },
     .verdict = "inconclusive",
     .stage = "call",
     .reason = "call-not-run",
     .findings = "call-not-run",
     .chain = 2},
    {.name = "no_calls_at_all",
     .arrange = [](Rehearsal& it) { it.calls = ""; },
     .verdict = "ready",
     .chain = 2,
     .facts = {{"/rows/0/stages/6/why", "no-calls"}}},
};

class Http : public ::testing::TestWithParam<EdgeCase> {};

TEST_P(Http, is_judged_exactly) {
  expect(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Edges, Http, ::testing::ValuesIn(kRows), name_of);

// Where the redirect leads, somebody listens.
TEST(Redirect, is_not_followed_even_where_it_leads_to_a_server) {
  Rehearsal rehearsal;
  const auto& elsewhere = rehearsal.serve(new_one().identity());
  const auto to = "https://" + place(elsewhere) + "/";
  answers({.status = 302, .headers = {{"Location", to}}})(rehearsal);
  const auto ran = rehearsal.run();
  EXPECT_EQ(ran.ended.exit, 0) << ran.ended.out;
  EXPECT_EQ(elsewhere.recorder().seen().size(), 0U);
}

}  // namespace
}  // namespace rehearse::e2e
