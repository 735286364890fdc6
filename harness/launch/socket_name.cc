#include "launch/socket_name.h"

#include <arpa/inet.h>
#include <array>

namespace rehearse::launch {

SocketName name_of(const Address& address, std::uint16_t port) {
  SocketName out{};
  if (address.family() == Family::ipv4) {
    out.v4.sin_family = AF_INET;
    out.v4.sin_port = htons(port);
    inet_pton(AF_INET, address.text().c_str(), &out.v4.sin_addr);
  } else {
    out.v6.sin6_family = AF_INET6;
    out.v6.sin6_port = htons(port);
    inet_pton(AF_INET6, address.text().c_str(), &out.v6.sin6_addr);
  }
  return out;
}

socklen_t length_of(const SocketName& name) {
  return name.any.sa_family == AF_INET ? sizeof name.v4 : sizeof name.v6;
}

std::optional<Socket> machine_of(const SocketName& name) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  std::uint16_t port = 0;
  if (name.any.sa_family == AF_INET) {
    inet_ntop(AF_INET, &name.v4.sin_addr, text.data(), text.size());
    port = ntohs(name.v4.sin_port);
  } else if (name.any.sa_family == AF_INET6) {
    inet_ntop(AF_INET6, &name.v6.sin6_addr, text.data(), text.size());
    port = ntohs(name.v6.sin6_port);
  } else {
    return {};
  }
  auto address = Address::parse(text.data());
  if (!address) return {};
  return Socket{*std::move(address), port};
}

}  // namespace rehearse::launch
