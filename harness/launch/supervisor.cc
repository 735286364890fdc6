#include "launch/supervisor.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <linux/seccomp.h>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "base/hostname.h"
#include "launch/socket_name.h"

namespace rehearse::launch {
namespace {

// What the program's memory holds where connect() was told to look.
std::optional<SocketName> read_name(std::uint32_t thread, std::uint64_t at, std::uint64_t length) {
  SocketName out{};
  const Descriptor memory(open(fmt::format("/proc/{}/mem", thread).c_str(), O_RDONLY | O_CLOEXEC));
  const auto wanted = std::min<std::uint64_t>(length, sizeof out);
  if (!memory || wanted < sizeof(sa_family_t)) return {};
  if (pread(memory.get(), &out, wanted, static_cast<off_t>(at)) != static_cast<ssize_t>(wanted)) return {};
  return out;
}

// pidfd_open() takes a process, and the filter tells of a thread.
pid_t process_of(std::uint32_t thread) {
  std::ifstream status(fmt::format("/proc/{}/status", thread));
  for (std::string word; status >> word;) {
    pid_t out = 0;
    if (word == "Tgid:" && status >> out) return out;
  }
  return 0;
}

Descriptor socket_of(std::uint32_t thread, std::uint64_t number) {
  const Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, process_of(thread), 0)));
  if (!process) return {};
  return Descriptor(static_cast<int>(syscall(SYS_pidfd_getfd, process.get(), static_cast<int>(number), 0)));
}

bool is_tcp(int socket) {
  int type = 0;
  socklen_t length = sizeof type;
  return getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
}

// Loopback in the family of the socket: 0, or why not.
int join(int socket, const SocketName& asked, std::uint16_t port) {
  auto to = name_of(Address::parse(asked.any.sa_family == AF_INET ? "127.0.0.1" : "::1").value(), port);
  if (asked.any.sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&asked.v6.sin6_addr))
    inet_pton(AF_INET6, "::ffff:127.0.0.1", &to.v6.sin6_addr);
  return connect(socket, &to.any, length_of(to)) == 0 ? 0 : errno;
}

}  // namespace

struct Supervisor::Impl {
  Descriptor listener, wake{eventfd(0, EFD_CLOEXEC)};
  std::vector<Detour> detours;
  std::vector<Socket> expected;
  Outside outside;
  std::atomic<std::size_t> lost = 0;
  std::thread thread;

  ~Impl() { end(); }

  // Without a filter there is nothing to answer.
  void start() {
    if (!listener) return;
    thread = std::thread([this] { run(); });
  }

  void end() {
    if (!thread.joinable()) return;
    const std::uint64_t one = 1;
    if (write(wake.get(), &one, sizeof one) == sizeof one) thread.join();
  }

  void run() {
    for (;;) {
      std::array<pollfd, 2> wait = {{{listener.get(), POLLIN, 0}, {wake.get(), POLLIN, 0}}};
      if (poll(wait.data(), wait.size(), -1) < 0 && errno != EINTR) return;
      if ((wait[0].revents & POLLIN) != 0) {
        answer_one();
      } else if ((wait[0].revents | wait[1].revents) != 0) {
        return;  // told to, or nobody is left who could ask
      }
    }
  }

  void answer_one() {
    seccomp_notif asked{};
    if (ioctl(listener.get(), SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0) return;
    seccomp_notif_resp answer{};
    answer.id = asked.id;
    decide(asked, answer);
    ioctl(listener.get(), SECCOMP_IOCTL_NOTIF_SEND, &answer);
  }

  void note(const Socket& machine) {
    // An address that we made up says nothing to anybody.
    const auto ours = std::ranges::find(detours, machine.address, &Detour::address);
    ++outside[ours != detours.end() ? with_port(ours->host, machine.port)
                                    : fmt::format("{}:{}", machine.address.bracketed(), machine.port)];
  }

  void decide(const seccomp_notif& asked, seccomp_notif_resp& answer) {
    answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    const auto name = read_name(asked.pid, asked.data.args[1], asked.data.args[2]);
    if (!name) return;
    const auto wanted = machine_of(*name);
    if (!wanted) return;
    const bool is_ours = std::ranges::count(detours, wanted->address, &Detour::address) > 0;
    const auto socket = socket_of(asked.pid, asked.data.args[0]);
    if (socket && !is_tcp(socket.get())) return;
    // Its number may be another process's by now; what was read is then nothing.
    std::uint64_t id = asked.id;
    if (ioctl(listener.get(), SECCOMP_IOCTL_NOTIF_ID_VALID, &id) != 0) return;
    if (!is_ours) {
      const auto is_wanted = [&](const Socket& one) {
        return one.address == wanted->address && one.port == wanted->port;
      };
      if (std::ranges::none_of(expected, is_wanted)) note(*wanted);
      return;
    }
    answer.flags = 0;
    const auto detour = std::ranges::find_if(detours, [&](const Detour& one) {
      return one.address == wanted->address && one.asked == wanted->port;
    });
    if (!socket || detour == detours.end()) {
      ++lost;
      if (socket) note(*wanted);
      answer.error = -ECONNREFUSED;
      return;
    }
    answer.error = -join(socket.get(), *name, detour->port);
  }
};

Supervisor Supervisor::start(Descriptor listener, std::vector<Detour> detours) {
  auto impl = std::make_unique<Impl>();
  impl->listener = std::move(listener);
  impl->detours = std::move(detours);
  impl->start();
  return Supervisor(std::move(impl));
}

Supervisor Supervisor::start(Descriptor listener, std::vector<Socket> expected) {
  auto impl = std::make_unique<Impl>();
  impl->listener = std::move(listener);
  impl->expected = std::move(expected);
  impl->start();
  return Supervisor(std::move(impl));
}

Supervisor::Supervisor(std::unique_ptr<Impl> impl) : x_impl(std::move(impl)) {}
Supervisor::~Supervisor() = default;
Supervisor::Supervisor(Supervisor&&) noexcept = default;
Supervisor& Supervisor::operator=(Supervisor&&) noexcept = default;

Outside Supervisor::stop() {
  x_impl->end();
  return x_impl->outside;
}

std::size_t Supervisor::lost() const {
  return x_impl->lost;
}

}  // namespace rehearse::launch
