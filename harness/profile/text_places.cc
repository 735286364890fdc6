#include "profile/text_places.h"

#include <algorithm>

#include <fmt/format.h>

namespace rehearse::profile {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// How many bytes the UTF-8 sequence at the front has; 0 if there is none. Overlong forms and surrogates are
// none. Source: RFC 3629 section 4.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : std::uint8_t{0};
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  unsigned low = 0x80, high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  } else {
    return 0;
  }
  if (text.size() < length || byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  return length;
}

}  // namespace

TextPlaces::TextPlaces(std::string_view text) : x_text(text), x_line_starts{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') x_line_starts.push_back(i + 1);
    if (is_continuation(text[i])) x_continuations.push_back(i);
  }
}

Place TextPlaces::at(int line, int column_bytes) const {
  const auto index = std::min(static_cast<std::size_t>(std::max(line, 0)), x_line_starts.size() - 1);
  const auto start = x_line_starts[index];
  const auto line_end = index + 1 < x_line_starts.size() ? x_line_starts[index + 1] - 1 : x_text.size();
  const auto end = std::min(start + static_cast<std::size_t>(std::max(column_bytes, 0)), line_end);
  // Looked up, not counted: a text of one long line asks this for every token.
  const auto first = std::ranges::lower_bound(x_continuations, start);
  const auto last = std::ranges::lower_bound(x_continuations, end);
  return {index + 1, end - start - static_cast<std::size_t>(last - first) + 1};
}

std::optional<Problem> TextPlaces::first_bad_character() const {
  int line = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i < x_text.size();) {
    const auto c = static_cast<unsigned char>(x_text[i]);
    const auto length = utf8_length(x_text.substr(i));
    const bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
    if (length == 0 || control) {
      const auto place = at(line, static_cast<int>(i - start));
      return Problem{place.line, place.column, "bad-character",
                     length == 0
                         ? fmt::format("the byte 0x{:02x} is not UTF-8", c)
                         : fmt::format("the control character 0x{:02x} has no place in a profile", c)};
    }
    i += length;
    if (c == '\n') {
      ++line;
      start = i;
    }
  }
  return {};
}

}  // namespace rehearse::profile
