#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rehearse::launch {

/// One record of TLS (RFC 8446 section 5.1).
struct TlsRecord {
  enum Type : std::uint8_t { change_cipher_spec = 20, alert = 21, handshake = 22, application_data = 23 };

  std::uint8_t type = 0;
  std::size_t length = 0;  ///< as its header has it
  std::string body;        ///< empty for what is never read: application data and heartbeats
};

/// The records of one direction. Bytes may come in any pieces. It holds one record at most.
/// Threads: one caller at a time.
class TlsRecords {
 public:
  /// Takes bytes off the front of `bytes` until a record is there; nothing where it needs more, or is broken.
  /// Application data is there with its header, everything else when it is whole.
  std::optional<TlsRecord> next(std::string_view& bytes);
  /// Whether a byte came that no record has there. What comes after it is not looked at.
  bool is_broken() const { return x_is_broken; }
  /// Whether not even the first header was one.
  bool is_other_protocol() const { return x_is_broken && x_headers == 0; }
  /// How the first header begins, where it is none.
  std::uint8_t first_byte() const { return x_header[0]; }

 private:
  void take_header_byte(std::uint8_t byte);
  std::size_t length() const { return static_cast<std::size_t>(x_header[3]) << 8U | x_header[4]; }
  TlsRecord finished();

  std::array<std::uint8_t, 5> x_header{};
  std::size_t x_header_size = 0;
  std::string x_body;
  std::size_t x_skip = 0;  // of a body that is not kept
  std::size_t x_headers = 0;
  bool x_is_broken = false;
};

/// The handshake messages in the plain records of one direction: each may stand in many records, and many in
/// one. It holds kMostBytes and a record. Threads: one caller at a time.
class TlsMessages {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{64} * 1024;
  struct Message {
    std::uint8_t type = 0;
    std::string body;
  };

  void add(std::string_view record_body);
  std::optional<Message> next();
  /// Whether a message is longer than is kept.
  bool is_too_long() const { return x_is_too_long; }

 private:
  std::string x_held;
  std::size_t x_taken = 0;  // of x_held
  bool x_is_too_long = false;
};

}  // namespace rehearse::launch
