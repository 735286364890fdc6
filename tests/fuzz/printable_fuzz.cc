// Properties: what printable() returns is UTF-8 without a control or a hidden character, the same when shown
// again, and within its bound; what the Redactor returns no longer holds the secret, and the shell's quoting
// can be undone.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/printable.h"
#include "base/secret.h"
#include "base/shell.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// A decoder of its own: the one under test must not be its own witness.
bool is_clean_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[i + k]); };
    const unsigned lead = byte(0);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
    if (length == 0 || i + length > text.size()) return false;
    std::uint32_t value = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(k) & 0xc0U) != 0x80U) return false;
      value = value << 6 | (byte(k) & 0x3fU);
    }
    const std::uint32_t least = length == 1 ? 0x20 : length == 2 ? 0xa0 : length == 3 ? 0x800 : 0x10000;
    if (value < least || value == 0x7f || value > 0x10ffff) return false;
    if (value >= 0xd800 && value <= 0xdfff) return false;
    if ((value >= 0x200b && value <= 0x200f) || (value >= 0x2028 && value <= 0x202e) || value == 0xfeff)
      return false;
    i += length;
  }
  return true;
}

// What a shell makes of "$'a\\n\\033'": a line feed by its letter, everything else by three octal digits or
// as it is.
std::string dollar_unquoted(std::string_view word) {
  require(word.size() >= 3 && word.ends_with('\''));
  word = word.substr(2, word.size() - 3);
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    require(word[i] != '\'');
    if (word[i] != '\\') {
      out += word[i];
      continue;
    }
    require(++i < word.size());
    const bool octal = word[i] >= '0' && word[i] <= '3';
    require(!octal || i + 2 < word.size());
    if (octal) {
      out += static_cast<char>((word[i] - '0') * 64 + (word[i + 1] - '0') * 8 + (word[i + 2] - '0'));
      i += 2;
    } else {
      out += word[i] == 'n' ? '\n' : word[i];
    }
  }
  return out;
}

std::string unquoted(std::string_view word) {
  if (word.starts_with("$'")) return dollar_unquoted(word);
  std::string out;
  bool inside = false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '\'') {
      inside = !inside;
    } else if (!inside && word[i] == '\\' && i + 1 < word.size()) {
      out += word[++i];
    } else {
      out += word[i];
    }
  }
  require(!inside);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string shown = rehearse::printable(text);
  require(is_clean_utf8(shown));
  require(rehearse::printable(shown) == shown);
  const std::string cut = rehearse::printable(text, 16);
  require(is_clean_utf8(cut) && (cut == shown || cut.size() <= 16 + 32));

  std::string without_nul(text);
  std::erase(without_nul, '\0');
  const std::string word = rehearse::shell_quoted(text);
  require(unquoted(word) == without_nul);
  require(rehearse::printable(word) == word);

  if (size < 6) return 0;
  const std::string_view secret = text.substr(0, 4 + static_cast<std::size_t>(data[0]) % (size - 4));
  // A secret within the mask itself cannot be told from it.
  if (std::string_view("[secret]").find(secret) != std::string_view::npos) return 0;
  rehearse::Redactor redactor;
  redactor.add(secret);
  std::string masked = redactor.scrub(text);
  require(masked.starts_with("[secret]"));
  // What stands on both sides of a mask may make the secret anew only with the mask's help.
  if (secret.find_first_of("[]") == std::string_view::npos) require(masked.find(secret) == std::string::npos);
  return 0;
}
