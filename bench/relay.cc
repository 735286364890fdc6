// What it costs to stand between a program and a machine: nobody, the relay of `rehearse exec`, and socat
// (where it is installed) take turns at the same work, seven times each; medians are printed. The CPU time is
// that of whoever stands between alone, user and system.

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "launch/relay.h"
#include "launch/socket_name.h"
#include "launch/sockets.h"

namespace {

using namespace rehearse;
using namespace rehearse::launch;
using Clock = std::chrono::steady_clock;

constexpr int kRounds = 7;
constexpr std::size_t kGigabyte = std::size_t{1} << 30;
constexpr int kConnections = 500;

const Address& loopback() {
  static const auto address = Address::parse("127.0.0.1").value();
  return address;
}

[[noreturn]] void give_up(std::string_view what) {
  std::perror(std::string(what).c_str());
  std::exit(1);
}

Descriptor connected(std::uint16_t port) {
  Descriptor out(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto name = name_of(loopback(), port);
  if (connect(out.get(), &name.any, length_of(name)) != 0) give_up("connect");
  return out;
}

Descriptor taken(const Door& door) {
  for (;;) {  // the door does not wait
    Descriptor out(accept4(door.v4.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (out) return out;
    std::this_thread::yield();
  }
}

void put(const Descriptor& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) give_up("send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// Somebody between, in a process of its own.
class Between {
 public:
  Between(pid_t process, std::uint16_t port) : x_process(process), x_port(port) {}
  std::uint16_t port() const { return x_port; }
  // Ended, and the CPU time that it took.
  double end_ms() const {
    if (x_process == 0) return 0;
    kill(x_process, SIGTERM);
    const auto ms = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    // socat works by children, which are given to us when it is gone.
    double out = 0;
    rusage used{};
    while (wait4(-1, nullptr, 0, &used) > 0) out += ms(used.ru_utime) + ms(used.ru_stime);
    return out;
  }

 private:
  pid_t x_process;
  std::uint16_t x_port;
};

Between nobody(const Door& machine) {
  return {0, machine.port};
}

Between relay(const Door& machine) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) give_up("pipe");
  const auto process = fork();
  if (process == 0) {
    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &end, nullptr);
    auto relay = Relay::start(
        {{.host = "api.example.com", .port = 443, .address = loopback(), .staged_port = machine.port}});
    if (!relay) _exit(1);
    const auto port = relay->port(0);
    if (write(ends[1], &port, sizeof port) != sizeof port) _exit(1);
    int number = 0;
    sigwait(&end, &number);
    relay->stop();
    _exit(0);
  }
  std::uint16_t port = 0;
  if (read(ends[0], &port, sizeof port) != sizeof port) give_up("relay");
  close(ends[0]);
  close(ends[1]);
  return {process, port};
}

Between socat(const Door& machine) {
  const auto door = listen_on_loopback().value().port;  // free a moment ago
  const auto listen = fmt::format("TCP4-LISTEN:{},bind=127.0.0.1,reuseaddr,fork,backlog=1024", door);
  const auto there = fmt::format("TCP4:127.0.0.1:{}", machine.port);
  const auto process = fork();
  if (process == 0) {
    execlp("socat", "socat", "-b", "65536", listen.c_str(), there.c_str(), nullptr);
    _exit(127);
  }
  for (int tries = 0; tries < 2000; ++tries) {
    const Descriptor out(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto name = name_of(loopback(), door);
    if (connect(out.get(), &name.any, length_of(name)) == 0) {
      taken(machine);
      return {process, door};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  give_up("socat");
}

// A gigabyte from the machine to the program, behind a byte that is no TLS.
void carry(const Door& machine, std::uint16_t port) {
  const auto program = connected(port);
  put(program, "x");
  const auto there = taken(machine);
  std::jthread sender([&] {
    const std::string piece(1U << 20, 'x');
    for (std::size_t sent = 0; sent < kGigabyte; sent += piece.size()) put(there, piece);
    shutdown(there.get(), SHUT_WR);
  });
  std::vector<char> some(1U << 20);
  while (recv(program.get(), some.data(), some.size(), 0) > 0) {
  }
}

// One after the other, a byte each way.
void connect_often(const Door& machine, std::uint16_t port) {
  for (int i = 0; i < kConnections; ++i) {
    const auto program = connected(port);
    put(program, "x");
    const auto there = taken(machine);
    put(there, "y");
    char answer = 0;
    if (recv(program.get(), &answer, 1, 0) != 1) give_up("recv");
  }
}

struct Measured {
  std::vector<double> wall, cpu;
};

double median(std::vector<double> all) {
  std::ranges::sort(all);
  return all[all.size() / 2];
}

bool has_socat() {
  return std::system("command -v socat >/dev/null") == 0;
}

void compare(const char* what, const std::function<void(const Door&, std::uint16_t)>& work) {
  const std::vector<std::pair<const char*, std::function<Between(const Door&)>>> all = {
      {"nobody", nobody}, {"relay", relay}, {"socat", socat}};
  std::vector<Measured> measured(all.size());
  const std::size_t count = has_socat() ? all.size() : all.size() - 1;
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto machine = listen_on_loopback().value();
      const auto between = all[i].second(machine);
      const auto begun = Clock::now();
      work(machine, between.port());
      measured[i].wall.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begun).count());
      measured[i].cpu.push_back(between.end_ms());
    }
  }
  fmt::print("{}\n", what);
  for (std::size_t i = 0; i < count; ++i)
    fmt::print("  {:8} {:8.0f} ms wall {:8.0f} ms CPU between\n", all[i].first, median(measured[i].wall),
               median(measured[i].cpu));
}

}  // namespace

int main() {
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  compare("1 GB in one connection", carry);
  compare(fmt::format("{} connections, a byte each way", kConnections).c_str(), connect_often);
  return 0;
}
