#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "lab/http.h"
#include "lab/loopback.h"
#include "lab/seen.h"
#include "lab/tls.h"

namespace rehearse::lab {

struct EdgeOptions {
  Place place;
  std::vector<Identity> identities;
  TlsOptions tls;
  enum class AfterHandshake : std::uint8_t { serve, close, reset } after_handshake = AfterHandshake::serve;
  Handler handler;  ///< null = 200 and no body
  Headers always;   ///< headers of every answer, refusals of malformed requests included
  std::size_t body_bytes = std::size_t{4} << 20;     ///< a larger body gets 413
  std::size_t header_bytes = std::size_t{64} << 10;  ///< a larger header gets 431
  std::chrono::milliseconds idle{30'000};  ///< a peer that says or takes nothing for so long is dropped
  Recorder::Keep keep = Recorder::Keep::everything;
};

/// A TLS server on loopback that speaks HTTP/1.1: keep-alive, chunked bodies, 100-continue, limits. A request
/// that is none gets 400.
///
/// It serves until it is destroyed; connections that are open then are dropped.
/// Threads: serves on a thread of its own; the const members may be called from any thread.
class Edge {
 public:
  /// Errors: lab-failed (no address or port, an identity that does not decode, a header that is none).
  static Result<Edge> start(EdgeOptions options);
  ~Edge();
  Edge(Edge&&) noexcept;
  Edge& operator=(Edge&&) noexcept;

  const Address& address() const;
  std::uint16_t port() const;
  const Recorder& recorder() const;

 private:
  struct Impl;
  explicit Edge(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> x_impl;
};

}  // namespace rehearse::lab
