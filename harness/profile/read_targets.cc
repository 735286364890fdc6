// targets: where an endpoint is tried.

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/hostname.h"
#include "base/printable.h"
#include "profile/sections.h"
#include "profile/values.h"
#include "profile/variables.h"

namespace rehearse::profile {
namespace {

constexpr std::array<std::string_view, 9> kTarget = {"role",  "redirect",    "addresses", "samples",    "sni",
                                                     "prove", "credentials", "proxy",     "certificate"};
constexpr std::array<std::string_view, 2> kProve = {"header", "values"};
constexpr std::array<std::string_view, 3> kProxy = {"host", "port", "authorization"};
constexpr std::array<std::string_view, 3> kCertificate = {"path", "key", "password"};
// In the order of Role and of Credentials.
constexpr std::array<std::string_view, 3> kRoles = {"today", "next", "other"};
constexpr std::array<std::string_view, 2> kCredentials = {"send", "withheld"};
// In the order of Addresses.
constexpr std::array<std::string_view, 2> kAddresses = {"first", "all"};
constexpr std::array<std::string_view, 2> kSni = {"on", "off"};

Role default_role(std::string_view name) {
  if (name == "production") return Role::today;
  if (name == "staging") return Role::next;
  return Role::other;
}

Prove read_prove(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kProve);
  Prove out;
  if (const auto found = map.require("header"))
    out.header = read_parsed(reading, *found, header_name_parser()).value_or("");
  if (const auto found = map.find("values")) {
    for (const auto& item : one_or_more(reading, *found)) {
      if (auto text = read_text(reading, item)) out.values.push_back(std::move(text->text));
    }
  }
  return out;
}

std::optional<SecretText> read_authorization(Reading& reading, const Value& value) {
  auto secret = read_secret(reading, value);
  if (!secret) return {};
  const auto wire = secret->reveal();
  if (holds_stand_in(reading, wire)) return secret;
  if (is_header_value(wire) && wire.find(':') != std::string::npos) return secret;
  complain_quietly(reading, value, "bad-authorization", "user:password, in one line");
  return {};
}

Proxy read_proxy(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kProxy);
  Proxy out;
  if (const auto found = map.require("host")) {
    const auto word = read_word(reading, *found);
    if (word && (is_dns_name(word->text) || Address::parse(word->text))) {
      out.host = is_dns_name(word->text) ? normal_host(word->text) : Address::parse(word->text)->text();
    } else if (word) {
      complain(reading, *found, "bad-host", "a host name or an IP address");
    }
  }
  if (const auto found = map.require("port")) out.port = read_port(reading, *found).value_or(0);
  if (const auto found = map.find("authorization"))
    out.authorization = read_authorization(reading, *found).value_or(SecretText());
  return out;
}

ClientCertificate read_certificate(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kCertificate);
  ClientCertificate out;
  if (const auto found = map.require("path")) {
    if (auto path = read_word(reading, *found)) out.path = std::move(path->text);
  }
  if (const auto found = map.find("key")) {
    if (auto path = read_word(reading, *found)) out.key = std::move(path->text);
  }
  if (const auto found = map.find("password")) out.password = read_password(reading, *found);
  return out;
}

std::optional<std::size_t> read_samples(Reading& reading, const Value& value) {
  constexpr std::int64_t kMost = 100;
  const auto number = read_whole_number(reading, value);
  if (!number) return {};
  if (*number >= 1 && *number <= kMost) return static_cast<std::size_t>(*number);
  complain(reading, value, "bad-limit", fmt::format("a number of handshakes from 1 to {}", kMost));
  return {};
}

Target read_target(Reading& reading, const std::string& name, const Value& value) {
  Target out;
  out.name = name;
  out.role = default_role(name);
  out.credentials = out.role == Role::next ? Credentials::withheld : Credentials::send;
  // `staging:` alone says enough: the addresses may come from the command line.
  if (value.node->kind == Node::Kind::null) return out;
  const KeyedMap map(reading, value, kTarget);
  if (const auto found = map.find("role")) {
    if (const auto index = read_choice(reading, *found, kRoles)) out.role = static_cast<Role>(*index);
    out.credentials = out.role == Role::next ? Credentials::withheld : Credentials::send;
  }
  if (const auto found = map.find("credentials")) {
    if (const auto index = read_choice(reading, *found, kCredentials))
      out.credentials = static_cast<Credentials>(*index);
  }
  if (const auto found = map.find("redirect")) out.redirect = read_redirect(reading, *found);
  if (const auto found = map.find("addresses")) {
    if (const auto index = read_choice(reading, *found, kAddresses))
      out.which = static_cast<Addresses>(*index);
  }
  if (const auto found = map.find("samples")) out.samples = read_samples(reading, *found);
  if (const auto found = map.find("sni")) out.also_without_sni = read_choice(reading, *found, kSni) == 1;
  if (const auto found = map.find("prove")) out.prove = read_prove(reading, *found);
  if (const auto found = map.find("proxy")) out.proxy = read_proxy(reading, *found);
  if (const auto found = map.find("certificate")) out.certificate = read_certificate(reading, *found);
  return out;
}

}  // namespace

std::vector<Read<Target>> read_targets(Reading& reading, const Value& value) {
  std::vector<Read<Target>> out;
  for (const auto& [name, entry] : named_entries(reading, value))
    out.push_back({read_target(reading, name, entry), entry});
  const auto is_next = [](const Read<Target>& target) { return target.item.role == Role::next; };
  if (!out.empty() && std::ranges::none_of(out, is_next)) {
    reading.problems.add(
        value.key_at, "missing-key",
        "targets: none has the role next, so there is nothing to rehearse; 'staging' has it by "
        "default");
  }
  return out;
}

}  // namespace rehearse::profile
