#include "launch/relay.h"

#include <algorithm>
#include <array>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "launch/socket_name.h"
#include "launch/sockets.h"

namespace rehearse::launch {
namespace {

const Address& loopback() {
  static const auto address = Address::parse("127.0.0.1").value();
  return address;
}

Descriptor connected(std::uint16_t port) {
  Descriptor out(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto name = name_of(loopback(), port);
  if (connect(out.get(), &name.any, length_of(name)) != 0) out.reset();
  return out;
}

bool put(const Descriptor& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// To the end of the stream, or as much as is asked for.
std::string got(const Descriptor& socket, std::size_t most = std::string::npos) {
  std::string out;
  std::array<char, 65536> piece;
  while (out.size() < most) {
    const auto read = recv(socket.get(), piece.data(), std::min(piece.size(), most - out.size()), 0);
    if (read <= 0) break;
    out.append(piece.data(), static_cast<std::size_t>(read));
  }
  return out;
}

// What stands for a staged machine: whoever tests it takes the connections.
class Machine {
 public:
  Machine() : x_door(listen_on_loopback().value()) {}
  Staged staged(const std::string& host) const {
    return {.host = host, .port = 443, .address = loopback(), .staged_port = x_door.port};
  }
  Descriptor take() {
    // The door does not wait; a connection that was made is there.
    for (;;) {
      Descriptor out(accept4(x_door.v4.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (out) return out;
      std::this_thread::yield();
    }
  }

 private:
  Door x_door;
};

TEST(Relay, passes_bytes_on_both_ways_and_each_end_of_a_stream) {
  Machine machine;
  auto relay = Relay::start({machine.staged("api.example.com")}).value();
  const auto program = connected(relay.port(0));
  const auto there = machine.take();
  ASSERT_TRUE(put(program, "hello"));
  EXPECT_EQ(got(there, 5), "hello");
  shutdown(program.get(), SHUT_WR);
  EXPECT_EQ(got(there), "") << "the end came through";
  ASSERT_TRUE(put(there, "answer after the end"));
  shutdown(there.get(), SHUT_WR);
  EXPECT_EQ(got(program), "answer after the end");
  const auto seen = relay.stop();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].failure, "");
  EXPECT_EQ(seen[0].watched.outcome, Outcome::not_tls);
}

TEST(Relay, a_machine_that_is_not_there_is_told_and_the_program_sees_it) {
  std::uint16_t nobody = 0;
  {
    const auto door = listen_on_loopback().value();
    nobody = door.port;
  }
  auto relay =
      Relay::start({{.host = "a", .port = 443, .address = loopback(), .staged_port = nobody}}).value();
  const auto program = connected(relay.port(0));
  EXPECT_EQ(got(program), "");
  const auto seen = relay.stop();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].failure, "Connection refused");
}

TEST(Relay, connections_of_two_hosts_are_told_apart) {
  Machine one, two;
  auto relay = Relay::start({one.staged("one"), two.staged("two")}).value();
  const auto first = connected(relay.port(1)), second = connected(relay.port(0));
  two.take();
  one.take();
  const auto seen = relay.stop();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].staged, 1U);
  EXPECT_EQ(seen[1].staged, 0U);
}

long peak_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

// What is no TLS is decided at once: the kernel moves it, and this process never holds it.
TEST(Relay, a_gigabyte_goes_through_and_not_into_memory) {
  Machine machine;
  auto relay = Relay::start({machine.staged("api.example.com")}).value();
  const auto program = connected(relay.port(0));
  const auto there = machine.take();
  const std::string piece(1U << 20, 'x');
  const auto before = peak_kib();
  std::jthread sender([&] {
    for (int i = 0; i < 1024; ++i) {
      if (!put(there, piece)) break;
    }
    shutdown(there.get(), SHUT_WR);
  });
  ASSERT_TRUE(put(program, "no hello of TLS"));
  std::array<char, 1U << 16> some;
  std::size_t all = 0;
  for (;;) {
    const auto read = recv(program.get(), some.data(), some.size(), 0);
    if (read <= 0) break;
    all += static_cast<std::size_t>(read);
  }
  EXPECT_EQ(all, std::size_t{1024} << 20);
  EXPECT_LT(peak_kib() - before, 16 << 10);
}

TEST(Relay, a_thousand_connections_at_once_are_carried) {
  const rlimit enough{.rlim_cur = 16384, .rlim_max = 16384};
  rlimit now{};
  getrlimit(RLIMIT_NOFILE, &now);
  if (now.rlim_cur < enough.rlim_cur) setrlimit(RLIMIT_NOFILE, &enough);
  Machine machine;
  auto relay = Relay::start({machine.staged("api.example.com")}).value();
  std::vector<Descriptor> programs, machines;
  for (int i = 0; i < 1000; ++i) {
    programs.push_back(connected(relay.port(0)));
    ASSERT_TRUE(programs.back()) << i;
    machines.push_back(machine.take());
    ASSERT_TRUE(put(programs.back(), "number " + std::to_string(i) + ";"));
  }
  for (int i = 0; i < 1000; ++i) {
    const auto expected = "number " + std::to_string(i) + ";";
    ASSERT_EQ(got(machines[static_cast<std::size_t>(i)], expected.size()), expected);
  }
  EXPECT_EQ(relay.stop().size(), 1000U);
}

}  // namespace
}  // namespace rehearse::launch
