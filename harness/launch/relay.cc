#include "launch/relay.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <map>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "launch/flow.h"
#include "launch/sockets.h"

namespace rehearse::launch {
namespace {

// A connection of the program, and the one that was made for it.
struct Pair {
  std::size_t staged;
  Descriptor program, machine;
  TlsWatch watch{};
  Flow up, down;
  bool connecting = true;
  bool looked_at = true;
  std::string failure{};
  std::uint32_t program_events = 0, machine_events = 0;
  bool up_ended = false, down_ended = false;

  Pair(std::size_t number, Descriptor from, Descriptor to)
      : staged(number),
        program(std::move(from)),
        machine(std::move(to)),
        up(program.get(), machine.get()),
        down(machine.get(), program.get()) {}

  Connection connection() const { return {staged, failure, watch.ended()}; }
};

void stop_waiting(const Descriptor& socket) {
  const int on = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// The program sees what it would see of a machine that is not there.
void reset(Descriptor& socket) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket.reset();
}

}  // namespace

struct Relay::Impl {
  std::vector<Staged> hosts;
  std::vector<Door> doors;
  std::vector<std::pair<int, std::size_t>> listeners;  // socket, and the place of its host
  Descriptor epoll{epoll_create1(EPOLL_CLOEXEC)}, wake{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  std::map<int, std::pair<std::size_t, bool>> sockets;  // of pairs: its number, whether the program's
  std::map<std::size_t, Pair> pairs;
  std::map<std::size_t, Connection> ended;
  std::size_t next_number = 0;
  std::atomic<bool> over = false;
  std::thread thread;

  ~Impl() { end(); }

  void end() {
    if (!thread.joinable()) return;
    over = true;
    const std::uint64_t one = 1;
    if (write(wake.get(), &one, sizeof one) < 0) return;  // cannot be: it counts to 2^64
    thread.join();
    for (auto& [number, pair] : pairs) {
      ended.emplace(number, pair.connection());
      reset(pair.program);
      reset(pair.machine);
    }
    pairs.clear();
  }

  bool watch_for(int fd, std::uint32_t events, int how) {
    epoll_event event{.events = events, .data = {.fd = fd}};
    return epoll_ctl(epoll.get(), how, fd, &event) == 0;
  }

  void run() {
    // The other end of a pair may be gone when something is passed on to it.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    std::array<epoll_event, 64> events{};
    while (!over) {
      const int number = epoll_wait(epoll.get(), events.data(), events.size(), -1);
      for (int i = 0; i < number && !over; ++i) happened(events[static_cast<std::size_t>(i)]);
    }
  }

  void happened(const epoll_event& event) {
    for (const auto& [fd, staged] : listeners) {
      if (fd == event.data.fd) return take(fd, staged);
    }
    const auto known = sockets.find(event.data.fd);
    if (known != sockets.end()) go_on(known->second.first, (event.events & EPOLLERR) != 0);
  }

  void take(int listener, std::size_t staged) {
    Descriptor program(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!program) return;
    auto machine = start_connecting(hosts[staged].address, hosts[staged].staged_port);
    const auto number = next_number++;
    if (!machine) {
      ended.emplace(number, Connection{staged, machine.error().text(), {}});
      return reset(program);
    }
    stop_waiting(program);
    stop_waiting(*machine);
    const int ends[] = {program.get(), machine->get()};
    pairs.try_emplace(number, staged, std::move(program), *std::move(machine));
    sockets[ends[0]] = {number, true};
    sockets[ends[1]] = {number, false};
    watch_for(ends[0], 0, EPOLL_CTL_ADD);
    watch_for(ends[1], EPOLLOUT, EPOLL_CTL_ADD);
    pairs.at(number).machine_events = EPOLLOUT;
  }

  // What came before a reset is still passed on and looked at: it may be the alert.
  void go_on(std::size_t number, bool is_reset) {
    auto& pair = pairs.at(number);
    if (pair.connecting && !connected(number, pair)) return;
    const auto up = pair.up.move([&](std::string_view bytes) { pair.watch.from_client(bytes); });
    const auto down = pair.down.move([&](std::string_view bytes) { pair.watch.from_server(bytes); });
    if (pair.looked_at && pair.watch.is_decided()) {
      pair.looked_at = false;
      pair.up.pass_unseen();
      pair.down.pass_unseen();
    }
    pair.up_ended = pair.up_ended || up == Flow::State::ended;
    pair.down_ended = pair.down_ended || down == Flow::State::ended;
    if (is_reset || up == Flow::State::broken || down == Flow::State::broken) return close(number, true);
    if (pair.up_ended && pair.down_ended) return close(number, false);
    listen_on(pair);
  }

  bool connected(std::size_t number, Pair& pair) {
    const auto failure = connect_failure(pair.machine.get());
    if (failure == EINPROGRESS) return false;
    pair.connecting = false;
    if (failure == 0) return true;
    pair.failure = std::strerror(failure);
    close(number, true);
    return false;
  }

  void listen_on(Pair& pair) {
    const auto set = [&](int fd, std::uint32_t& known, bool read, bool written) {
      const std::uint32_t events = (read ? EPOLLIN : 0U) | (written ? EPOLLOUT : 0U);
      if (events != known) watch_for(fd, known = events, EPOLL_CTL_MOD);
    };
    set(pair.program.get(), pair.program_events, pair.up.wants_to_read(), pair.down.wants_to_write());
    set(pair.machine.get(), pair.machine_events, pair.down.wants_to_read(), pair.up.wants_to_write());
  }

  void close(std::size_t number, bool hard) {
    auto& pair = pairs.at(number);
    ended.emplace(number, pair.connection());
    sockets.erase(pair.program.get());
    sockets.erase(pair.machine.get());
    if (hard) {
      reset(pair.program);
      reset(pair.machine);
    }
    pairs.erase(number);
  }
};

Result<Relay> Relay::start(std::vector<Staged> hosts, std::vector<Door> doors) {
  auto impl = std::make_unique<Impl>();
  impl->hosts = std::move(hosts);
  for (std::size_t i = 0; i < impl->hosts.size(); ++i) {
    auto door = i < doors.size() ? Result<Door>(std::move(doors[i])) : listen_on_loopback();
    if (!door) return std::unexpected(door.error());
    for (const auto* socket : {&door->v4, &door->v6}) {
      if (!*socket) continue;
      impl->listeners.emplace_back(socket->get(), i);
      if (!impl->watch_for(socket->get(), EPOLLIN, EPOLL_CTL_ADD))
        return fail("relay-failed", std::strerror(errno));
    }
    impl->doors.push_back(*std::move(door));
  }
  if (!impl->watch_for(impl->wake.get(), EPOLLIN, EPOLL_CTL_ADD))
    return fail("relay-failed", std::strerror(errno));
  impl->thread = std::thread([raw = impl.get()] { raw->run(); });
  return Relay(std::move(impl));
}

Relay::Relay(std::unique_ptr<Impl> impl) : x_impl(std::move(impl)) {}
Relay::~Relay() = default;
Relay::Relay(Relay&&) noexcept = default;
Relay& Relay::operator=(Relay&&) noexcept = default;

const std::vector<Staged>& Relay::hosts() const {
  return x_impl->hosts;
}

std::uint16_t Relay::port(std::size_t staged) const {
  return x_impl->doors.at(staged).port;
}

bool Relay::has_ipv6() const {
  return std::ranges::all_of(x_impl->doors, [](const Door& door) { return static_cast<bool>(door.v6); });
}

std::vector<Connection> Relay::stop() {
  x_impl->end();
  std::vector<Connection> out;
  for (const auto& [number, connection] : x_impl->ended) out.push_back(connection);
  return out;
}

}  // namespace rehearse::launch
