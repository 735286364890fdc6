#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "lab/loopback.h"

namespace rehearse::e2e {

/// An HTTP proxy on loopback that opens the tunnel it is asked for and passes bytes both ways. It serves
/// until it is destroyed. Threads: one a tunnel; asked() may be called from any.
class TunnelProxy {
 public:
  /// Throws std::runtime_error where it cannot listen.
  TunnelProxy();
  ~TunnelProxy();
  TunnelProxy(const TunnelProxy&) = delete;
  TunnelProxy& operator=(const TunnelProxy&) = delete;

  const Address& address() const { return x_bound.address; }
  std::uint16_t port() const { return x_bound.port; }
  /// The places it was asked to reach, in the order they were asked for.
  std::vector<std::string> asked() const;

 private:
  void accept_all();
  void serve(Descriptor client);

  lab::Bound x_bound;
  mutable std::mutex x_mutex;
  std::vector<std::string> x_asked;
  std::vector<std::jthread> x_tunnels;  // the accepting thread's own
  std::jthread x_accepting;
};

}  // namespace rehearse::e2e
