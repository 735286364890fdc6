#pragma once

#include <cstddef>
#include <string_view>

#include "machine/host_keys.h"

namespace rehearse::machine {

/// Which key a value belongs to while a text is gone through: `host: x`, `host=x`, `<host>x</host>`,
/// `<entry name="host" value="x">`, and lists below a key. Positions are in `text`; the views in it too.
class Keys {
 public:
  struct Value {
    std::string_view key;  ///< whole: "xmlns:api"
    KeyKind kind = KeyKind::none;
    bool is_open = false, is_quoted = false, is_empty = true;  ///< whether one may still follow
  };

  explicit Keys(std::string_view text) : x_text(text) {}

  void begin_line(std::size_t at, std::size_t number);
  /// What is no letter: a sign, a quote, a bracket. Returns where to go on.
  std::size_t take_sign(std::size_t at);
  /// A word that may be the value of `name`, which says what the next `value` is of.
  void note_value(std::size_t from, std::size_t to);

  Value value;
  std::string_view last;  ///< the word before, on this line

 private:
  char before(std::size_t at) const { return at == 0 ? '\n' : x_text[at - 1]; }
  std::string_view piece(std::size_t from, std::size_t to) const { return x_text.substr(from, to - from); }
  void open_value(std::string_view key);
  std::string_view key_before(std::size_t at) const;

  std::string_view x_text;
  std::size_t x_line = 0, x_number = 1;  // where the line begins, and its number
  bool x_is_list = false;                // the value's key stands on an earlier line
  std::string_view x_tag;                // the element that is being opened
  std::string_view x_named;              // <entry name="HOST" value="...">, and the line
  std::size_t x_named_in = 0;
};

}  // namespace rehearse::machine
