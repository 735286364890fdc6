#include "store/base64.h"

#include <cstddef>
#include <cstdint>

namespace rehearse::store {

std::optional<std::string> from_base64(std::string_view text, std::string_view ignored) {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t group = 0;
  std::size_t seen = 0, padding = 0;
  for (const char c : text) {
    if (ignored.contains(c)) continue;
    const auto value = kAlphabet.find(c);
    const bool is_padding = c == '=' && (seen % 4 >= 2 || padding > 0);
    if ((value == std::string_view::npos && !is_padding) || (padding > 0 && !is_padding)) return std::nullopt;
    if (is_padding && ++padding > 2) return std::nullopt;
    group = group << 6U | static_cast<std::uint32_t>(is_padding ? 0 : value);
    if (++seen % 4 != 0) continue;
    for (const unsigned shift : {16U, 8U, 0U}) out += static_cast<char>(group >> shift & 0xFFU);
    group = 0;
  }
  if (seen % 4 != 0) return std::nullopt;
  out.resize(out.size() - padding);
  return out;
}

}  // namespace rehearse::store
