#include "profile/command_line.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/printable.h"
#include "base/utf8.h"

namespace rehearse::profile {
namespace {

// Stands for a secret piece while the line is taken apart: no text that a profile can hold.
constexpr char kHole = '\0';

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

// How many digits an escape may have, and of what base.
struct Digits {
  int base = 16;
  std::size_t most = 2;
};

class Splitter {
 public:
  explicit Splitter(std::string_view text) : x_text(text) {}

  Result<std::vector<std::string>> go() && {
    while (!at_end() && !x_problem) take_unquoted(next());
    end_word();
    if (x_problem) return fail("bad-curl", *x_problem);
    return std::move(x_words);
  }

 private:
  bool at_end() const { return x_at == x_text.size(); }
  char peek() const { return at_end() ? '\n' : x_text[x_at]; }
  char next() { return x_text[x_at++]; }
  void refuse(std::string why) {
    if (!x_problem) x_problem = std::move(why);
  }
  void add(std::string_view text) {
    if (!x_word && x_ended) refuse("a second line begins without a backslash at the end of the first");
    if (!x_word) x_word.emplace();
    *x_word += text;
  }
  void add(char c) { add(std::string_view(&c, 1)); }
  void end_word() {
    if (x_word) x_words.push_back(*std::exchange(x_word, std::nullopt));
  }

  void take_unquoted(char c) {
    if (is_blank(c)) return end_word();
    if (c == '\n') {
      end_word();
      x_ended = !x_words.empty();
    } else if (c == '#' && !x_word) {
      x_at = std::min(x_text.find('\n', x_at), x_text.size());
    } else if (c == '\\') {
      take_escaped();
    } else if (c == '\'') {
      take_single();
    } else if (c == '"') {
      take_double();
    } else if (c == '$' && peek() == '\'') {
      ++x_at;
      take_ansi();
    } else if (c == '$' || c == '`' || (c == '~' && !x_word)) {
      take_unexpanded(c);
    } else if (std::string_view(";&|<>()").find(c) != std::string_view::npos) {
      refuse(fmt::format("'{}' outside of quotes ends the command or redirects it; one curl stands here", c));
    } else if (c == '^' && (peek() == '\n' || peek() == '"')) {
      refuse("'^' is cmd.exe's way to quote; copy the command for bash");
    } else {
      add(c);
    }
  }

  void take_escaped() {
    if (at_end()) return refuse("it ends in a backslash");
    const char c = next();
    if (c != '\n') add(c);
  }

  void take_single() {
    const auto end = x_text.find('\'', x_at);
    if (end == std::string_view::npos) return refuse("a ' is not closed");
    add(x_text.substr(x_at, end - x_at));
    x_at = end + 1;
  }

  void take_double() {
    add("");
    while (!at_end() && !x_problem) {
      const char c = next();
      if (c == '"') return;
      if (c == '\\' && std::string_view("$`\"\\\n").find(peek()) != std::string_view::npos && !at_end()) {
        if (const char escaped = next(); escaped != '\n') add(escaped);
      } else if (c == '$' || c == '`') {
        take_unexpanded(c);
      } else {
        add(c);
      }
    }
    refuse("a \" is not closed");
  }

  // A dollar that begins nothing is itself.
  void take_unexpanded(char c) {
    constexpr std::string_view kSpecial = "_{(@*#?-$!";
    const char after = peek();
    if (c == '$' && !is_ascii_alphanumeric(after) && (at_end() || kSpecial.find(after) == kSpecial.npos))
      return add(c);
    std::size_t end = x_at;
    while (end < x_text.size() && (is_ascii_alphanumeric(x_text[end]) || x_text[end] == '_')) ++end;
    refuse(fmt::format("'{}{}' is not expanded here; write ${{env:NAME}}, or quote it with '...'", c,
                       printable(x_text.substr(x_at, end - x_at), 60)));
  }

  void take_ansi() {
    add("");
    while (!at_end() && !x_problem) {
      const char c = next();
      if (c == '\'') return;
      if (c != '\\') {
        add(c);
      } else if (!at_end()) {
        take_ansi_escape(next());
      }
    }
    refuse("a $' is not closed");
  }

  void take_ansi_escape(char c) {
    static constexpr std::string_view kLetters = "abeEfnrtv\\'\"?", kMeant = "\a\b\x1b\x1b\f\n\r\t\v\\'\"?";
    if (const auto at = kLetters.find(c); at != std::string_view::npos) return add(kMeant[at]);
    if (c >= '0' && c <= '7') {
      --x_at;
      return take_byte({8, 3}, c);
    }
    if (c == 'x') return take_byte({16, 2}, c);
    if (c == 'u' || c == 'U') return take_character({16, c == 'u' ? 4U : 8U}, c);
    if (c == 'c') return refuse("'\\c' in $'...' is not understood");
    // As bash: the backslash stays.
    add('\\');
    add(c);
  }

  std::optional<unsigned long> number(const Digits& digits) {
    const auto begin = x_at;
    unsigned long value = 0;
    while (!at_end() && x_at - begin < digits.most) {
      const int digit = hex_value(peek());
      if (digit < 0 || digit >= digits.base) break;
      value = value * static_cast<unsigned long>(digits.base) + static_cast<unsigned long>(digit);
      ++x_at;
    }
    return x_at == begin ? std::nullopt : std::optional(value);
  }

  void take_byte(const Digits& digits, char letter) {
    const auto value = number(digits);
    // Bash ends the word's text at a zero byte.
    if (!value || (*value & 0xff) == 0)
      return refuse(fmt::format("'\\{}' in $'...' makes no character", letter));
    add(static_cast<char>(*value & 0xff));
  }

  void take_character(const Digits& digits, char letter) {
    const auto value = number(digits);
    const bool is_character =
        value && *value != 0 && *value <= 0x10ffff && (*value < 0xd800 || *value > 0xdfff);
    if (!is_character) return refuse(fmt::format("'\\{}' in $'...' makes no character", letter));
    add(utf8(*value));
  }

  std::string_view x_text;
  std::size_t x_at = 0;
  std::optional<std::string> x_word;  // the one under way; "" is a word too
  bool x_ended = false;               // at a line end
  std::vector<std::string> x_words;
  std::optional<std::string> x_problem;
};

}  // namespace

Result<std::vector<SecretText>> split_command_line(const SecretText& line) {
  std::string text;
  bool has_zero = false;
  line.for_each([&](std::string_view piece, bool is_secret) {
    has_zero = has_zero || (!is_secret && piece.find(kHole) != std::string_view::npos);
    text += is_secret ? std::string(1, kHole) : std::string(piece);
  });
  if (has_zero) return fail("bad-curl", "it holds a zero byte");
  const auto words = Splitter(text).go();
  if (!words) return std::unexpected(words.error());
  // A comment may have swallowed some: then they are in no word, and which ones cannot be told.
  const auto secrets = line.secrets();
  std::size_t used = 0;
  std::vector<SecretText> out;
  for (const auto& word : *words) {
    SecretText& to = out.emplace_back();
    for (std::size_t at = 0; at < word.size();) {
      const auto hole = std::min(word.find(kHole, at), word.size());
      if (hole > at) to.add_plain(word.substr(at, hole - at));
      if (hole < word.size()) to.add_secret(secrets.at(used++));
      at = hole + 1;
    }
  }
  if (used != secrets.size()) return fail("bad-curl", "a variable stands in a comment");
  return out;
}

}  // namespace rehearse::profile
