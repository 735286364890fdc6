#include "launch/sockets.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <fmt/format.h>

#include "launch/socket_name.h"

namespace rehearse::launch {
namespace {

std::unexpected<Error> failed() {
  return fail("relay-failed", std::strerror(errno));
}

Result<Descriptor> listen_on(const SocketName& name) {
  Descriptor out(socket(name.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!out) return failed();
  const int on = 1;
  if (name.any.sa_family == AF_INET6) setsockopt(out.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (bind(out.get(), &name.any, length_of(name)) != 0 || listen(out.get(), SOMAXCONN) != 0) return failed();
  return out;
}

}  // namespace

Result<Door> listen_on_loopback() {
  const auto v4 = Address::parse("127.0.0.1").value(), v6 = Address::parse("::1").value();
  constexpr int kTries = 20;  // the same port may be taken on the other family
  for (int i = 0; i < kTries; ++i) {
    auto first = listen_on(name_of(v4, 0));
    if (!first) return std::unexpected(first.error());
    SocketName name{};
    socklen_t length = sizeof name;
    if (getsockname(first->get(), &name.any, &length) != 0) return failed();
    Door out{.port = ntohs(name.v4.sin_port), .v4 = *std::move(first), .v6 = {}};
    auto second = listen_on(name_of(v6, out.port));
    if (!second && errno == EADDRINUSE) continue;
    if (second) out.v6 = *std::move(second);
    return out;
  }
  return failed();
}

Result<Descriptor> listen_at(const Socket& place) {
  return listen_on(name_of(place.address, place.port));
}

Result<Descriptor> start_connecting(const Address& address, std::uint16_t port) {
  const auto name = name_of(address, port);
  Descriptor out(socket(name.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!out) return failed();
  if (connect(out.get(), &name.any, length_of(name)) != 0 && errno != EINPROGRESS) return failed();
  return out;
}

Result<Address> look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (failure != 0) return fail("name-not-found", fmt::format("{}: {}", host, gai_strerror(failure)));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  for (const auto* one = found; one != nullptr; one = one->ai_next) {
    SocketName name{};
    std::memcpy(&name, one->ai_addr, std::min<std::size_t>(one->ai_addrlen, sizeof name));
    if (auto machine = machine_of(name)) return std::move(machine->address);
  }
  return fail("name-not-found", host + ": no address");
}

int connect_failure(int socket) {
  pollfd wait{.fd = socket, .events = POLLOUT, .revents = 0};
  if (poll(&wait, 1, 0) == 0) return EINPROGRESS;
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return errno;
  return error;
}

}  // namespace rehearse::launch
