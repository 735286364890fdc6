#pragma once

#include <cstdint>
#include <optional>

#include "base/address.h"
#include "base/descriptor.h"
#include "base/result.h"

namespace rehearse::lab {

/// Where to listen. Nothing said = an address in 127.0.0.0/8 that no other edge of this process has, and a
/// port chosen by the system.
struct Place {
  std::optional<Address> address;
  std::uint16_t port = 0;
};

/// A TCP socket bound to loopback, not yet listening.
struct Bound {
  Descriptor socket;
  Address address;
  std::uint16_t port = 0;
};

/// Binds a socket. An address of our own choosing that is taken is followed by the next one.
/// Errors: lab-failed (an address that is not loopback, or none to be had). Threads: safe.
Result<Bound> bind_loopback(const Place& place);

/// Closes with a TCP reset instead of a FIN.
void reset_connection(Descriptor socket);

}  // namespace rehearse::lab
