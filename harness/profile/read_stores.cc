// stores and limits.

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/printable.h"
#include "profile/sections.h"
#include "profile/values.h"

namespace rehearse::profile {
namespace {

constexpr std::array<std::string_view, 9> kStore = {"path",           "system",   "java",   "certifi", "node",
                                                    "extra_ca_certs", "password", "client", "owner"};
constexpr std::array<std::string_view, 5> kSources = {"path", "system", "java", "certifi", "node"};
constexpr std::array<std::string_view, 1> kCompare = {"ignore"};
constexpr std::array<std::string_view, 6> kLimits = {"connect", "handshake", "total",
                                                     "body",    "headers",   "chain"};

std::string read_client(Reading& reading, const Value& value) {
  const auto word = read_word(reading, value);
  if (!word) return {};
  const auto& known = reading.context.clients;
  if (word->stand_in || std::ranges::find(known, word->text) != known.end()) return word->text;
  const auto hint = word->has_variable ? std::string() : did_you_mean(word->text, known);
  reading.problems.add(value.node->at, "unknown-client",
                       fmt::format("{}: there is no client '{}'{}; known are {}", value.where,
                                   printable(value.node->text, 60), hint, fmt::join(known, ", ")));
  return {};
}

// True for this machine's own, or a path: empty for the first.
std::string read_place(Reading& reading, const Value& value) {
  if (value.node->kind == Node::Kind::scalar && value.node->plain == Plain::boolean) {
    if (read_boolean(reading, value) == false)
      complain(reading, value, "unknown-value", "true, or a path (or leave the key out)");
    return {};
  }
  auto path = read_word(reading, value, "true, or a path");
  return path ? std::move(path->text) : std::string();
}

void read_source(Reading& reading, const KeyedMap& map, Store& out) {
  using Kind = Store::Kind;
  if (const auto found = map.find("path")) {
    if (auto path = read_word(reading, *found)) out.path = std::move(path->text);
  }
  if (const auto found = map.find("system")) {
    out.kind = Kind::system;
    const auto said = read_boolean(reading, *found);
    if (said && !*said) complain(reading, *found, "unknown-value", "true (or no 'system' at all)");
  }
  for (const auto kind : {Kind::java, Kind::certifi, Kind::node}) {
    const auto found = map.find(to_id(kind));
    if (!found) continue;
    out.kind = kind;
    out.path = read_place(reading, *found);
  }
}

// A password, or false where the application gives none.
void read_store_password(Reading& reading, const Value& value, Store& out) {
  if (value.node->kind == Node::Kind::scalar && value.node->plain == Plain::boolean) {
    const auto said = read_boolean(reading, value);
    if (said && *said)
      complain(reading, value, "unknown-value", "false (the application gives none), a text, a command");
    out.no_password = true;
    return;
  }
  auto password = read_password(reading, value);
  out.password = std::move(password.text);
  out.password_command = std::move(password.command);
}

Store read_store(Reading& reading, const std::string& name, const Value& value) {
  const KeyedMap map(reading, value, kStore);
  Store out;
  out.name = name;
  map.allow_one_of(kSources);
  read_source(reading, map, out);
  const auto only_for = [&](const Value& key, std::string_view what) {
    reading.problems.add(key.key_at, "conflicting-keys",
                         fmt::format("{}: stands beside {} only", key.where, what));
  };
  if (const auto found = map.find("extra_ca_certs")) {
    if (auto path = read_word(reading, *found)) out.extra_ca_certs = std::move(path->text);
    if (out.kind != Store::Kind::node) only_for(*found, "'node'");
  }
  if (const auto found = map.find("password")) {
    read_store_password(reading, *found, out);
    if (out.kind != Store::Kind::path && out.kind != Store::Kind::java) only_for(*found, "'path' and 'java'");
  }
  if (const auto found = map.find("client")) out.client = read_client(reading, *found);
  if (const auto found = map.find("owner")) {
    if (auto owner = read_word(reading, *found)) out.owner = std::move(owner->text);
  }
  const bool has_source = std::ranges::any_of(kSources, [&](auto key) { return map.has(key); });
  if (value.node->kind == Node::Kind::map && !has_source)
    reading.problems.add(value.key_at, "missing-key",
                         fmt::format("{}: one of {} is missing", value.where, fmt::join(kSources, ", ")));
  return out;
}

// A size may be a bare number of bytes.
void read_size(Reading& reading, const KeyedMap& map, std::string_view key, std::size_t& out) {
  const auto value = map.find(key);
  if (!value) return;
  const auto parser = size_parser();
  const bool is_number = value->node->kind == Node::Kind::scalar && value->node->plain == Plain::number;
  if (!is_number) {
    out = read_parsed(reading, *value, parser).value_or(out);
    return;
  }
  const auto bytes = read_whole_number(reading, *value);
  if (!bytes) return;
  if (*bytes >= 1 && static_cast<std::uint64_t>(*bytes) <= kMaxSizeBytes) {
    out = static_cast<std::size_t>(*bytes);
  } else {
    complain(reading, *value, parser.id, parser.expected);
  }
}

void read_duration(Reading& reading, const KeyedMap& map, std::string_view key,
                   std::chrono::milliseconds& out) {
  if (const auto value = map.find(key)) out = read_parsed(reading, *value, duration_parser()).value_or(out);
}

}  // namespace

std::vector<Store> read_stores(Reading& reading, const Value& value) {
  std::vector<Store> out;
  for (const auto& [name, entry] : named_entries(reading, value))
    out.push_back(read_store(reading, name, entry));
  return out;
}

Compare read_compare(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kCompare);
  Compare out;
  if (const auto found = map.find("ignore")) {
    for (const auto& item : one_or_more(reading, *found)) {
      if (auto text = read_text(reading, item)) out.ignore.push_back(std::move(text->text));
    }
  }
  return out;
}

std::string read_resolver(Reading& reading, const Value& value) {
  return read_parsed(reading, value, resolver_parser()).value_or("");
}

Limits read_limits(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kLimits);
  Limits out;
  read_duration(reading, map, "connect", out.connect);
  read_duration(reading, map, "handshake", out.handshake);
  read_duration(reading, map, "total", out.total);
  read_size(reading, map, "body", out.body_bytes);
  read_size(reading, map, "headers", out.header_bytes);
  read_size(reading, map, "chain", out.chain_bytes);
  return out;
}

}  // namespace rehearse::profile
