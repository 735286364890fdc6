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

}  // namespace

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
