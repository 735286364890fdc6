#include "profile/reading.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/nearest.h"
#include "base/printable.h"
#include "profile/plain_scalar.h"
#include "profile/variables.h"

namespace rehearse::profile {
namespace {

constexpr std::size_t kLongestName = 64;

std::string dotted(const std::string& where, std::string_view key) {
  return where.empty() ? printable(key, 60) : fmt::format("{}.{}", where, printable(key, 60));
}

Value entry_value(const Value& map, const Node::Entry& entry) {
  return {entry.value, dotted(map.where, entry.key), entry.at};
}

// The node's own text, never what its variables yield: that may be a secret in the wrong place.
std::string found(const Node& node) {
  const bool has_variable = node.text.find("${") != std::string::npos;
  return has_variable ? fmt::format("what '{}' stands for", printable(node.text, 80)) : describe(node);
}

void wrong_type(Reading& reading, const Value& value, std::string_view expected) {
  const bool empty = value.node->kind == Node::Kind::null;
  complain(reading, value, empty ? "missing-value" : "wrong-type", expected);
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void refuse_crowd(Reading& reading, const Value& value, std::size_t count) {
  if (count <= kMostEntries) return;
  reading.problems.add(value.node->at, "too-large",
                       fmt::format("{}: {} entries; at most {} are read", value.where, count, kMostEntries));
}

// A scalar with something in it.
bool is_text(Reading& reading, const Value& value) {
  if (value.node->kind != Node::Kind::scalar) {
    wrong_type(reading, value, "a text");
    return false;
  }
  if (is_blank(value.node->text)) {
    complain(reading, value, "missing-value", "a text");
    return false;
  }
  return true;
}

}  // namespace

void complain(Reading& reading, const Value& value, std::string_view id, std::string_view expected) {
  const std::string_view where = value.where.empty() ? "profile" : std::string_view(value.where);
  reading.problems.add(value.node->at, id,
                       fmt::format("{}: expected {}, found {}", where, expected, found(*value.node)));
}

void complain_quietly(Reading& reading, const Value& value, std::string_view id, std::string_view expected) {
  reading.problems.add(value.node->at, id, fmt::format("{}: expected {}", value.where, expected));
}

KeyedMap::KeyedMap(Reading& reading, Value value, std::span<const std::string_view> known)
    : x_reading(reading), x_value(std::move(value)) {
  if (x_value.node->kind != Node::Kind::map) {
    wrong_type(reading, x_value, "a map");
    return;
  }
  for (const auto& entry : x_value.node->entries) {
    if (std::ranges::find(known, entry.key) != known.end()) continue;
    const std::string in = x_value.where.empty() ? std::string() : " in " + x_value.where;
    reading.problems.add(
        entry.at, "unknown-key",
        fmt::format("unknown key '{}'{}{}", printable(entry.key, 60), in, did_you_mean(entry.key, known)));
  }
}

std::optional<Value> KeyedMap::find(std::string_view key) const {
  for (const auto& entry : x_value.node->entries) {
    if (entry.key == key) return entry_value(x_value, entry);
  }
  return {};
}

std::optional<Value> KeyedMap::require(std::string_view key) const {
  auto found = find(key);
  if (!found && x_value.node->kind == Node::Kind::map)
    x_reading.problems.add(x_value.key_at, "missing-key", dotted(x_value.where, key) + " is missing");
  return found;
}

void KeyedMap::allow_one_of(std::span<const std::string_view> keys) const {
  std::string_view first;
  for (const auto& entry : x_value.node->entries) {
    if (std::ranges::find(keys, entry.key) == keys.end()) continue;
    if (first.empty()) {
      first = entry.key;
      continue;
    }
    x_reading.problems.add(entry.at, "conflicting-keys",
                           fmt::format("{}: '{}' cannot stand beside '{}'", x_value.where, entry.key, first));
  }
}

std::vector<std::pair<std::string, Value>> named_entries(Reading& reading, const Value& value) {
  if (value.node->kind != Node::Kind::map || value.node->entries.empty()) {
    const bool is_map = value.node->kind == Node::Kind::map;
    complain(reading, value, is_map || value.node->kind == Node::Kind::null ? "missing-value" : "wrong-type",
             is_map ? "at least one entry" : "a map");
    return {};
  }
  refuse_crowd(reading, value, value.node->entries.size());
  std::vector<std::pair<std::string, Value>> out;
  for (const auto& entry :
       std::span(value.node->entries).first(std::min(value.node->entries.size(), kMostEntries))) {
    if (!is_showable_name(entry.key)) {
      reading.problems.add(
          entry.at, "bad-name",
          fmt::format("{}: expected {}, found '{}'", value.where, name_rule(), printable(entry.key, 80)));
    }
    out.emplace_back(entry.key, entry_value(value, entry));
  }
  return out;
}

bool is_showable_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && std::ranges::all_of(name, [](char c) {
    return is_ascii_alphanumeric(c) || c == '.' || c == '_' || c == '-';
  });
}

std::string name_rule() {
  return fmt::format("a name (1 to {} letters, digits, '.', '_' and '-')", kLongestName);
}

std::vector<Value> one_or_more(Reading& reading, const Value& value) {
  if (value.node->kind != Node::Kind::list) return {value};
  if (value.node->items.empty())
    reading.problems.add(value.node->at, "missing-value", fmt::format("{}: an empty list", value.where));
  refuse_crowd(reading, value, value.node->items.size());
  std::vector<Value> out;
  for (const auto* item :
       std::span(value.node->items).first(std::min(value.node->items.size(), kMostEntries)))
    out.push_back({item, value.where, item->at});
  return out;
}

std::optional<Text> read_text(Reading& reading, const Value& value) {
  if (!is_text(reading, value)) return {};
  const auto pieces = expand(reading, value, value.node->text, StandIn::host_like);
  if (!pieces) return {};
  Text out;
  for (const auto& piece : *pieces) {
    out.text += piece.text;
    out.has_variable = out.has_variable || piece.from_variable;
    out.stand_in = out.stand_in || piece.stand_in;
  }
  if (!is_blank(out.text)) return out;
  complain(reading, value, "missing-value", "a text");
  return {};
}

std::optional<Text> read_word(Reading& reading, const Value& value, std::string_view expected) {
  if (value.node->kind == Node::Kind::scalar && value.node->plain != Plain::text) {
    complain(reading, value, "wrong-type", expected);
    return {};
  }
  return read_text(reading, value);
}

std::optional<SecretText> read_secret(Reading& reading, const Value& value) {
  if (!is_text(reading, value)) return {};
  const auto pieces = expand(reading, value, value.node->text, StandIn::as_written);
  if (!pieces) return {};
  return to_secret(*pieces);
}

std::optional<bool> read_boolean(Reading& reading, const Value& value) {
  const auto& node = *value.node;
  if (node.kind == Node::Kind::scalar && node.plain == Plain::boolean)
    return node.text.starts_with('t') || node.text.starts_with('T');
  wrong_type(reading, value, "true or false");
  return {};
}

std::optional<std::int64_t> read_whole_number(Reading& reading, const Value& value, std::int64_t stand_in) {
  const auto& node = *value.node;
  constexpr std::string_view kExpected = "a whole number";
  const bool is_number = node.kind == Node::Kind::scalar && node.plain == Plain::number;
  const bool is_variable = node.kind == Node::Kind::scalar && node.text.find("${") != std::string::npos;
  if (!is_number && !is_variable) {
    wrong_type(reading, value, kExpected);
    return {};
  }
  const auto text = read_text(reading, value);
  if (!text) return {};
  if (text->stand_in) return stand_in;
  if (const auto number = parse_whole_number(text->text)) return number;
  complain(reading, value, "wrong-type", kExpected);
  return {};
}

std::optional<std::size_t> read_choice(Reading& reading, const Value& value,
                                       std::span<const std::string_view> words) {
  const auto word = read_word(reading, value);
  if (!word) return {};
  if (word->stand_in) return 0;
  const auto same = std::ranges::find(words, word->text);
  if (same != words.end()) return static_cast<std::size_t>(same - words.begin());
  const std::string all = fmt::format("one of {}", fmt::join(words, ", "));
  const auto hint = word->has_variable ? std::string() : did_you_mean(word->text, words);
  const auto& node = *value.node;
  reading.problems.add(node.at, "unknown-value",
                       fmt::format("{}: expected {}, found {}{}", value.where, all, found(node), hint));
  return {};
}

bool holds_stand_in(const Reading& reading, std::string_view text) {
  return std::ranges::any_of(reading.stand_ins, [&](const std::string& stand_in) {
    return text.find(stand_in) != std::string_view::npos;
  });
}

std::string did_you_mean(std::string_view written, std::span<const std::string_view> known) {
  constexpr std::size_t kMostKnown = 64;
  if (written.size() > kLongestName || known.size() > kMostKnown) return {};
  auto near = nearest(written, known);
  if (near.empty()) {
    // "get" for "GET": three letters away, and yet the same word.
    const auto same = [&](std::string_view word) { return same_ignoring_case(word, written); };
    const auto found = std::ranges::find_if(known, same);
    if (found != known.end()) near = *found;
  }
  return near.empty() ? std::string() : fmt::format("; did you mean '{}'?", near);
}

}  // namespace rehearse::profile
