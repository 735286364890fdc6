#pragma once

#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>

#include "base/address.h"

namespace rehearse::launch {

/// What connect() and bind() are told.
union SocketName {
  sockaddr any;
  sockaddr_in v4;
  sockaddr_in6 v6;
};

SocketName name_of(const Address& address, std::uint16_t port);
socklen_t length_of(const SocketName& name);
/// None for what is neither IPv4 nor IPv6.
std::optional<Socket> machine_of(const SocketName& name);

}  // namespace rehearse::launch
