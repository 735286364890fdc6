#include "lab/edge.h"

#include <chrono>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "lab/fixture.h"

namespace rehearse::lab {
namespace {

using std::chrono::seconds;

// Says back what it understood, one fact a line.
HttpResponse echo(const HttpRequest& request) {
  HttpResponse out;
  out.body = request.method + "\n" + request.target + "\n" + std::string(request.header("x-test")) + "\n" +
             request.sni + "\n" + request.body;
  return out;
}

EdgeOptions plain(Handler handler = echo) {
  EdgeOptions out;
  out.identities = {identity("api.example.com")};
  out.handler = std::move(handler);
  out.always = {{"X-Edge", "lab"}};
  return out;
}

Edge serve(EdgeOptions options) {
  return Edge::start(std::move(options)).value();
}

struct Asked {
  const char* name;
  std::string request;
  std::string starts;  ///< of what comes back
  std::string ends;
};
void PrintTo(const Asked& row, std::ostream* out) {
  *out << row.name;
}

class Answers : public testing::TestWithParam<Asked> {};

TEST_P(Answers, with_what_it_should_and_closes) {
  auto options = plain();
  options.body_bytes = 1000;
  options.header_bytes = 2000;
  const auto edge = serve(std::move(options));
  const auto met = meet(dial(edge, "api.example.com"), GetParam().request);
  EXPECT_TRUE(met.received.starts_with(GetParam().starts)) << met.received;
  EXPECT_TRUE(met.received.ends_with(GetParam().ends)) << met.received;
  EXPECT_NE(met.received.find("\r\nX-Edge: lab\r\n"), std::string::npos) << met.received;
  EXPECT_EQ(met.alert, 0) << "no goodbye";
  EXPECT_FALSE(met.reset);
}

const std::string kHost = "Host: api.example.com\r\n";
const std::string kLast = kHost + "Connection: close\r\n\r\n";
const Asked kAsked[] = {
    {"a_get", "GET /a?b=c HTTP/1.1\r\nX-Test: 1\r\n" + kLast, "HTTP/1.1 200 OK\r\n",
     "GET\n/a?b=c\n1\napi.example.com\n"},
    {"two_requests_on_one_connection", "GET /1 HTTP/1.1\r\n" + kHost + "\r\nGET /2 HTTP/1.1\r\n" + kLast,
     "HTTP/1.1 200 OK\r\nX-Edge: lab\r\nContent-Length: 24\r\n\r\nGET\n/1\n\napi.example.com\n",
     "GET\n/2\n\napi.example.com\n"},
    {"a_head_without_body", "HEAD /a HTTP/1.1\r\n" + kLast, "HTTP/1.1 200 OK\r\n", "\r\n\r\n"},
    {"a_post", "POST /a HTTP/1.1\r\nContent-Length: 3\r\n" + kLast + "abc", "HTTP/1.1 200 OK\r\n",
     "api.example.com\nabc"},
    {"a_chunked_post",
     "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + kLast + "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
     "HTTP/1.1 200 OK\r\n", "api.example.com\nabc"},
    {"http_1_0_which_closes", "GET /a HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK\r\n",
     "GET\n/a\n\napi.example.com\n"},
    {"a_continue_first", "POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n" + kLast + "abc",
     "HTTP/1.1 ", "api.example.com\nabc"},
    {"text_that_is_no_http", "hello\r\n\r\n", "HTTP/1.1 400 ", ""},
    {"bytes_that_are_no_http", std::string("\x16\x03\x01\0\xff", 5) + "\r\n\r\n", "HTTP/1.1 400 ", ""},
    {"an_unknown_version", "GET / HTTP/3.7\r\n" + kLast, "HTTP/1.1 400 ", ""},
    {"a_target_with_a_space", "GET /a b HTTP/1.1\r\n" + kLast, "HTTP/1.1 400 ", ""},
    {"a_header_without_colon", "GET / HTTP/1.1\r\nabc\r\n" + kLast, "HTTP/1.1 400 ", ""},
    {"a_bad_length", "POST / HTTP/1.1\r\nContent-Length: 3x\r\n" + kLast, "HTTP/1.1 400 ", ""},
    {"two_lengths_that_differ", "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n" + kLast,
     "HTTP/1.1 400 ", ""},
    {"a_bad_chunk", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + kLast + "zz\r\n", "HTTP/1.1 400 ",
     ""},
    {"a_body_over_the_limit_by_its_length",
     "POST / HTTP/1.1\r\nContent-Length: 1001\r\n" + kLast + std::string(1001, 'a'), "HTTP/1.1 413 ", ""},
    {"a_body_over_the_limit_by_its_chunks",
     "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + kLast + "7d0\r\n" + std::string(2000, 'a') +
         "\r\n0\r\n\r\n",
     "HTTP/1.1 413 ", ""},
    {"a_header_over_the_limit", "GET / HTTP/1.1\r\nX: " + std::string(2000, 'a') + "\r\n" + kLast,
     "HTTP/1.1 431 ", ""},
};
INSTANTIATE_TEST_SUITE_P(Edge, Answers, testing::ValuesIn(kAsked),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Edge, answers_200_without_a_handler) {
  const auto edge = serve(plain(nullptr));
  EXPECT_TRUE(meet(dial(edge, ""), get("/")).received.starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(Edge, answers_500_where_its_handler_throws) {
  const auto edge = serve(plain([](const HttpRequest&) -> HttpResponse { throw std::runtime_error("tea"); }));
  const auto met = meet(dial(edge, ""), get("/"));
  EXPECT_TRUE(met.received.starts_with("HTTP/1.1 500 ")) << met.received;
  EXPECT_EQ(body_of(met.received), "tea");
}

TEST(Edge, sends_raw_bytes_as_they_are) {
  for (const std::string raw : {"", "HTTP/1.1 2", "\x01\x02 nonsense\r\n\r\n"}) {
    const auto edge = serve(plain([&raw](const HttpRequest&) {
      HttpResponse out;
      out.raw = raw;
      out.then = HttpResponse::Then::close;
      return out;
    }));
    EXPECT_EQ(meet(dial(edge, ""), get("/")).received, raw);
  }
}

TEST(Edge, sends_huge_headers_and_bodies_whole) {
  const auto edge = serve(plain([](const HttpRequest&) {
    HttpResponse out;
    out.headers = {{"X-Huge", std::string(1U << 20, 'h')}};
    out.body = std::string(8U << 20, 'b');
    return out;
  }));
  const auto met = meet(dial(edge, ""), get("/"));
  EXPECT_EQ(body_of(met.received), std::string(8U << 20, 'b'));
  EXPECT_GT(met.received.size(), 9U << 20);
}

TEST(Edge, drips_in_pieces_of_their_own) {
  const auto edge = serve(plain([](const HttpRequest&) {
    HttpResponse out;
    out.body = "abcdef";
    out.delay = std::chrono::milliseconds(1);
    out.drip_bytes = 7;
    out.drip_every = std::chrono::milliseconds(1);
    return out;
  }));
  EXPECT_EQ(body_of(meet(dial(edge, ""), get("/")).received), "abcdef");
}

TEST(Edge, resets_after_an_answer) {
  const auto edge = serve(plain([](const HttpRequest&) {
    HttpResponse out;
    out.then = HttpResponse::Then::reset;
    return out;
  }));
  const auto met = meet(dial(edge, ""), get("/"));
  EXPECT_TRUE(met.reset);
  EXPECT_FALSE(met.alert.has_value());
}

TEST(Edge, closes_or_resets_right_after_the_handshake) {
  for (const auto after : {EdgeOptions::AfterHandshake::close, EdgeOptions::AfterHandshake::reset}) {
    auto options = plain();
    options.after_handshake = after;
    const auto edge = serve(std::move(options));
    const auto met = meet(dial(edge, "api.example.com"), "");
    EXPECT_EQ(cn_of(met), "api.example.com");
    EXPECT_EQ(met.received, "");
    EXPECT_EQ(met.reset, after == EdgeOptions::AfterHandshake::reset);
    EXPECT_TRUE(edge.recorder().wait_ended(1, seconds(10)).at(0).finished);
  }
}

TEST(Edge, drops_a_peer_that_says_nothing_for_too_long) {
  auto options = plain();
  options.idle = std::chrono::milliseconds(20);
  const auto edge = serve(std::move(options));
  meet_plain(dial(edge, ""), "");
  EXPECT_TRUE(edge.recorder().wait_ended(1, seconds(10)).at(0).ended);
  meet(dial(edge, ""), "GET / HTTP/1.1\r\n");
  EXPECT_TRUE(edge.recorder().wait_ended(2, seconds(10)).at(1).ended);
}

TEST(Edge, records_every_byte_it_decrypted) {
  const auto edge = serve(plain());
  const auto first = get("/secret") + "rest";
  meet(dial(edge, "api.example.com"), first);
  auto silent = dial(edge, "");
  silent.reads = false;
  meet(silent, "");
  const auto seen = edge.recorder().wait_ended(2, seconds(10));
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].received, first);
  EXPECT_EQ(seen[0].requests, 1U);
  EXPECT_EQ(seen[0].sni, "api.example.com");
  EXPECT_EQ(seen[0].version, "TLSv1.3");
  EXPECT_TRUE(seen[0].finished);
  EXPECT_FALSE(seen[0].resumed);
  EXPECT_TRUE(seen[0].ended);
  EXPECT_EQ(seen[1].received, "");
  EXPECT_EQ(seen[1].requests, 0U);
  EXPECT_EQ(edge.recorder().received(), first);
}

TEST(Edge, records_nothing_where_told_to) {
  auto options = plain();
  options.keep = Recorder::Keep::nothing;
  const auto edge = serve(std::move(options));
  EXPECT_TRUE(meet(dial(edge, ""), get("/")).finished);
  EXPECT_TRUE(edge.recorder().seen().empty());
}

TEST(Recorder, keeps_no_more_than_its_bound) {
  Recorder recorder(Recorder::Keep::everything);
  const auto id = recorder.begin();
  const std::string half(Recorder::kKeptBytes / 2 + 1, 'a');
  for (int i = 0; i < 3; ++i) recorder.receive(id, half.data(), half.size());
  EXPECT_EQ(recorder.received().size(), Recorder::kKeptBytes);
}

TEST(Recorder, stops_waiting_after_its_time) {
  Recorder recorder(Recorder::Keep::everything);
  recorder.begin();
  EXPECT_FALSE(recorder.wait_ended(1, std::chrono::milliseconds(1)).at(0).ended);
}

TEST(Edge, survives_bytes_that_are_no_tls) {
  const auto edge = serve(plain());
  meet_plain(dial(edge, ""), get("/"));
  meet_plain(dial(edge, ""), std::string(100'000, '\xff'));
  meet_plain(dial(edge, ""), std::string("\x16\x03\x01\xff\xff", 5) + std::string(70'000, '\0'));
  EXPECT_TRUE(meet(dial(edge, ""), get("/")).finished);
  const auto seen = edge.recorder().wait_ended(4, seconds(10));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_FALSE(seen.at(i).finished);
    EXPECT_EQ(seen.at(i).received, "");
  }
}

TEST(Edge, serves_many_at_once) {
  const auto edge = serve(plain());
  constexpr std::size_t kClients = 24;
  std::vector<std::string> bodies(kClients);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kClients; ++i) {
    threads.emplace_back([&edge, &bodies, i] {
      bodies[i] = body_of(meet(dial(edge, ""), get("/" + std::to_string(i))).received);
    });
  }
  for (auto& thread : threads) thread.join();
  for (std::size_t i = 0; i < kClients; ++i) EXPECT_EQ(bodies[i], "GET\n/" + std::to_string(i) + "\n\n\n");
}

TEST(Edge, stops_with_connections_open) {
  Met met;
  std::thread client;
  {
    const auto edge = serve(plain([](const HttpRequest&) {
      HttpResponse out;
      out.delay = std::chrono::hours(1);
      return out;
    }));
    client = std::thread([&met, where = dial(edge, "")] { met = meet(where, get("/")); });
    EXPECT_NE(edge.recorder().wait_received(1, seconds(10)), "");
  }
  client.join();
  EXPECT_TRUE(met.finished);
  EXPECT_EQ(met.received, "");
}

TEST(Edge, listens_on_ipv6_where_told_to) {
  auto options = plain();
  options.place.address = Address::parse("::1").value();
  const auto edge = Edge::start(std::move(options));
  if (!edge) GTEST_SKIP() << "no IPv6 loopback here: " << edge.error().text();
  EXPECT_TRUE(meet(dial(*edge, ""), get("/")).finished);
}

TEST(Edge, refuses_a_header_that_is_none) {
  auto options = plain();
  options.always = {{"X-Edge", "lab\r\nSet-Cookie: a"}};
  const auto edge = Edge::start(std::move(options));
  ASSERT_FALSE(edge.has_value());
  EXPECT_EQ(edge.error().code, "lab-failed");
}

TEST(Edge, refuses_a_place_that_is_taken) {
  const auto edge = serve(plain());
  auto options = plain();
  options.place = {edge.address(), edge.port()};
  const auto second = Edge::start(std::move(options));
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, "lab-failed");
}

TEST(Edge, moves) {
  auto first = serve(plain());
  const auto where = dial(first, "");
  auto second = std::move(first);
  first = serve(plain());
  EXPECT_TRUE(meet(where, get("/")).finished);
  EXPECT_TRUE(meet(dial(first, ""), get("/")).finished);
}

}  // namespace
}  // namespace rehearse::lab
