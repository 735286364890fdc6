#include "base/shell.h"

#include <algorithm>

namespace rehearse {
namespace {

// The locale must not decide: isalnum() would let bytes of other alphabets through.
bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_./:,@%+=").find(c) != std::string_view::npos;
}

}  // namespace

std::string shell_quoted(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string out = "'";
  for (const char c : text) {
    if (c == '\0') continue;
    if (c == '\'') {
      out += "'\\''";  // nothing can be escaped inside single quotes: leave them for one character
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace rehearse
