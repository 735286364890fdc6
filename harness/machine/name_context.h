#pragma once

#include <cstddef>
#include <string_view>

namespace rehearse::machine {

/// What stands around a word of dots and letters: whether it is a host's whole name, or a piece of something
/// else. `line` is where its line begins. Positions are in `text`.
class NameContext {
 public:
  NameContext(std::string_view text, std::size_t line) : x_text(text), x_line(line) {}

  /// Where the word begins without what an escape before it leaves there: "\napi", "%2Fapi", "\u0022api".
  /// `sign` becomes the character that then stands before it.
  std::size_t behind_escape(std::size_t from, std::size_t end, char& sign) const;
  /// How many slashes stand before `at`, backslashes between them aside.
  std::size_t slashes_before(std::size_t at) const;
  bool is_mail_address(std::size_t from, std::size_t end, char sign) const;
  /// Whether it is the end of a name whose beginning is said elsewhere.
  bool is_end_only(std::size_t begin, char sign, std::string_view name) const;
  /// What of an unfinished name stands before its end, for people.
  std::size_t unfinished_from(std::size_t from) const;
  /// Whether the line before ends in this name's beginning: "host=ap\", "i.example.com".
  bool goes_on_from_line_before(std::size_t from) const;

 private:
  char at_or(std::size_t at, char other = '\n') const { return at < x_text.size() ? x_text[at] : other; }
  std::string_view piece(std::size_t from, std::size_t to) const { return x_text.substr(from, to - from); }

  std::string_view x_text;
  std::size_t x_line;
};

}  // namespace rehearse::machine
