#pragma once
// The generic half of the loader: typed values out of a tree, with everything that is wrong collected.
// It knows no section. A function that returns nothing has said why; the caller goes on with the rest.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "profile/document.h"
#include "profile/load.h"
#include "profile/problems.h"

namespace rehearse::profile {

/// What one load shares between its sections.
struct Reading {
  const LoadContext& context;
  const std::string& path;  ///< of the profile
  Problems problems{};
  std::vector<std::string> stand_ins{};
  std::size_t substituted_bytes = 0;  ///< what variables and files came to so far
};

/// A node, the words in which a message speaks of it, and the place of its key.
struct Value {
  const Node* node = nullptr;
  std::string where;  ///< "maintenance.from"
  Place key_at;
};

/// "{where}: expected {expected}, found {what stands there}", at the value.
void complain(Reading& reading, const Value& value, std::string_view id, std::string_view expected);
/// The same without what stands there: where people write secrets, messages do not repeat them.
void complain_quietly(Reading& reading, const Value& value, std::string_view id, std::string_view expected);

/// The entries of a map with known keys. Unknown keys and a value that is no map are reported on
/// construction.
class KeyedMap {
 public:
  KeyedMap(Reading& reading, Value value, std::span<const std::string_view> known);

  bool has(std::string_view key) const { return find(key).has_value(); }
  std::optional<Value> find(std::string_view key) const;
  /// Reports a missing key where the map's own key stands.
  std::optional<Value> require(std::string_view key) const;
  /// Reports every key of `keys` that is there after the first one: they exclude one another.
  void allow_one_of(std::span<const std::string_view> keys) const;
  const Value& value() const { return x_value; }

 private:
  Reading& x_reading;
  Value x_value;
};

/// The entries of a map whose keys are names of the user's own (targets, stores, ...).
/// Reports a value that is no map, an empty one, and names that reports could not show.
std::vector<std::pair<std::string, Value>> named_entries(Reading& reading, const Value& value);

/// Names go into reports, file names and JUnit ids; "soap/staging" must stay readable as two of them.
bool is_showable_name(std::string_view name);
/// What is_showable_name() asks for, in words.
std::string name_rule();

/// More entries than this in one map or list are reported, and the rest is not read: an alias multiplies
/// cheaply what others then have to work through.
constexpr std::size_t kMostEntries = 1000;

/// The items of a list, or the value itself where it is no list. Reports an empty list.
std::vector<Value> one_or_more(Reading& reading, const Value& value);

/// A text after its variables are replaced.
struct Text {
  std::string text;
  bool has_variable = false;
  bool stand_in = false;  ///< some variable was not set
};

/// Free text: any scalar, as it is written. Reports lists, maps, empty and blank values.
std::optional<Text> read_text(Reading& reading, const Value& value);

/// A text that names something. A number or truth value is reported: who means the text 443 quotes it.
std::optional<Text> read_word(Reading& reading, const Value& value,
                              std::string_view expected = "a text (in quotes)");

/// Free text in which what variables yield is secret.
std::optional<SecretText> read_secret(Reading& reading, const Value& value);

std::optional<bool> read_boolean(Reading& reading, const Value& value);

/// A whole number, or a variable that yields one.
std::optional<std::int64_t> read_whole_number(Reading& reading, const Value& value,
                                              std::int64_t stand_in = 1);

/// The place of the word in `words`; reports another word with the nearest known one.
std::optional<std::size_t> read_choice(Reading& reading, const Value& value,
                                       std::span<const std::string_view> words);

/// Whether `text` holds a stand-in of this load: then it is not held to the form of a real value.
bool holds_stand_in(const Reading& reading, std::string_view text);

/// "; did you mean 'names'?" or nothing.
std::string did_you_mean(std::string_view written, std::span<const std::string_view> known);

/// How a word becomes a T, and what a message says when it does not.
template <class T>
struct Parser {
  Result<T> (*parse)(std::string_view) = nullptr;
  std::string_view id;
  std::string_view expected;  ///< "an IP address"
  T stand_in;                 ///< what an unset variable is under Unset::stand_in
};

template <class T>
std::optional<T> read_parsed(Reading& reading, const Value& value, const Parser<T>& parser) {
  const auto word = read_word(reading, value, parser.expected);
  if (!word) return {};
  if (word->stand_in) return parser.stand_in;
  if (auto parsed = parser.parse(word->text); parsed) return std::move(*parsed);
  complain(reading, value, parser.id, parser.expected);
  return {};
}

template <class T>
std::vector<T> read_all_parsed(Reading& reading, const Value& value, const Parser<T>& parser) {
  std::vector<T> out;
  for (const auto& item : one_or_more(reading, value)) {
    if (auto parsed = read_parsed(reading, item, parser)) out.push_back(std::move(*parsed));
  }
  return out;
}

}  // namespace rehearse::profile
