#include "base/printable.h"

#include <optional>

#include <fmt/format.h>

namespace rehearse {
namespace {

struct CodePoint {
  char32_t value;
  std::size_t length_bytes;
};

// One well-formed UTF-8 sequence at the front of `text` (Unicode table 3-7), or nothing.
std::optional<CodePoint> decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return CodePoint{lead, 1};
  const std::size_t length = lead >= 0xc2 && lead <= 0xdf   ? 2
                             : (lead & 0xf0) == 0xe0        ? 3
                             : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                            : 0;
  if (length == 0 || text.size() < length) return std::nullopt;
  char32_t value = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return std::nullopt;
    value = value << 6 | (byte(i) & 0x3fU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return std::nullopt;
  return CodePoint{value, length};
}

struct Span {
  char32_t first, last;
};
// Unicode 15, category Cf and the separators Zl, Zp; plus the fillers and selectors that show as nothing at
// all.
constexpr Span kHidden[] = {
    {0x00ad, 0x00ad},   {0x034f, 0x034f},   {0x0600, 0x0605},   {0x061c, 0x061c},   {0x06dd, 0x06dd},
    {0x070f, 0x070f},   {0x0890, 0x0891},   {0x08e2, 0x08e2},   {0x115f, 0x1160},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0x110bd, 0x110bd},
    {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

bool is_hidden(char32_t c) {
  for (const auto& span : kHidden) {
    if (c >= span.first && c <= span.last) return true;
  }
  return false;
}

std::string escape(char32_t c) {
  switch (c) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case 0x1b:
      return "\\e";
    default:
      break;
  }
  if (c < 0x20 || c == 0x7f) return fmt::format("\\x{:02x}", static_cast<unsigned>(c));
  if (c >= 0x80 && c < 0xa0) return fmt::format("\\u{{{:02x}}}", static_cast<unsigned>(c));
  if (is_hidden(c)) return fmt::format("\\u{{{:04x}}}", static_cast<unsigned>(c));
  return {};
}

}  // namespace

std::string printable(std::string_view text, std::size_t limit_bytes) {
  const std::size_t all_bytes = text.size();
  std::string out;
  while (!text.empty()) {
    const auto point = decode(text);
    const std::size_t length = point ? point->length_bytes : 1;
    std::string piece =
        point ? escape(point->value) : fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    if (piece.empty()) piece = text.substr(0, length);
    if (limit_bytes != 0 && out.size() + piece.size() > limit_bytes) {
      return out + fmt::format("... ({} bytes)", all_bytes);
    }
    out += piece;
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace rehearse
