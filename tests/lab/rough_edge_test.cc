#include "lab/rough_edge.h"

#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "lab/fixture.h"

namespace rehearse::lab {
namespace {

using std::chrono::seconds;

RoughEdge misbehave(Rough mode, std::string says = {}) {
  RoughOptions options;
  options.mode = mode;
  options.says = std::move(says);
  options.identity = identity("api.example.com", {root().certificate});
  return RoughEdge::start(std::move(options)).value();
}

TEST(RoughEdge, refuses_connections) {
  const auto edge = misbehave(Rough::refuse);
  EXPECT_FALSE(meet_plain(dial(edge, ""), "hello").connected);
}

TEST(RoughEdge, ignores_connects) {
  const auto edge = misbehave(Rough::ignore_connects);
  // A connect that is refused or accepted is done at once on loopback; this one has to stay undecided.
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  ASSERT_EQ(connect_nonblocking(socket.get(), dial(edge, "")), EINPROGRESS);
  pollfd event{socket.get(), POLLOUT, 0};
  EXPECT_EQ(::poll(&event, 1, 100), 0);
}

TEST(RoughEdge, takes_what_comes_and_never_answers) {
  std::thread client;
  Met met;
  {
    const auto edge = misbehave(Rough::never_answer);
    client = std::thread([&met, where = dial(edge, "")] { met = meet_plain(where, "hello"); });
    EXPECT_EQ(edge.recorder().wait_received(5, seconds(10)), "hello");
    EXPECT_FALSE(edge.recorder().seen().at(0).ended);
  }
  client.join();
  EXPECT_TRUE(met.connected);
  EXPECT_EQ(met.received, "");
}

struct Way {
  const char* name;
  Rough mode;
  std::string says;
  bool reset;
  std::size_t chain;         ///< certificates that the client has seen
  std::optional<int> alert;  ///< that it has received
};
void PrintTo(const Way& row, std::ostream* out) {
  *out << row.name;
}

class Misbehaves : public testing::TestWithParam<Way> {};

TEST_P(Misbehaves, in_its_one_way_and_for_every_client) {
  const auto edge = misbehave(GetParam().mode, GetParam().says);
  for (int i = 0; i < 3; ++i) {
    const auto met = meet(dial(edge, "api.example.com"), get("/"));
    EXPECT_TRUE(met.connected);
    EXPECT_FALSE(met.finished);
    EXPECT_EQ(met.reset, GetParam().reset);
    EXPECT_EQ(met.chain.size(), GetParam().chain);
    EXPECT_EQ(met.alert, GetParam().alert);
  }
  EXPECT_EQ(edge.recorder().wait_ended(3, seconds(10)).size(), 3U);
}

const Way kWays[] = {
    {"reset_at_once", Rough::reset_at_once, "", true, 0, {}},
    {"close_after_hello", Rough::close_after_hello, "", false, 0, {}},
    {"reset_after_hello", Rough::reset_after_hello, "", true, 0, {}},
    {"reset_after_flight", Rough::reset_after_flight, "", true, 2, {}},
    {"alert", Rough::say, alert_record(112), false, 0, 112},
    {"plain_http", Rough::say, plain_http_answer(), false, 0, {}},
    {"nothing_said", Rough::say, "", false, 0, {}},
    {"more_than_any_buffer_holds", Rough::say, std::string(20U << 20, 'x'), false, 0, {}},
};
INSTANTIATE_TEST_SUITE_P(RoughEdge, Misbehaves, testing::ValuesIn(kWays),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(RoughEdge, speaks_plain_http) {
  const auto edge = misbehave(Rough::say, plain_http_answer());
  const auto met = meet_plain(dial(edge, ""), get("/"));
  EXPECT_EQ(met.received, plain_http_answer());
  EXPECT_FALSE(met.reset);
  EXPECT_EQ(edge.recorder().wait_ended(1, seconds(10)).at(0).received, get("/"));
}

TEST(RoughEdge, holds_the_connection_after_what_it_said) {
  std::thread client;
  Met met;
  {
    const auto edge = misbehave(Rough::say_and_hold, "half an ans");
    client = std::thread([&met, where = dial(edge, "")] { met = meet_plain(where, "hello"); });
    EXPECT_EQ(edge.recorder().wait_received(5, seconds(10)), "hello");
    EXPECT_FALSE(edge.recorder().seen().at(0).ended);
  }
  client.join();
  EXPECT_EQ(met.received, "half an ans");
}

// Sends the next piece when the edge has seen the one before, then hangs up; what came until the edge did.
std::string say_in_pieces(const RoughEdge& edge, const std::vector<std::string>& pieces) {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  connect_nonblocking(socket.get(), dial(edge, ""));
  std::string said;
  for (const auto& piece : pieces) {
    said += piece;
    if (::send(socket.get(), piece.data(), piece.size(), MSG_NOSIGNAL) < 0) return "cannot send";
    if (edge.recorder().wait_received(said.size(), seconds(10)) != said) return "it stopped reading";
  }
  ::shutdown(socket.get(), SHUT_WR);
  std::string out;
  char bytes[4096];
  ssize_t length = 0;
  while ((length = ::recv(socket.get(), bytes, sizeof bytes, 0)) > 0)
    out.append(bytes, static_cast<std::size_t>(length));
  return out;
}

TEST(RoughEdge, says_it_once_however_much_comes) {
  for (const auto mode : {Rough::say, Rough::say_and_hold})
    EXPECT_EQ(say_in_pieces(misbehave(mode, "once"), {"a", "b", "c"}), "once");
}

TEST(RoughEdge, waits_for_the_whole_client_hello) {
  const auto listener = misbehave(Rough::close_after_hello);
  meet(dial(listener, "api.example.com"), "");
  const auto hello = listener.recorder().received();
  ASSERT_GT(hello.size(), 100U);
  const auto flight =
      say_in_pieces(misbehave(Rough::reset_after_flight), {hello.substr(0, 50), hello.substr(50)});
  EXPECT_TRUE(flight.starts_with("\x16\x03\x03")) << flight.size() << " bytes";
}

TEST(RoughEdge, stops_while_its_peer_takes_nothing) {
  const auto edge = misbehave(Rough::say_and_hold, std::string(64U << 20, 'x'));
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  connect_nonblocking(socket.get(), dial(edge, ""));
  pollfd writable{socket.get(), POLLOUT, 0};
  ASSERT_EQ(::poll(&writable, 1, 10'000), 1);
  ASSERT_EQ(::send(socket.get(), "x", 1, MSG_NOSIGNAL), 1);
  pollfd readable{socket.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&readable, 1, 10'000), 1);
}

TEST(RoughEdge, refuses_an_identity_it_cannot_show) {
  RoughOptions options;
  options.mode = Rough::reset_after_flight;
  const auto edge = RoughEdge::start(std::move(options));
  ASSERT_FALSE(edge.has_value());
  EXPECT_EQ(edge.error().code, "lab-failed");
}

}  // namespace
}  // namespace rehearse::lab
