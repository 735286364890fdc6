// What an answer should look like, what is taken out of it, and the names that calls use for either.

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/printable.h"
#include "profile/sections.h"
#include "profile/values.h"

namespace rehearse::profile {
namespace {

constexpr std::array<std::string_view, 9> kExpect = {"status",  "header", "contains", "matches", "json",
                                                     "pointer", "xpath",  "fault",    "duration"};
// In the order of Query::Kind.
constexpr std::array<std::string_view, 5> kQueries = {"json", "pointer", "xpath", "header", "matches"};
constexpr std::array<std::string_view, 6> kCapture = {"json",   "pointer", "xpath",
                                                      "header", "matches", "secret"};

// Compared with what comes back, so it is plain text; what its variables yielded is no less secret for that.
std::string taken(const SecretText& text, CallExpect& out) {
  for (auto& secret : text.secrets()) out.secrets.push_back(std::move(secret));
  return text.reveal();
}

std::vector<int> read_statuses(Reading& reading, const Value& value) {
  std::vector<int> out;
  for (const auto& item : one_or_more(reading, value)) {
    const auto number = read_whole_number(reading, item, 200);
    if (number && (*number < 100 || *number > 599)) {
      complain(reading, item, "bad-status", "an HTTP status from 100 to 599");
    } else if (number) {
      out.push_back(static_cast<int>(*number));
    }
  }
  return out;
}

std::vector<std::string> read_taken(Reading& reading, const Value& value, CallExpect& out) {
  std::vector<std::string> texts;
  for (const auto& item : one_or_more(reading, value)) {
    if (const auto text = read_secret(reading, item)) texts.push_back(taken(*text, out));
  }
  return texts;
}

// The entries of a map whose keys are the user's, and not names that reports show.
std::vector<Value> free_entries(Reading& reading, const Value& value, std::string_view expected) {
  std::vector<Value> out;
  if (value.node->kind != Node::Kind::map || value.node->entries.empty()) {
    complain(reading, value, value.node->kind == Node::Kind::null ? "missing-value" : "wrong-type", expected);
    return out;
  }
  for (const auto& entry : value.node->entries)
    out.push_back({entry.value, value.where + "." + printable(entry.key, 60), entry.at});
  return out;
}

std::vector<HeaderExpect> read_header_expects(Reading& reading, const Value& value, CallExpect& out) {
  std::vector<HeaderExpect> headers;
  const auto values = free_entries(reading, value, "a map of header names and what their values hold");
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto& name = value.node->entries[i].key;
    if (!header_name_parser().parse(name)) {
      reading.problems.add(values[i].key_at, "bad-header",
                           fmt::format("{}: is not the name of an HTTP header", values[i].where));
      continue;
    }
    const bool is_bare = values[i].node->kind == Node::Kind::null;
    const auto text = is_bare ? std::optional<SecretText>(std::in_place) : read_secret(reading, values[i]);
    if (text) headers.push_back({name, taken(*text, out)});
  }
  return headers;
}

// A number or truth value as YAML has it, and a text for all that stands in quotes.
std::vector<PointerExpect> read_pointers(Reading& reading, const Value& value, CallExpect& out) {
  std::vector<PointerExpect> pointers;
  const auto values = free_entries(reading, value, "a map of JSON Pointers and what stands there");
  for (std::size_t i = 0; i < values.size(); ++i) {
    PointerExpect one{.pointer = value.node->entries[i].key, .value = {}};
    const auto& node = *values[i].node;
    if (node.kind == Node::Kind::null) {
      one.value = "null";
    } else if (node.kind == Node::Kind::scalar && node.plain == Plain::boolean) {
      one.value = read_boolean(reading, values[i]).value_or(false) ? "true" : "false";
    } else if (const auto text = read_secret(reading, values[i])) {
      one.value = taken(*text, out);
      one.is_text = node.plain != Plain::number;
    }
    pointers.push_back(std::move(one));
  }
  return pointers;
}

Capture read_capture(Reading& reading, const std::string& name, const Value& value) {
  const KeyedMap map(reading, value, kCapture);
  Capture out{.name = name, .query = {}};
  map.allow_one_of(kQueries);
  bool has_query = false;
  for (std::size_t i = 0; i < kQueries.size(); ++i) {
    const auto found = map.find(kQueries[i]);
    if (!found || has_query) continue;
    has_query = true;
    out.query.kind = static_cast<Query::Kind>(i);
    if (auto text = read_text(reading, *found)) out.query.text = std::move(text->text);
  }
  if (const auto found = map.find("secret")) out.secret = read_boolean(reading, *found).value_or(true);
  if (!has_query && value.node->kind == Node::Kind::map)
    reading.problems.add(value.key_at, "missing-key",
                         fmt::format("{}: one of {} is missing", value.where, fmt::join(kQueries, ", ")));
  return out;
}

bool check_place_name(Reading& reading, const std::string& name, const Value& value) {
  if (is_place_name(name)) return true;
  reading.problems.add(
      value.key_at, "bad-name",
      fmt::format("{}: a name to stand in {{{{...}}}} begins with a letter or _ and goes on with "
                  "letters, digits, _ and -",
                  value.where));
  return false;
}

}  // namespace

CallExpect read_call_expect(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kExpect);
  CallExpect out;
  if (const auto found = map.find("status")) out.status = read_statuses(reading, *found);
  if (const auto found = map.find("header")) out.headers = read_header_expects(reading, *found, out);
  if (const auto found = map.find("contains")) out.contains = read_taken(reading, *found, out);
  if (const auto found = map.find("matches")) out.matches = read_taken(reading, *found, out);
  if (const auto found = map.find("json")) out.json = read_taken(reading, *found, out);
  if (const auto found = map.find("pointer")) out.pointers = read_pointers(reading, *found, out);
  if (const auto found = map.find("xpath")) out.xpath = read_taken(reading, *found, out);
  if (const auto found = map.find("fault")) {
    if (const auto text = read_secret(reading, *found)) out.fault = taken(*text, out);
  }
  if (const auto found = map.find("duration")) out.duration = read_parsed(reading, *found, duration_parser());
  if (value.node->kind == Node::Kind::map && value.node->entries.empty())
    complain(reading, value, "missing-value", fmt::format("at least one of {}", fmt::join(kExpect, ", ")));
  return out;
}

std::vector<Capture> read_captures(Reading& reading, const Value& value) {
  std::vector<Capture> out;
  for (const auto& [name, entry] : named_entries(reading, value)) {
    if (check_place_name(reading, name, entry)) out.push_back(read_capture(reading, name, entry));
  }
  return out;
}

Values read_variables(Reading& reading, const Value& value) {
  Values out;
  for (const auto& [name, entry] : named_entries(reading, value)) {
    if (!check_place_name(reading, name, entry)) continue;
    if (auto text = read_secret(reading, entry)) out.emplace(name, std::move(*text));
  }
  return out;
}

std::map<std::string, std::string> read_namespaces(Reading& reading, const Value& value) {
  std::map<std::string, std::string> out;
  for (const auto& [prefix, entry] : named_entries(reading, value)) {
    if (!check_place_name(reading, prefix, entry)) continue;
    if (auto uri = read_text(reading, entry)) out.emplace(prefix, std::move(uri->text));
  }
  return out;
}

}  // namespace rehearse::profile
