#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rehearse {

/// A SHA-256. Computed in cert; here only the value, its spelling and its order.
struct Sha256 {
  std::array<std::uint8_t, 32> bytes{};
  /// 64 lower-case hex digits, as sha256sum prints them.
  std::string hex() const;
  friend auto operator<=>(const Sha256&, const Sha256&) = default;
};

/// Reads 64 hex digits, upper or lower case, colons between bytes allowed ("9A:CF:..."). Errors: bad-digest.
Result<Sha256> parse_sha256(std::string_view text);

/// `bytes` as lower-case hex digits.
std::string to_hex(std::string_view bytes);

}  // namespace rehearse
