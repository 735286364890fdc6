// One direction of a connection, turn by turn.

#include "launch/flow.h"

#include <array>
#include <sys/socket.h>

#include <gtest/gtest.h>

namespace rehearse::launch {
namespace {

// Messages stay apart, so that a turn takes one.
struct Ends {
  Ends() {
    std::array<int, 2> ends{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    near = Descriptor(ends[0]);
    far = Descriptor(ends[1]);
  }
  Descriptor near, far;
};

bool put(const Descriptor& socket) {
  return send(socket.get(), "x", 1, MSG_NOSIGNAL) == 1;
}

std::size_t take_all(const Descriptor& socket) {
  std::size_t out = 0;
  for (char c = 0; recv(socket.get(), &c, 1, 0) == 1;) ++out;
  return out;
}

// At whatever turn the sender's end comes, it is told at once, or somebody still waits for something: else
// nobody would ever look again. A first message that has to wait makes the number of turns odd.
TEST(Flow, the_end_is_told_whichever_turn_it_comes_in) {
  for (const bool has_to_wait : {false, true}) {
    for (int messages = 0; messages < 40; ++messages) {
      const Ends from, to;
      Flow flow(from.far.get(), to.near.get());
      const auto nothing = [](std::string_view) {};
      if (has_to_wait) {
        while (put(to.near)) {
        }
        ASSERT_TRUE(put(from.near));
        EXPECT_EQ(flow.move(nothing), Flow::State::open);
        EXPECT_TRUE(flow.wants_to_write());
        take_all(to.far);
      }
      int sent = 0;
      const auto send_some = [&] {
        while (sent < messages && put(from.near)) ++sent;
        if (sent == messages) shutdown(from.near.get(), SHUT_WR);
      };
      send_some();
      std::size_t got = 0;
      auto state = flow.move(nothing);
      for (; state == Flow::State::open; state = flow.move(nothing)) {
        ASSERT_TRUE(flow.wants_to_read() || flow.wants_to_write()) << messages << " messages: it would hang";
        got += take_all(to.far);
        send_some();
      }
      EXPECT_EQ(state, Flow::State::ended);
      got += take_all(to.far);
      EXPECT_EQ(got, static_cast<std::size_t>(messages) + (has_to_wait ? 1U : 0U));
    }
  }
}

}  // namespace
}  // namespace rehearse::launch
