#pragma once
// Connections to declared hosts, passed on to where the new certificate is, and looked at on the way.

#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "launch/sockets.h"
#include "launch/tls_watch.h"

namespace rehearse::launch {

/// A host that the program knows, and the machine that stands for it.
struct Staged {
  std::string host;
  std::uint16_t port = 443;  ///< that the program asks for
  Address address;
  std::uint16_t staged_port = 443;
};

/// One connection of the program, as it was.
struct Connection {
  std::size_t staged = 0;  ///< its place in what the relay was started with
  std::string failure;     ///< why the staged machine was not reached; empty = it was
  Watched watched;
};

/// A relay on loopback: a port for each host, from which every connection goes to the staged machine, byte
/// for byte. It neither decrypts nor ends TLS; once what the client made of the certificate is decided, the
/// kernel passes the rest on by itself.
///
/// It serves until it is stopped or destroyed; open connections are reset then.
/// Threads: serves on a thread of its own; the members may be called from one other.
class Relay {
 public:
  /// With a door for each host, where they are made already; else with doors of its own. Errors: relay-failed
  /// (no port to be had).
  static Result<Relay> start(std::vector<Staged> hosts, std::vector<Door> doors = {});
  ~Relay();
  Relay(Relay&&) noexcept;
  Relay& operator=(Relay&&) noexcept;

  const std::vector<Staged>& hosts() const;
  /// On 127.0.0.1, and on ::1 where the machine has it.
  std::uint16_t port(std::size_t staged) const;
  bool has_ipv6() const;
  /// Ends the relay, and gives every connection there was, in the order they came.
  std::vector<Connection> stop();

 private:
  struct Impl;
  explicit Relay(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> x_impl;
};

}  // namespace rehearse::launch
