#pragma once
// Characters between words, as the scanner tells them apart.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ascii.h"

namespace rehearse::machine {

constexpr bool is_quote(char c) {
  return c == '"' || c == '\'' || c == '`';
}
/// Within a line.
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}
/// A loop, which compilers unroll: this is asked of every sign, and find() would be a call of memchr.
constexpr bool is_one_of(char c, std::string_view all) {
  for (const char one : all) {
    if (one == c) return true;
  }
  return false;
}

/// What the scanner goes by: a run is what a name may consist of.
enum class CharKind : std::uint8_t { other, run, line_end };

inline constexpr auto kKinds = [] {
  std::array<CharKind, 256> out{};
  for (std::size_t c = 0; c < out.size(); ++c) {
    const auto letter = static_cast<char>(c);
    if (is_ascii_alphanumeric(letter) || letter == '_' || letter == '-' || letter == '.' || c >= 0x80)
      out[c] = CharKind::run;
  }
  out['\n'] = CharKind::line_end;
  return out;
}();

constexpr CharKind kind_of(char c) {
  return kKinds[static_cast<unsigned char>(c)];
}

constexpr bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

/// Whether the character at `at` is one outside ASCII that ends a word: quotes, dots and blanks of
/// typography, pictures. Any other that idn_letter_bytes() does not know may be a letter.
inline bool is_punctuation(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  for (const std::string_view lead :
       {"\xc2", "\xe2\x80", "\xe2\x81", "\xe3\x80", "\xef\xbb", "\xef\xbc", "\xef\xbd", "\xf0\x9f"}) {
    if (rest.starts_with(lead)) return true;
  }
  return false;
}

}  // namespace rehearse::machine
