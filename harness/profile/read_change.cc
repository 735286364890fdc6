// rehearsal, maintenance, change, expect: what the notice says.

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/printable.h"
#include "base/zone.h"
#include "profile/sections.h"
#include "profile/values.h"

namespace rehearse::profile {
namespace {

constexpr std::array<std::string_view, 1> kRehearsal = {"title"};
constexpr std::array<std::string_view, 3> kMaintenance = {"from", "to", "zone"};
constexpr std::array<std::string_view, 3> kChange = {"names", "except", "replaces"};
constexpr std::array<std::string_view, 3> kReplaces = {"issuer", "fingerprint", "spki"};
constexpr std::array<std::string_view, 6> kExpect = {"issuer", "anchor", "fingerprint",
                                                     "spki",   "pins",   "intermediates"};
constexpr std::array<std::string_view, 3> kAuthority = {"name", "key_id", "fingerprint"};
constexpr std::string_view kLocalTime = "a local time like 2018-12-12 01:00";
// In the order of Intermediates.
constexpr std::array<std::string_view, 3> kIntermediates = {"any", "sent", "omitted"};

// The zone, if it is one. The message says which one PT was probably meant to be.
std::optional<std::string> read_zone(Reading& reading, const Value& value) {
  const auto word = read_word(reading, value);
  if (!word) return {};
  if (word->stand_in) return "Etc/UTC";
  const auto known = check_zone(word->text);
  if (known) return word->text;
  if (word->has_variable) {
    complain(reading, value, "unknown-zone", "an IANA zone name such as America/Los_Angeles");
  } else {
    reading.problems.add(value.node->at, "unknown-zone",
                         fmt::format("{}: {}", value.where, printable(known.error().detail, 300)));
  }
  return {};
}

std::optional<Instant> read_instant(Reading& reading, const Value& value, const std::string& zone) {
  const auto word = read_word(reading, value, kLocalTime);
  if (!word || word->stand_in)
    return {};  // a profile without a date is judged as of now: better than a made-up one
  auto instant = to_instant(word->text, zone);
  if (instant) return *instant;
  const auto& error = instant.error();
  if (error.code == "bad-time" || word->has_variable) {
    complain(reading, value, "bad-time", kLocalTime);
  } else {
    reading.problems.add(value.node->at, error.code,
                         fmt::format("{}: {}", value.where, printable(error.detail, 300)));
  }
  return {};
}

std::optional<Authority> read_authority(Reading& reading, const Value& value) {
  if (value.node->kind != Node::Kind::map) {
    auto name = read_distinguished_name(reading, value);
    if (!name) return {};
    return Authority{std::move(*name), {}, {}};
  }
  const KeyedMap map(reading, value, kAuthority);
  Authority out;
  const auto name = map.require("name");
  if (name) out.name = read_distinguished_name(reading, *name).value_or(DistinguishedName{});
  if (const auto found = map.find("key_id"))
    out.key_id = read_parsed(reading, *found, key_id_parser()).value_or("");
  if (const auto found = map.find("fingerprint"))
    out.fingerprint = read_parsed(reading, *found, sha256_parser());
  return out;
}

Replaced read_replaces(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kReplaces);
  Replaced out;
  if (const auto found = map.find("issuer")) out.issuer = read_distinguished_name(reading, *found);
  if (const auto found = map.find("fingerprint"))
    out.fingerprints = read_all_parsed(reading, *found, sha256_parser());
  if (const auto found = map.find("spki")) out.spkis = read_all_parsed(reading, *found, sha256_parser());
  if (value.node->kind == Node::Kind::map && value.node->entries.empty())
    complain(reading, value, "missing-value", "at least one of issuer, fingerprint, spki");
  return out;
}

}  // namespace

std::string read_rehearsal(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kRehearsal);
  const auto title = map.require("title");
  if (!title) return {};
  const auto text = read_text(reading, *title);
  return text ? text->text : std::string();
}

std::optional<Maintenance> read_maintenance(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kMaintenance);
  const auto from = map.require("from");
  const auto to = map.require("to");
  const auto zone_value = map.require("zone");
  const auto zone = zone_value ? read_zone(reading, *zone_value) : std::nullopt;
  // Without a zone the dates are still looked at: all problems in one go.
  const std::string used_zone = zone.value_or("Etc/UTC");
  const auto start = from ? read_instant(reading, *from, used_zone) : std::nullopt;
  const auto end = to ? read_instant(reading, *to, used_zone) : std::nullopt;
  if (!start || !end || !zone) return {};
  if (*end > *start) return Maintenance{*start, *end, *zone};
  complain(reading, *to, "window-order", "a time after maintenance.from");
  return {};
}

Change read_change(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kChange);
  Change out;
  if (const auto found = map.find("names"))
    out.names = read_all_parsed(reading, *found, name_pattern_parser());
  if (const auto found = map.find("except"))
    out.except = read_all_parsed(reading, *found, name_pattern_parser());
  if (const auto found = map.find("replaces")) out.replaces = read_replaces(reading, *found);
  return out;
}

Expect read_expect(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kExpect);
  Expect out;
  if (const auto found = map.find("issuer")) out.issuer = read_authority(reading, *found);
  if (const auto found = map.find("anchor")) out.anchor = read_authority(reading, *found);
  if (const auto found = map.find("fingerprint"))
    out.fingerprints = read_all_parsed(reading, *found, sha256_parser());
  if (const auto found = map.find("spki")) out.spkis = read_all_parsed(reading, *found, sha256_parser());
  if (const auto found = map.find("pins")) out.pins = read_all_parsed(reading, *found, sha256_parser());
  if (const auto found = map.find("intermediates")) {
    if (const auto index = read_choice(reading, *found, kIntermediates))
      out.intermediates = static_cast<Intermediates>(*index);
  }
  const bool recognisable =
      map.has("issuer") || map.has("anchor") || map.has("fingerprint") || map.has("spki");
  if (value.node->kind == Node::Kind::map && !recognisable) {
    reading.problems.add(
        value.key_at, "missing-key",
        "expect: at least one of issuer, anchor, fingerprint, spki is needed to recognise the "
        "new certificate");
  }
  return out;
}

}  // namespace rehearse::profile
