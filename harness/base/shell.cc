#include "base/shell.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/printable.h"

namespace rehearse {
namespace {

// The locale must not decide: isalnum() would let bytes of other alphabets through.
bool is_plain(char c) {
  return is_ascii_alphanumeric(c) || std::string_view("-_./:,@%+=").find(c) != std::string_view::npos;
}

// Every byte that is not plain to see becomes its octal number: it reads the same in every shell and every
// locale.
std::string dollar_quoted(std::string_view text) {
  std::string out = "$'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\'' || c == '\\') {
      out += {'\\', c};
    } else if (byte < 0x20 || byte > 0x7e) {
      out += fmt::format("\\{:03o}", byte);
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace

std::string shell_quoted(std::string_view raw) {
  std::string text(raw);
  std::erase(text, '\0');
  if (!text.empty() && std::ranges::all_of(text, is_plain)) return text;
  if (printable(text) != text) return dollar_quoted(text);
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";  // nothing can be escaped inside single quotes: leave them for one character
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace rehearse
