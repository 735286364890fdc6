#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/address.h"
#include "base/result.h"
#include "lab/loopback.h"
#include "lab/seen.h"
#include "lab/tls.h"

namespace rehearse::lab {

/// What goes wrong below HTTP, before or within the handshake.
enum class Rough : std::uint8_t {
  refuse,              ///< bound, not listening: connection refused
  ignore_connects,     ///< the queue is full: SYNs stay unanswered, and the client's connect times out
  never_answer,        ///< connects, takes what comes, and never says a word
  reset_at_once,       ///< TCP reset as soon as it is connected
  close_after_hello,   ///< FIN after the first bytes, without a word
  reset_after_hello,   ///< TCP reset after the first bytes
  reset_after_flight,  ///< TCP reset once the client answered the server's flight: TLS 1.2, where a client
                       ///< that has seen the whole chain still waits for the server's Finished
  say,                 ///< `says` after the first bytes, then FIN
  say_and_hold,        ///< `says` after the first bytes, then nothing more
};

struct RoughOptions {
  Place place;
  Rough mode = Rough::refuse;
  std::string says;   ///< for say and say_and_hold
  Identity identity;  ///< for reset_after_flight
};

/// A fatal TLS alert as a server sends it before anything else.
std::string alert_record(std::uint8_t number);

/// What a plain HTTP server says to a ClientHello.
std::string plain_http_answer();

/// A server on loopback that misbehaves in one way. It misbehaves until it is destroyed.
/// Threads: serves on a thread of its own; the const members may be called from any thread.
class RoughEdge {
 public:
  /// Errors: lab-failed.
  static Result<RoughEdge> start(RoughOptions options);
  ~RoughEdge();
  RoughEdge(RoughEdge&&) noexcept;
  RoughEdge& operator=(RoughEdge&&) noexcept;

  const Address& address() const;
  std::uint16_t port() const;
  /// Connections that were accepted, with their raw bytes. None for refuse and ignore_connects.
  const Recorder& recorder() const;

 private:
  struct Impl;
  explicit RoughEdge(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> x_impl;
};

}  // namespace rehearse::lab
