// Calls that offer HTTP/2.

#include "e2e/edge_case.h"

namespace rehearse::e2e {
namespace {

const Nginx& nginx() {
  static const Nginx servers({
      {"speaks_h2", new_one().identity(), "return 200 pong;", "http2"},
      {"speaks_1_1", new_one().identity(), "return 200 pong;"},
      {"large", new_one().identity(), "location / { alias ./speaks_h2.pem; }", "http2"},
      {"slow", new_one().identity(), "location / { alias ./speaks_h2.pem; limit_rate 1; }", "http2"},
      {"many_headers", new_one().identity(),
       "add_header X-Large $request_uri; add_header X-Larger $request_uri; return 200;", "http2"},
      {"requires_a_certificate", new_one().identity(),
       "ssl_protocols TLSv1.2; ssl_verify_client on; return 200;", "http2", pem({new_one().root})},
  });
  return servers;
}

Arrange is_nginx(const char* name) {
  return [name](Rehearsal& it) {
    it.next = nginx().place(name);
    it.calls = "[{name: ping, path: /v1/ping, http: 2}]";
  };
}

Arrange with_limits(const char* more) {
  return [more](Rehearsal& it) { it.limits += std::string(", ") + more; };
}

// Today's edge speaks HTTP/1.1, and says so of every call.
EdgeCase well(const char* name, Arrange arrange, const char* alpn) {
  return {.name = name,
          .arrange = std::move(arrange),
          .verdict = "ready",
          .chain = 2,
          .facts = {{"/routes/1/handshake/alpn", alpn}, {"/routes/1/calls/0/status", 200}}};
}

EdgeCase with_fact(EdgeCase row, const char* where, nlohmann::json value) {
  row.facts.push_back({where, std::move(value)});
  return row;
}

const EdgeCase kRows[] = {
    with_fact(well("http2_is_agreed_on", is_nginx("speaks_h2"), "h2"), "/routes/1/calls/0/detail",
              "HTTP 200, pong"),
    with_fact(well("http2_is_not_spoken", is_nginx("speaks_1_1"), "http/1.1"), "/routes/1/calls/0/detail",
              "HTTP 200, pong; over HTTP/1.1: the server does not speak HTTP/2"),
    {.name = "a_body_over_the_limit",
     .arrange = both(is_nginx("large"), with_limits("body: 100")),
     .verdict = "ready",
     .findings = "body-over-limit",
     .chain = 2,
     .facts = {{"/routes/1/calls/0/outcome", "over-limit"}, {"/routes/1/handshake/alpn", "h2"}}},
    {.name = "an_answer_that_takes_too_long",
     .arrange = is_nginx("slow"),
     .verdict = "ready",
     .findings = "total-timeout",
     .chain = 2,
     .facts = {{"/routes/1/calls/0/outcome", "timed-out"}, {"/routes/1/handshake/alpn", "h2"}}},
    {.name = "headers_over_the_limit",
     .arrange = both(is_nginx("many_headers"),
                     [](Rehearsal& it) {
                       it.calls = "[{name: ping, path: /" + std::string(600, 'x') + ", http: 2}]";
                       it.limits += ", headers: 1000";
                     }),
     .verdict = "ready",
     .findings = "headers-over-limit",
     .chain = 2,
     .facts = {{"/routes/1/calls/0/outcome", "over-limit"}, {"/routes/1/handshake/alpn", "h2"}}},
    {.name = "a_client_certificate_is_required",
     .arrange = is_nginx("requires_a_certificate"),
     .verdict = "ready",
     .findings = "call-edge-error, client-certificate-asked",
     .chain = 2,
     .facts = {{"/routes/1/calls/0/status", 400}}},
    // Whatever it was given before the gate was asked, the answer to it is not there.
    {.name = "agrees_on_http2_and_never_speaks_it",
     .arrange = both(speaks({.alpn = {"h2"}}),
                     [](Rehearsal& it) { it.calls = "[{name: ping, path: /v1/ping, http: 2}]"; }),
     .verdict = "ready",
     .findings = "call-no-answer",
     .chain = 2},
};

class Http2 : public ::testing::TestWithParam<EdgeCase> {};

TEST_P(Http2, is_judged_exactly) {
  expect(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Edges, Http2, ::testing::ValuesIn(kRows), name_of);

// The types of the frames behind the preface. Source: RFC 9113 sections 3.4 and 4.1.
std::string frames_in(std::string_view bytes) {
  static constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  if (!bytes.starts_with(kPreface)) return bytes.empty() ? "" : "no preface";
  static constexpr const char* kNames[] = {"DATA",         "HEADERS", "PRIORITY", "RST_STREAM",   "SETTINGS",
                                           "PUSH_PROMISE", "PING",    "GOAWAY",   "WINDOW_UPDATE"};
  std::string out = "preface";
  for (std::size_t at = kPreface.size(); at + 9 <= bytes.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
    out += std::string(" ") + (byte(3) < std::size(kNames) ? kNames[byte(3)] : "?");
    at += 9 + (std::size_t{byte(0)} << 16 | std::size_t{byte(1)} << 8 | byte(2));
  }
  return out;
}

// The edge agrees on h2 and writes down what comes.
TEST(Http2Gate, lets_no_header_and_no_body_through_where_it_is_shut) {
  Rehearsal rehearsal;
  lab::EdgeOptions options;
  options.identities = {new_one().identity()};
  options.tls.alpn = {"h2"};
  const auto& edge = rehearsal.serve(std::move(options));
  rehearsal.next = place(edge);
  rehearsal.next_says = "credentials: send, samples: 1";
  rehearsal.calls = "[{name: log-in, method: POST, safe: true, body: secret, http: 2}]";
  rehearsal.stores["main"] = pem({old_one().root});
  const auto report = rehearsal.run().report;
  EXPECT_EQ(report.at("routes")[1].at("calls")[0].at("outcome"), "held");
  edge.recorder().wait_ended(1, std::chrono::seconds(10));
  ASSERT_EQ(edge.recorder().seen().size(), 1U);
  EXPECT_EQ(edge.recorder().seen().front().alpn, "h2");
  EXPECT_EQ(frames_in(edge.recorder().received()), "preface SETTINGS WINDOW_UPDATE");
}

// The preface is on its way when the refusal comes: whether its alert is still read is a race, what it is
// called is not.
TEST(Http2ClientCertificate, is_missed_by_name_whether_the_alert_is_read_or_not) {
  Rehearsal rehearsal;
  lab::EdgeOptions options;
  options.identities = {new_one().identity()};
  options.tls = {.least = lab::TlsVersion::tls1_3, .client = lab::ClientCertificate::require, .alpn = {"h2"}};
  rehearsal.next = place(rehearsal.serve(std::move(options)));
  rehearsal.calls = "[{name: ping, path: /v1/ping, http: 2}]";
  const auto report = rehearsal.run().report;
  EXPECT_EQ(report.at("rows")[0].at("reason"), "client-certificate-required");
  EXPECT_EQ(report.at("rows")[0].at("verdict"), "inconclusive");
}

TEST(Http2Replay, offers_the_same) {
  Rehearsal rehearsal;
  is_nginx("speaks_h2")(rehearsal);
  const auto curl = rehearsal.run().report.at("rows").at(0).at("replay").at("curl").get<std::string>();
  EXPECT_NE(curl.find(" --http2 "), std::string::npos) << curl;
  EXPECT_EQ(curl.find("--http1.1"), std::string::npos) << curl;
}

}  // namespace
}  // namespace rehearse::e2e
