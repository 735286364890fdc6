#include "lab/loopback.h"

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

namespace rehearse::lab {
namespace {

constexpr int kAttempts = 16;

std::unexpected<Error> failed(const Address& address, std::string_view doing, int number) {
  return fail("lab-failed",
              fmt::format("{}: {}: {}", address.text(), doing, std::generic_category().message(number)));
}

// 127.x.y.z from the process and a count: two processes at once, and two edges of one, do not meet. Where
// they do all the same, bind() says so, or the port tells them apart.
Address next_address() {
  static std::atomic<std::uint32_t> count{0};
  const auto number = static_cast<std::uint32_t>(::getpid()) * 251U + count.fetch_add(1);
  // 1..254 each: never 127.0.x.x, which the machine's own services use, and no broadcast-like address.
  const auto part = [number](std::uint32_t divisor) { return number / divisor % 254U + 1U; };
  return Address::parse(fmt::format("127.{}.{}.{}", part(254U * 254U), part(254U), part(1U))).value();
}

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

Result<SocketAddress> socket_address(const Address& address, std::uint16_t port) {
  SocketAddress out;
  if (address.family() == Family::ipv4) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    out.length = sizeof *v4;
    if (::inet_pton(AF_INET, address.text().c_str(), &v4->sin_addr) == 1 &&
        ntohl(v4->sin_addr.s_addr) >> 24 == 127)
      return out;
  } else {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    out.length = sizeof *v6;
    if (::inet_pton(AF_INET6, address.text().c_str(), &v6->sin6_addr) == 1 &&
        IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr))
      return out;
  }
  return fail("lab-failed", fmt::format("{} is not loopback", address.text()));
}

Result<Bound> bind_to(const Address& address, std::uint16_t port, int& number) {
  auto wanted = socket_address(address, port);
  if (!wanted) return std::unexpected(std::move(wanted).error());
  Descriptor socket(::socket(wanted->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  if (!socket || ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(socket.get(), wanted->get(), wanted->length) != 0 ||
      ::getsockname(socket.get(), wanted->get(), &wanted->length) != 0) {
    number = errno;
    return failed(address, "cannot bind", number);
  }
  const auto bound = address.family() == Family::ipv4
                         ? reinterpret_cast<sockaddr_in*>(&wanted->storage)->sin_port
                         : reinterpret_cast<sockaddr_in6*>(&wanted->storage)->sin6_port;
  return Bound{std::move(socket), address, ntohs(bound)};
}

}  // namespace

Result<Bound> bind_loopback(const Place& place) {
  for (int attempt = 1;; ++attempt) {
    int number = 0;
    auto bound = bind_to(place.address ? *place.address : next_address(), place.port, number);
    if (bound || place.address || attempt == kAttempts || number != EADDRINUSE) return bound;
  }
}

void reset_connection(Descriptor socket) {
  const linger at_once{1, 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace rehearse::lab
