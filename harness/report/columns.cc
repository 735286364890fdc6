#include "report/columns.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include <fmt/format.h>

namespace rehearse::report {
namespace {

struct Symbol {
  char32_t point;
  std::size_t length_bytes;
};

// The first code point of well-formed UTF-8. A stray byte stands for itself, so that no input is read twice
// or past its end.
Symbol first_symbol(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
  if (length == 1 || text.size() < length) return {lead, 1};
  char32_t point = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0) != 0x80) return {lead, 1};
    point = point << 6 | (byte & 0x3fU);
  }
  return {point, length};
}

struct Block {
  char32_t first, last;
};

constexpr Block kCombining[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489},   {0x0591, 0x05bd},   {0x05bf, 0x05bf},   {0x05c1, 0x05c2},
    {0x05c4, 0x05c5}, {0x05c7, 0x05c7},   {0x0610, 0x061a},   {0x064b, 0x065f},   {0x0670, 0x0670},
    {0x06d6, 0x06dc}, {0x06df, 0x06e4},   {0x0730, 0x074a},   {0x07eb, 0x07f3},   {0x0816, 0x082d},
    {0x0900, 0x0902}, {0x093a, 0x093a},   {0x093c, 0x093c},   {0x0941, 0x0948},   {0x094d, 0x094d},
    {0x0e31, 0x0e31}, {0x0e34, 0x0e3a},   {0x0e47, 0x0e4e},   {0x0eb1, 0x0eb1},   {0x0eb4, 0x0ebc},
    {0x0ec8, 0x0ece}, {0x135d, 0x135f},   {0x1ab0, 0x1aff},   {0x1dc0, 0x1dff},   {0x20d0, 0x20f0},
    {0x2cef, 0x2cf1}, {0x302a, 0x302d},   {0x3099, 0x309a},   {0xa66f, 0xa672},   {0xa8e0, 0xa8f1},
    {0xfe20, 0xfe2f}, {0x1d167, 0x1d169}, {0x1d185, 0x1d18b}, {0x1e000, 0x1e02a},
};

constexpr Block kWide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},   {0x23f0, 0x23f0},
    {0x23f3, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267f, 0x267f},
    {0x2693, 0x2693},   {0x26a1, 0x26a1},   {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},
    {0x26ce, 0x26ce},   {0x26d4, 0x26d4},   {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},
    {0x26fa, 0x26fa},   {0x26fd, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},
    {0x274c, 0x274c},   {0x274e, 0x274e},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27b0, 0x27b0},   {0x27bf, 0x27bf},   {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},
    {0x2e80, 0x303e},   {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xa000, 0xa4cf},
    {0xa960, 0xa97f},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},
    {0xff01, 0xff60},   {0xffe0, 0xffe6},   {0x16fe0, 0x18d08}, {0x1aff0, 0x1b2ff}, {0x1f004, 0x1f004},
    {0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f200, 0x1f320}, {0x1f32d, 0x1f335},
    {0x1f337, 0x1f37c}, {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0},
    {0x1f3f4, 0x1f3f4}, {0x1f3f8, 0x1f43e}, {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d},
    {0x1f54b, 0x1f567}, {0x1f57a, 0x1f57a}, {0x1f595, 0x1f596}, {0x1f5a4, 0x1f5a4}, {0x1f5fb, 0x1f64f},
    {0x1f680, 0x1f6c5}, {0x1f6cc, 0x1f6d2}, {0x1f6d5, 0x1f6df}, {0x1f6eb, 0x1f6ec}, {0x1f6f4, 0x1f6fc},
    {0x1f7e0, 0x1f7f0}, {0x1f90c, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x3fffd},
};

bool stands_in(std::span<const Block> blocks, char32_t point) {
  const auto after =
      std::upper_bound(blocks.begin(), blocks.end(), point,
                       [](char32_t wanted, const Block& block) { return wanted < block.first; });
  return after != blocks.begin() && point <= std::prev(after)->last;
}

std::size_t width_of(char32_t point) {
  if (point < 0x300) return 1;
  if (stands_in(kCombining, point)) return 0;
  return stands_in(kWide, point) ? 2 : 1;
}

// The longest front of `text` that takes at most `columns` columns, with the combining marks that belong to
// it. At least one symbol, however narrow the space: whoever loops over the rest must get on.
std::size_t bytes_within(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  std::size_t used = 0;
  while (bytes < text.size()) {
    const Symbol symbol = first_symbol(text.substr(bytes));
    const std::size_t width = width_of(symbol.point);
    if (used + width > columns && bytes != 0) break;
    bytes += symbol.length_bytes;
    used += width;
  }
  return bytes;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end != 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Symbol symbol = first_symbol(text);
    columns += width_of(symbol.point);
    text.remove_prefix(symbol.length_bytes);
  }
  return columns;
}

std::string fit(std::string_view text, std::size_t columns, std::string_view mark) {
  if (display_width(text) <= columns) return std::string(text);
  const std::size_t mark_columns = display_width(mark);
  if (mark_columns >= columns) return std::string(mark.substr(0, bytes_within(mark, columns)));
  std::string_view kept = text.substr(0, bytes_within(text, columns - mark_columns));
  // One wide character may be wider than all the space there is.
  if (display_width(kept) + mark_columns > columns) kept = {};
  return std::string(kept) + std::string(mark);
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  columns = std::max<std::size_t>(columns, 1);
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  for (std::string_view word : words_of(text)) {
    const std::size_t width = display_width(word);
    if (used != 0 && used + 1 + width > columns) {
      lines.emplace_back();
      used = 0;
    }
    if (used != 0) {
      lines.back() += ' ';
      ++used;
    }
    while (used + display_width(word) > columns) {
      const std::size_t bytes = bytes_within(word, columns);
      if (bytes >= word.size()) break;
      lines.back() += word.substr(0, bytes);
      lines.emplace_back();
      word.remove_prefix(bytes);
    }
    lines.back() += word;
    used += display_width(word);
  }
  return lines;
}

std::string to_ascii(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Symbol symbol = first_symbol(text);
    if (symbol.point < 0x80) {
      out += text[0];
    } else {
      out += fmt::format("\\u{{{:04x}}}", static_cast<std::uint32_t>(symbol.point));
    }
    text.remove_prefix(symbol.length_bytes);
  }
  return out;
}

}  // namespace rehearse::report
