#include "base/idn.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/ascii.h"

namespace rehearse {
namespace {

struct Letter {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0 = none
};

struct Range {
  char32_t first, last;
};
// Without those that IDNA knows no more (U+0132, U+017F) or maps by the language (U+0130).
constexpr Range kLetters[] = {
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x12F},   {0x131, 0x131}, {0x134, 0x13E}, {0x141, 0x148},
    {0x14A, 0x17E},   {0x386, 0x386},   {0x388, 0x38A},  {0x38C, 0x38C}, {0x38E, 0x3A1}, {0x3A3, 0x3CE},
    {0x400, 0x45F},   {0x490, 0x491},   {0x5D0, 0x5EA},  {0x620, 0x63F}, {0x641, 0x64A}, {0x3041, 0x3096},
    {0x30A1, 0x30FA}, {0x4E00, 0x9FFF}, {0xAC00, 0xD7A3}};

constexpr bool is_letter(char32_t code) {
  return std::ranges::any_of(kLetters,
                             [&](Range range) { return code >= range.first && code <= range.last; });
}

Letter decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> char32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  if (byte(0) >= 0xC2 && byte(0) < 0xE0 && tail(1)) return {((byte(0) & 0x1FU) << 6U) | (byte(1) & 0x3FU), 2};
  if (byte(0) >= 0xE0 && byte(0) < 0xF0 && tail(1) && tail(2)) {
    const auto code = ((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
    return code < 0x800 ? Letter{} : Letter{code, 3};
  }
  return {};
}

// The small letter of those scripts above that have large ones.
char32_t small(char32_t c) {
  if (c < 0x80) return static_cast<unsigned char>(ascii_lower(static_cast<char>(c)));
  if ((c >= 0xC0 && c <= 0xDE) || (c >= 0x391 && c <= 0x3AB) || (c >= 0x410 && c <= 0x42F)) return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  if (c == 0x386) return 0x3AC;
  if (c >= 0x388 && c <= 0x38A) return c + 0x25;
  if (c == 0x38C) return 0x3CC;
  if (c == 0x38E || c == 0x38F) return c + 0x3F;
  if (c == 0x178) return 0xFF;
  const bool odd_is_large = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  const bool has_pairs = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) || c == 0x490 || c == 0x491;
  if (odd_is_large) return c + (c & 1U);
  return has_pairs ? (c | 1U) : c;
}

// RFC 3492 section 6.
std::optional<std::string> punycode(const std::vector<char32_t>& label) {
  constexpr std::uint32_t kBase = 36, kMin = 1, kMax = 26, kSkew = 38, kDamp = 700;
  const auto digit = [](std::uint32_t d) { return static_cast<char>(d < 26 ? 'a' + d : '0' + (d - 26)); };
  std::string out;
  for (const auto c : label) {
    if (c < 0x80) out += static_cast<char>(c);
  }
  const auto basic = static_cast<std::uint32_t>(out.size());
  if (basic != 0) out += '-';
  std::uint32_t n = 0x80, delta = 0, bias = 72;
  for (auto done = basic; done < label.size();) {
    char32_t next = std::numeric_limits<char32_t>::max();
    for (const auto c : label) {
      if (c >= n) next = std::min(next, c);
    }
    delta += (next - n) * (done + 1);
    n = next;
    for (const auto c : label) {
      if (c < n) ++delta;
      if (c != n) continue;
      auto q = delta;
      for (auto k = kBase;; k += kBase) {
        const auto t = k <= bias ? kMin : std::min(k - bias, kMax);
        if (q < t) break;
        out += digit(t + (q - t) % (kBase - t));
        q = (q - t) / (kBase - t);
      }
      out += digit(q);
      delta = done == basic ? delta / kDamp : delta / 2;
      delta += delta / (done + 1);
      std::uint32_t k = 0;
      for (; delta > ((kBase - kMin) * kMax) / 2; k += kBase) delta /= kBase - kMin;
      bias = k + (kBase - kMin + 1) * delta / (delta + kSkew);
      delta = 0;
      ++done;
    }
    ++delta;
    ++n;
  }
  return out;
}

}  // namespace

std::size_t idn_letter_bytes(std::string_view text, std::size_t at) {
  const auto letter = decode(text, at);
  return letter.bytes != 0 && is_letter(letter.code) ? letter.bytes : 0;
}

std::optional<std::string> to_a_labels(std::string_view host) {
  constexpr std::size_t kLongestLabel = 63;
  std::string out;
  std::vector<char32_t> label;
  bool is_ascii = true;
  const auto end_label = [&] {
    if (label.size() > kLongestLabel) return false;
    std::string text;
    if (is_ascii) {
      for (const auto c : label) text += static_cast<char>(c);
    } else {
      text = "xn--" + *punycode(label);
    }
    out += text;
    label.clear();
    is_ascii = true;
    return text.size() <= kLongestLabel;
  };
  for (std::size_t at = 0; at < host.size();) {
    if (static_cast<unsigned char>(host[at]) < 0x80) {
      const char c = host[at++];
      if (c != '.') {
        label.push_back(small(static_cast<unsigned char>(c)));
        continue;
      }
      if (!end_label()) return std::nullopt;
      out += '.';
      continue;
    }
    const auto bytes = idn_letter_bytes(host, at);
    if (bytes == 0) return std::nullopt;
    label.push_back(small(decode(host, at).code));
    is_ascii = false;
    at += bytes;
  }
  if (!end_label()) return std::nullopt;
  return out;
}

}  // namespace rehearse
