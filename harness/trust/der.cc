#include "trust/der.h"

#include <cstddef>

namespace rehearse::trust {
namespace {

std::uint8_t byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<std::uint8_t>(bytes[i]);
}

struct Header {
  std::size_t size = 0, content = 0;
};

// X.690 sections 8.1.2, 8.1.3 and 10.1.
std::optional<Header> read_header(std::string_view bytes) {
  constexpr std::uint8_t kHighTag = 0x1F, kLong = 0x80;
  if (bytes.size() < 2 || (byte_at(bytes, 0) & kHighTag) == kHighTag) return std::nullopt;
  const auto first = byte_at(bytes, 1);
  if (first < kLong) return Header{.size = 2, .content = first};
  const std::size_t count = first & 0x7FU;
  if (count == 0 || count > 4 || bytes.size() < 2 + count || byte_at(bytes, 2) == 0) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = length << 8U | byte_at(bytes, 2 + i);
  if (length < kLong) return std::nullopt;
  return Header{.size = 2 + count, .content = length};
}

constexpr int kDeepest = 32;

// X.690 section 8 says of each universal type whether it is constructed; section 10.2 keeps strings from it.
bool has_right_form(std::uint8_t tag) {
  constexpr std::uint8_t kClass = 0xC0, kConstructed = 0x20;
  if ((tag & kClass) != 0) return true;
  const auto type = static_cast<std::uint8_t>(tag | kConstructed);
  return ((tag & kConstructed) != 0) == (type == Der::sequence || type == Der::set);
}

bool is_der_below(std::string_view bytes, int depth) {
  if (depth > kDeepest) return false;
  Der all(bytes);
  while (!all.empty()) {
    const auto element = all.next();
    if (!element || !has_right_form(element->tag)) return false;
    const bool is_constructed = (element->tag & 0x20U) != 0;
    if (is_constructed && !is_der_below(element->content, depth + 1)) return false;
  }
  return true;
}

}  // namespace

bool is_der_throughout(std::string_view bytes) {
  return is_der_below(bytes, 0);
}

bool Der::at(std::uint8_t tag) const {
  return !x_rest.empty() && byte_at(x_rest, 0) == tag;
}

std::optional<Der::Element> Der::next() {
  const auto header = read_header(x_rest);
  if (!header || header->content > x_rest.size() - header->size) return std::nullopt;
  const Element out{.tag = byte_at(x_rest, 0),
                    .content = x_rest.substr(header->size, header->content),
                    .whole = x_rest.substr(0, header->size + header->content)};
  x_rest.remove_prefix(out.whole.size());
  return out;
}

std::optional<Der::Element> Der::next(std::uint8_t tag) {
  return at(tag) ? next() : std::nullopt;
}

std::optional<std::string_view> Der::read(std::uint8_t tag) {
  const auto element = next(tag);
  if (!element) return std::nullopt;
  return element->content;
}

bool is_minimal_integer(std::string_view content) {
  if (content.size() < 2) return content.size() == 1;
  const bool negative = (byte_at(content, 1) & 0x80U) != 0;
  return !(byte_at(content, 0) == 0 && !negative) && !(byte_at(content, 0) == 0xFF && negative);
}

}  // namespace rehearse::trust
