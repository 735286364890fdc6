#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rehearse {

/// The UTF-8 of a code point; of a surrogate what its bits make, which is no UTF-8. REQUIRES: below 0x200000.
std::string utf8(unsigned long code);

struct CodePoint {
  char32_t value;
  std::size_t length_bytes;
};

/// The well-formed sequence at the front of `text`, or nothing: overlong forms and surrogates are none.
/// REQUIRES: `text` is not empty. Source: Unicode 15, table 3-7.
std::optional<CodePoint> decode_utf8(std::string_view text);

/// `text` with each byte that is no UTF-8 written out as \xff, as printable() does; all else as it is.
std::string as_utf8(std::string_view text);

}  // namespace rehearse
