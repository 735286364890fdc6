#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace rehearse::lab {

/// What an edge saw of one connection.
struct Seen {
  bool finished = false;  ///< the handshake, by the server's lights
  bool resumed = false;
  bool client_certificate = false;
  std::string sni;
  std::string version;  ///< "TLSv1.3"
  std::string alpn;
  std::optional<int> alert;  ///< the fatal one that the client sent
  std::string received;      ///< application bytes: decrypted at an Edge, raw at a RoughEdge
  std::size_t requests = 0;  ///< those that were answered
  bool ended = false;        ///< nothing is to come any more
};

/// Collects what the connections of an edge leave behind. Threads: safe.
class Recorder {
 public:
  /// How much of one connection's bytes is kept.
  static constexpr std::size_t kKeptBytes = std::size_t{4} << 20;
  enum class Keep { everything, nothing };
  explicit Recorder(Keep keep) : x_keep(keep) {}

  /// A new connection; its number.
  std::size_t begin();
  void change(std::size_t connection, const std::function<void(Seen&)>& how);
  void receive(std::size_t connection, const char* bytes, std::size_t length);

  std::vector<Seen> seen() const;
  /// Waits until so many connections have ended, but no longer than `within`, and returns what was seen.
  std::vector<Seen> wait_ended(std::size_t connections, std::chrono::milliseconds within) const;
  /// Waits until so many bytes have come in all, but no longer than `within`, and returns them.
  std::string wait_received(std::size_t bytes, std::chrono::milliseconds within) const;
  /// The received bytes of all connections, one after the other.
  std::string received() const;

 private:
  std::string received_locked() const;

  const Keep x_keep;
  mutable std::mutex x_mutex;
  mutable std::condition_variable x_changed;
  std::deque<Seen> x_seen;
};

}  // namespace rehearse::lab
