#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rehearse::store {

/// Big-endian numbers and runs of bytes, as java.io.DataInputStream reads them. After the first read past the
/// end everything is zero and empty, and truncated() says where it was: ask before what was read is used.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : x_bytes(bytes) {}

  std::uint8_t u8() { return number<std::uint8_t>(); }
  std::uint16_t u16() { return number<std::uint16_t>(); }
  std::uint32_t u32() { return number<std::uint32_t>(); }
  std::uint64_t u64() { return number<std::uint64_t>(); }
  /// Java's int: lengths and counts may be negative.
  std::int32_t i32() { return static_cast<std::int32_t>(u32()); }

  std::string_view take(std::size_t length);

  std::size_t at() const { return x_at; }
  std::size_t left() const { return x_bytes.size() - x_at; }
  /// "truncated at byte 812: 20 bytes should follow byte 800"
  const std::optional<std::string>& truncated() const { return x_truncated; }

 private:
  template <std::unsigned_integral T>
  T number() {
    T value = 0;
    for (const char c : take(sizeof(T))) value = static_cast<T>(value << 8 | static_cast<unsigned char>(c));
    return value;
  }

  std::string_view x_bytes;
  std::size_t x_at = 0;
  std::optional<std::string> x_truncated;
};

}  // namespace rehearse::store
