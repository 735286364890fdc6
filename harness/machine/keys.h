#pragma once

#include <cstddef>
#include <string_view>

#include "machine/host_keys.h"

namespace rehearse::machine {

/// Which key a value belongs to while a text is gone through: `host: x`, `host=x`, `<host>x</host>`,
/// `<entry name="host" value="x">`, `--host x`, `ENV API_HOST x`, `setHost("x")`, and lists below a key.
/// Positions are in `text`; the views in it too.
class Keys {
 public:
  struct Value {
    std::string_view key;  ///< whole: "xmlns:api"
    KeyKind kind = KeyKind::none;
    bool is_open = false, is_quoted = false, is_empty = true;  ///< whether one may still follow
    bool needs_quote = false;   ///< of a call: what stands there without quotes is a variable
    bool needs_port = false;    ///< a word stood before it, `server s1 x:443`: without a port it is prose
    bool may_be_named = false;  ///< such a word may follow
    bool is_key_open = false;   ///< the next quote ends the key, and begins no value
  };

  explicit Keys(std::string_view text) : x_text(text) {}

  void begin_line(std::size_t at, std::size_t number);
  /// What is no letter: a sign, a quote, a bracket. Returns where to go on.
  std::size_t take_sign(std::size_t at);
  /// A word that may be the value of `name`, which says what the next `value` is of.
  void note_value(std::size_t from, std::size_t to);
  /// Goes past a word, which may be a key or end the value. `is_host` = it was taken for one.
  void pass_word(std::size_t from, std::size_t to, bool is_host);
  /// Goes past a URL.
  void pass_url();
  /// Whether the line ends at `at` in a backslash: the word before goes on in the next one.
  bool goes_on_next_line(std::size_t at) const;

  Value value;
  std::string_view last;  ///< the word before, on this line

 private:
  char at_or(std::size_t at, char other = '\n') const { return at < x_text.size() ? x_text[at] : other; }
  char before(std::size_t at) const { return at == 0 ? '\n' : x_text[at - 1]; }
  std::string_view piece(std::size_t from, std::size_t to) const { return x_text.substr(from, to - from); }
  bool goes_on_behind(std::size_t line_end) const;
  void open_value(std::string_view key);
  void open_by_sign(std::size_t at);
  void open_call(std::string_view name);
  void open_by_word(std::size_t from, std::size_t to);
  void end_by(std::string_view word, std::size_t to);
  std::size_t open_tag(std::size_t at);
  std::size_t close_tag(std::size_t at);
  char sign_before(std::size_t at) const;
  std::string_view key_before(std::size_t at) const;

  std::string_view x_text;
  std::size_t x_line = 0, x_number = 1;  // where the line begins, and its number
  bool x_is_list = false;                // the value's key stands on an earlier line
  bool x_expects_key = false;            // `ENV` or `define(` was the word before
  std::string_view x_declared;           // the word before a type: `apiHost string = "x"`
  std::string_view x_tag;                // the element that is being opened
  std::string_view x_named;              // <entry name="HOST" value="...">, and the line
  std::size_t x_named_in = 0;
};

}  // namespace rehearse::machine
