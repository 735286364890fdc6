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

constexpr std::array<std::string_view, 6> kTarget = {"role",        "redirect", "prove",
                                                     "credentials", "proxy",    "certificate"};
constexpr std::array<std::string_view, 5> kRedirect = {"address", "port", "hosts", "host", "connect_to"};
constexpr std::array<std::string_view, 2> kProve = {"header", "values"};
constexpr std::array<std::string_view, 3> kProxy = {"host", "port", "authorization"};
constexpr std::array<std::string_view, 3> kCertificate = {"path", "key", "password"};
// In the order of Role and of Credentials.
constexpr std::array<std::string_view, 3> kRoles = {"today", "next", "other"};
constexpr std::array<std::string_view, 2> kCredentials = {"send", "withheld"};

Role default_role(std::string_view name) {
  if (name == "production") return Role::today;
  if (name == "staging") return Role::next;
  return Role::other;
}

// `hosts:` is the text of a hosts file where it is one `${file:...}` or has several lines (a block of YAML);
// everything else is a path.
void read_hosts(Reading& reading, const Value& value, Redirect& out) {
  const auto pieces = split_variables(value.node->text);
  const bool is_file_text = pieces && pieces->size() == 1 && pieces->front().kind == Piece::Kind::file;
  const auto text = read_word(reading, value);
  if (!text) return;
  if (is_file_text || value.node->text.find('\n') != std::string::npos) {
    out.hosts = text->stand_in ? std::string() : text->text;
    out.hosts_name = is_file_text ? pieces->front().text : value.where;
    return;
  }
  if (text->stand_in) return;
  if (text->text.find_first_of(std::string_view("\n\r\0", 3)) != std::string::npos) {
    complain(reading, value, "unreadable-file", "the path of a hosts file");
  } else if (auto content = read_named_file(reading, value, text->text)) {
    out.hosts = content->stand_in ? std::string() : content->text;
    out.hosts_name = text->text;
  }
}

// `host:` is one name for every endpoint, or a map of the names replaced.
void read_host(Reading& reading, const Value& value, Redirect& out) {
  if (value.node->kind != Node::Kind::map) {
    if (auto host = read_parsed(reading, value, host_parser())) out.host.emplace("*", std::move(*host));
    return;
  }
  if (value.node->entries.empty()) complain(reading, value, "missing-value", "at least one host");
  for (const auto& entry : value.node->entries) {
    const Value item{entry.value, fmt::format("{}.{}", value.where, printable(entry.key, 80)), entry.at};
    auto host = read_parsed(reading, item, host_parser());
    if (!is_dns_name(entry.key)) {
      reading.problems.add(entry.at, "bad-host",
                           fmt::format("{}: '{}' is not a host name", value.where, printable(entry.key, 80)));
    } else if (host && !out.host.emplace(normal_host(entry.key), std::move(*host)).second) {
      reading.problems.add(entry.at, "duplicate-name",
                           fmt::format("{}: '{}' is replaced twice", value.where, printable(entry.key, 80)));
    }
  }
}

Redirect read_redirect(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kRedirect);
  // `port` may stand beside `address`; every other two exclude one another.
  static constexpr std::array<std::string_view, 4> kWays = {"address", "hosts", "host", "connect_to"};
  static constexpr std::array<std::string_view, 4> kWaysBesidePort = {"port", "hosts", "host", "connect_to"};
  map.allow_one_of(kWays);
  map.allow_one_of(kWaysBesidePort);
  Redirect out;
  if (const auto found = map.find("address"))
    out.addresses = read_all_parsed(reading, *found, address_parser());
  if (const auto found = map.find("port")) out.port = read_port(reading, *found);
  if (const auto found = map.find("hosts")) read_hosts(reading, *found, out);
  if (const auto found = map.find("host")) read_host(reading, *found, out);
  if (const auto found = map.find("connect_to"))
    out.connect_to = read_all_parsed(reading, *found, connect_to_parser());
  return out;
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
