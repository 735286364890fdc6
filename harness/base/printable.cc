#include "base/printable.h"

#include <fmt/format.h>

#include "base/utf8.h"

namespace rehearse {
namespace {

struct Span {
  char32_t first, last;
};
// Unicode 15, category Cf and the separators Zl, Zp; plus the fillers and selectors that show as nothing at
// all, and the two that are no characters (XML holds neither).
constexpr Span kHidden[] = {
    {0x00ad, 0x00ad},   {0x034f, 0x034f},   {0x0600, 0x0605},   {0x061c, 0x061c},   {0x06dd, 0x06dd},
    {0x070f, 0x070f},   {0x0890, 0x0891},   {0x08e2, 0x08e2},   {0x115f, 0x1160},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0xfffe, 0xffff},
    {0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
    {0xe0000, 0xe0fff},
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
    const auto point = decode_utf8(text);
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
