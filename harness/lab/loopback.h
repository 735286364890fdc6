#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "base/address.h"
#include "base/result.h"

namespace rehearse::lab {

/// Sole owner of a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : x_fd(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : x_fd(std::exchange(other.x_fd, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;

  int get() const { return x_fd; }
  /// Hands the descriptor over.
  int release() { return std::exchange(x_fd, -1); }
  void reset();
  explicit operator bool() const { return x_fd >= 0; }

 private:
  int x_fd = -1;
};

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
