#pragma once
// For programs that cannot be led by their network: a proxy that they are told of.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "launch/supervisor.h"

namespace rehearse::launch {

/// A host that is asked for, and the port of loopback that stands for it.
struct NamedDetour {
  std::string host;
  std::uint16_t asked = 443;
  std::uint16_t port = 0;
};

/// A proxy on 127.0.0.1 that knows CONNECT alone (RFC 9110 section 9.3.6). Who asks for a host and port of
/// `detours` is joined to loopback; of a host of ours at another port there is nobody (502); everybody else
/// is joined to where the name leads, and counted.
///
/// Threads: serves on a thread of its own until it is stopped or destroyed; open connections end then.
class ConnectProxy {
 public:
  /// Errors: relay-failed.
  static Result<ConnectProxy> start(std::vector<NamedDetour> detours);
  ~ConnectProxy();
  ConnectProxy(ConnectProxy&&) noexcept;
  ConnectProxy& operator=(ConnectProxy&&) noexcept;

  std::uint16_t port() const;
  /// Ends it, and gives where else it was asked to go.
  Outside stop();

 private:
  struct Impl;
  explicit ConnectProxy(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> x_impl;
};

}  // namespace rehearse::launch
