#include "store/java_text.h"

#include <algorithm>
#include <clocale>
#include <cwctype>
#include <map>
#include <type_traits>

#include "base/handle.h"
#include "base/utf8.h"

namespace rehearse::store {
namespace {

bool is_high(char16_t c) {
  return c >= 0xD800 && c < 0xDC00;
}
bool is_low(char16_t c) {
  return c >= 0xDC00 && c < 0xE000;
}

// The code point at `at`, and `at` moved behind it. Half a surrogate pair is returned as it is.
char32_t next_point(std::u16string_view text, std::size_t& at) {
  const char16_t first = text[at++];
  if (!is_high(first) || at == text.size() || !is_low(text[at])) return first;
  return 0x10000 + (static_cast<char32_t>(first - 0xD800) << 10) + (text[at++] - 0xDC00U);
}

void append(std::u16string& out, char32_t point) {
  if (point < 0x10000) {
    out += static_cast<char16_t>(point);
    return;
  }
  out += static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10));
  out += static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FF));
}

// The length of a sequence by its first byte, in ordinary UTF-8; 0 for one that cannot begin any.
std::size_t length_of(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

std::optional<char32_t> decode(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return lead;
  char32_t point = lead & (0xFFU >> (sequence.size() + 1));
  for (const char c : sequence.substr(1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) return std::nullopt;
    point = point << 6 | (byte & 0x3FU);
  }
  return point;
}

bool is_well_formed(char32_t point, std::size_t length) {
  if (length == 3) return point >= 0x800 && (point < 0xD800 || point >= 0xE000);
  return length != 4 || (point >= 0x10000 && point <= 0x10FFFF);
}

}  // namespace

std::optional<std::u16string> from_modified_utf8(std::string_view bytes) {
  std::u16string out;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xC0 && lead < 0xE0 ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                                                             : 0;
    if (length == 0 || at + length > bytes.size()) return std::nullopt;
    const auto point = decode(bytes.substr(at, length));
    if (!point) return std::nullopt;
    out += static_cast<char16_t>(*point);
    at += length;
  }
  return out;
}

std::u16string from_utf16be(std::string_view bytes) {
  std::u16string out;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    out += static_cast<char16_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                 static_cast<unsigned char>(bytes[at + 1]));
  }
  return out;
}

std::string to_utf16be(std::u16string_view text) {
  std::string out;
  for (const char16_t c : text) {
    out += static_cast<char>(c >> 8);
    out += static_cast<char>(c & 0xFF);
  }
  return out;
}

std::optional<std::u16string> from_utf8(std::string_view text) {
  std::u16string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_of(static_cast<unsigned char>(text[at]));
    if (length == 0 || at + length > text.size()) return std::nullopt;
    const auto point = decode(text.substr(at, length));
    if (!point || !is_well_formed(*point, length)) return std::nullopt;
    append(out, *point);
    at += length;
  }
  return out;
}

std::string to_utf8(std::u16string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = next_point(text, at);
    out += utf8(point >= 0xD800 && point < 0xE000 ? char32_t{0xFFFD} : point);
  }
  return out;
}

std::optional<std::u16string> to_lower(const std::u16string& text) {
  std::u16string out;
  if (std::ranges::all_of(text, [](char16_t c) { return c < 0x80; })) {
    for (const char16_t c : text) out += c >= u'A' && c <= u'Z' ? static_cast<char16_t>(c + 32) : c;
    return out;
  }
  const Handle<std::remove_pointer_t<locale_t>, freelocale> unicode(
      newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr));
  if (!unicode) return std::nullopt;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = next_point(text, at);
    if (point == 0x130) {  // the one letter that becomes two: i and a dot above
      out += u"i\u0307";
    } else {
      append(out, static_cast<char32_t>(towlower_l(static_cast<wint_t>(point), unicode.get())));
    }
  }
  return out;
}

std::optional<std::set<std::size_t>> found_by_alias(const std::vector<std::u16string>& aliases) {
  std::map<std::u16string, std::size_t> table;
  for (std::size_t i = 0; i < aliases.size(); ++i) table[aliases[i]] = i;
  std::set<std::size_t> found;
  for (const auto& [alias, index] : table) {
    const auto lower = to_lower(alias);
    if (!lower) return std::nullopt;
    if (const auto entry = table.find(*lower); entry != table.end()) found.insert(entry->second);
  }
  return found;
}

}  // namespace rehearse::store
