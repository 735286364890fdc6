#include "base/digest.h"

#include <fmt/format.h>

#include "base/ascii.h"

namespace rehearse {
std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string Sha256::hex() const {
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Result<Sha256> parse_sha256(std::string_view text) {
  Sha256 out;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':' && digits % 2 == 0 && digits > 0 && digits < 64 && text[i - 1] != ':') continue;
    const int value = hex_value(text[i]);
    if (value < 0 || digits == 64) {
      digits = 0;
      break;
    }
    out.bytes[digits / 2] = static_cast<std::uint8_t>(out.bytes[digits / 2] << 4 | value);
    ++digits;
  }
  if (digits != 64) return fail("bad-digest", fmt::format("'{}' is not a SHA-256: 64 hex digits", text));
  return out;
}

}  // namespace rehearse
