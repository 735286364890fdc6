// What run() promises of every job, against the lab's edges. What goes wrong on the wire is in tests/e2e.

#include <algorithm>

#include <gtest/gtest.h>

#include "cert/mint.h"
#include "lab/edge.h"
#include "probe/probe.h"

namespace rehearse::probe {
namespace {

cert::Minted leaf() {
  cert::Mint what{.subject = {{{"CN", "api.example.com"}}},
                  .not_before = *parse_rfc3339("2018-01-01"),
                  .not_after = *parse_rfc3339("2048-01-01")};
  what.dns_names = {"api.example.com"};
  return *cert::mint(what, nullptr);
}

lab::Edge edge() {
  lab::EdgeOptions options;
  options.identities = {lab::present({}, leaf(), {})};
  options.handler = [](const lab::HttpRequest&) {
    return lab::HttpResponse{.headers = {{"X-Answer", "yes"}}, .body = "pong"};
  };
  return *lab::Edge::start(std::move(options));
}

route::Route route_to(const lab::Edge& to) {
  route::Route out;
  out.endpoint = "api";
  out.target = "staging";
  out.url = *parse_url("https://api.example.com/v1");
  out.sni = out.host = out.verify_name = "api.example.com";
  out.address = to.address();
  out.port = to.port();
  return out;
}

call::Request get() {
  return {.name = "ping", .method = "GET", .path = SecretText("/v1/ping"), .headers = {}, .body = {}};
}

std::string open(const Job&, const Handshake&) {
  return {};
}

TEST(Run, tells_what_one_connection_left_behind) {
  const auto server = edge();
  const auto route = route_to(server);
  const Job jobs[] = {{&route, get()}};
  const auto seen = run(jobs, open, {});
  ASSERT_TRUE(seen) << seen.error().text();
  const auto& handshake = seen->at(0).handshake;
  EXPECT_EQ(handshake.reached, Reached::finished);
  EXPECT_EQ(handshake.failure, "");
  EXPECT_EQ(handshake.version, "TLSv1.3");
  EXPECT_EQ(handshake.cipher, "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(handshake.group, "x25519");
  EXPECT_EQ(handshake.signature, "ecdsa_sha256");
  EXPECT_EQ(handshake.sni, "api.example.com");
  EXPECT_EQ(handshake.peer_address, server.address().text());
  ASSERT_EQ(handshake.chain.size(), 1U);
  EXPECT_EQ(handshake.chain[0]->subject.short_name(), "api.example.com");
  EXPECT_GT(handshake.timings.total, handshake.timings.connect);
  ASSERT_TRUE(seen->at(0).exchange);
  const auto& exchange = *seen->at(0).exchange;
  EXPECT_TRUE(exchange.sent);
  EXPECT_EQ(exchange.response.status, 200);
  EXPECT_EQ(exchange.response.body, "pong");
}

TEST(Run, makes_a_fresh_connection_for_every_job) {
  const auto server = edge();
  const auto route = route_to(server);
  const std::vector<Job> jobs(8, Job{&route, get()});
  const auto seen = run(jobs, open, {.jobs = 3});
  ASSERT_TRUE(seen);
  const auto connections = server.recorder().wait_ended(8, std::chrono::seconds(10));
  EXPECT_EQ(connections.size(), 8U);
  for (const auto& connection : connections) {
    EXPECT_FALSE(connection.resumed);
    EXPECT_EQ(connection.requests, 1U);
  }
}

TEST(Run, sends_nothing_where_the_gate_is_shut) {
  const auto server = edge();
  const auto route = route_to(server);
  const Job jobs[] = {{&route, get()}};
  const auto seen = run(jobs, [](const Job&, const Handshake&) { return "because"; }, {});
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->at(0).exchange->held_because, "because");
  EXPECT_FALSE(seen->at(0).exchange->sent);
  EXPECT_EQ(seen->at(0).handshake.failure, "") << "the handshake itself was well";
  server.recorder().wait_ended(1, std::chrono::seconds(10));
  EXPECT_EQ(server.recorder().received(), "");
}

TEST(Run, sends_nothing_where_only_the_handshake_was_asked_for) {
  const auto server = edge();
  const auto route = route_to(server);
  const Job jobs[] = {{&route, std::nullopt}};
  const auto seen = run(jobs, open, {});
  ASSERT_TRUE(seen);
  EXPECT_FALSE(seen->at(0).exchange);
  EXPECT_EQ(seen->at(0).handshake.chain.size(), 1U);
  server.recorder().wait_ended(1, std::chrono::seconds(10));
  EXPECT_EQ(server.recorder().received(), "");
}

TEST(Run, gives_one_observation_a_job_in_their_order) {
  const auto one = edge(), other = edge();
  const auto to_one = route_to(one), to_other = route_to(other);
  route::Route nowhere = to_one;
  nowhere.address.reset();
  nowhere.unresolved = Error{"name-not-found", "no such name", {}};
  const Job jobs[] = {{&to_other, get()}, {&nowhere, get()}, {&to_one, get()}};
  const auto seen = run(jobs, open, {});
  ASSERT_TRUE(seen);
  ASSERT_EQ(seen->size(), 3U);
  EXPECT_EQ(seen->at(0).handshake.peer_address, other.address().text());
  EXPECT_EQ(seen->at(1).handshake.failure, "unresolved");
  EXPECT_EQ(seen->at(2).handshake.peer_address, one.address().text());
}

TEST(Run, ends_when_it_is_interrupted) {
  const auto server = edge();
  const auto route = route_to(server);
  const std::vector<Job> jobs(3, Job{&route, get()});
  const auto seen = run(jobs, open, {.interrupted = [] { return true; }});
  ASSERT_TRUE(seen);
  for (const auto& one : *seen) EXPECT_EQ(one.handshake.failure, "interrupted");
}

TEST(Run, tells_how_far_it_is) {
  const auto server = edge();
  auto route = route_to(server), nowhere = route;
  nowhere.address.reset();
  const Job jobs[] = {{&route, get()}, {&nowhere, get()}, {&route, get()}};
  std::vector<Progress> told;
  const Options options{.jobs = 1, .watch = [&](const Progress& progress) { told.push_back(progress); }};
  ASSERT_TRUE(run(jobs, open, options));
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.front().ended, 0U);
  EXPECT_EQ(told.front().oldest, &route);
  EXPECT_NE(told.front().oldest_since, std::chrono::steady_clock::time_point());
  EXPECT_EQ(told.back().ended, 3U);
  EXPECT_EQ(told.back().oldest, nullptr);
  EXPECT_TRUE(std::ranges::is_sorted(told, {}, &Progress::ended));
}

TEST(RunLines, ask_for_what_comes_next_with_what_came) {
  const auto server = edge();
  const auto route = route_to(server);
  auto lost = route;
  lost.address.reset();
  lost.unresolved = Error{"name-not-found", "no such name", {}};
  const route::Route* routes[] = {&route, &lost, &route};
  std::vector<std::string> seen;
  const Line line = [&](std::optional<Observation> before) {
    if (before)
      seen.push_back(before->handshake.failure +
                     std::to_string(before->exchange ? before->exchange->response.status : 0));
    return seen.size() < 3 ? std::optional<Job>(Job{routes[seen.size()], get()}) : std::nullopt;
  };
  const Line none = [](std::optional<Observation>) { return std::optional<Job>(); };
  const Line lines[] = {none, line};
  ASSERT_TRUE(run(lines, open, {}));
  EXPECT_EQ(seen, (std::vector<std::string>{"200", "unresolved0", "200"}));
  EXPECT_EQ(server.recorder().seen().size(), 2U);
}

TEST(RunLines, are_told_of_the_interruption_until_they_ask_no_more) {
  const auto server = edge();
  const auto route = route_to(server);
  bool stop = false;
  std::vector<std::string> seen;
  const auto line_of = [&](const std::string& name) -> Line {
    return [&, name, left = 3](std::optional<Observation> before) mutable {
      if (before) seen.push_back(name + " " + before->handshake.failure);
      stop = stop || before;
      return left-- > 0 ? std::optional<Job>(Job{&route, get()}) : std::nullopt;
    };
  };
  const Line lines[] = {line_of("a"), line_of("b")};
  ASSERT_TRUE(run(lines, open, {.jobs = 1, .interrupted = [&] { return stop; }}));
  EXPECT_EQ(seen, (std::vector<std::string>{"a ", "a interrupted", "a interrupted", "b interrupted",
                                            "b interrupted", "b interrupted"}));
}

}  // namespace
}  // namespace rehearse::probe
