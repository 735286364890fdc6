#include "route/override.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hostname.h"

namespace rehearse::route {
namespace {

// What stands before the next colon, or all of it. A colon in brackets belongs to the address in them.
struct Field {
  std::string_view text;
  bool colon_follows = false;
};

Field take_field(std::string_view& rest) {
  std::size_t end = 0;
  if (rest.starts_with('[')) end = std::min(rest.find(']'), rest.size());
  end = std::min(rest.find(':', end), rest.size());
  const Field field{rest.substr(0, end), end < rest.size()};
  rest.remove_prefix(field.colon_follows ? end + 1 : end);
  return field;
}

Result<std::string> host_of(std::string_view text) {
  if (auto address = Address::parse(text)) return address->text();
  if (is_dns_name(text)) return normal_host(text);
  return fail("bad-override", fmt::format("'{}' is neither a host name nor an address", text));
}

// HOST1: whom the override speaks of. `any` is how this grammar spells every host.
Result<std::string> pattern_of(std::string_view text, std::string_view any) {
  if (text == any) return std::string();
  if (text == "*") return fail("bad-override", "'*' is no host here; leave the field empty to mean any host");
  if (text.empty()) return fail("bad-override", "the host is missing; write '*' to mean any host");
  if (text.starts_with("*.")) {
    if (!is_dns_name(text.substr(2))) {
      return fail("bad-override", fmt::format("'{}' is not '*.' and a host name", text));
    }
    return "*." + normal_host(text.substr(2));
  }
  return host_of(text);
}

Result<std::optional<std::uint16_t>> optional_port(std::string_view text) {
  if (text.empty()) return std::nullopt;
  auto port = parse_port(text);
  if (!port) return fail("bad-override", port.error().detail);
  return *port;
}

Error said_of(Error error, std::string_view written) {
  error.code = "bad-override";
  error.detail = fmt::format("{}: {}", written, error.detail);
  return error;
}

Result<Override> read_connect_to(std::string_view text) {
  std::string_view rest = text;
  const Field host = take_field(rest);
  const Field port = take_field(rest);
  if (!host.colon_follows || !port.colon_follows) {
    return fail("bad-override", "expected HOST1:PORT1:HOST2:PORT2, where every field may be empty");
  }
  const Field to_host = take_field(rest);
  Override out;
  out.grammar = Override::Grammar::connect_to;
  auto pattern = pattern_of(host.text, "");
  if (!pattern) return std::unexpected(std::move(pattern.error()));
  out.host = std::move(*pattern);
  auto from_port = optional_port(port.text);
  if (!from_port) return std::unexpected(std::move(from_port.error()));
  out.port = *from_port;
  if (!to_host.text.empty()) {
    auto to = host_of(to_host.text);
    if (!to) return std::unexpected(std::move(to.error()));
    out.to_host = std::move(*to);
    if (auto address = Address::parse(out.to_host)) out.to_addresses.push_back(*address);
  }
  auto to_port = optional_port(rest);
  if (!to_port) return std::unexpected(std::move(to_port.error()));
  out.to_port = *to_port;
  return out;
}

// curl takes [192.0.2.1] here as well, which no URL would.
Result<Address> address_of(std::string_view text) {
  if (text.size() > 2 && text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (text.starts_with('[')) return fail("bad-override", fmt::format("'{}' is not an IP address", text));
  return Address::parse(text);
}

Result<Override> read_resolve(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) {
    return fail("bad-override",
                fmt::format("a leading '{}' has no meaning here: nothing is cached", text[0]));
  }
  std::string_view rest = text;
  const Field host = take_field(rest);
  const Field port = take_field(rest);
  if (!host.colon_follows || !port.colon_follows) {
    return fail("bad-override", "expected HOST:PORT:ADDR[,ADDR]...");
  }
  Override out;
  out.grammar = Override::Grammar::resolve;
  auto pattern = pattern_of(host.text, "*");
  if (!pattern) return std::unexpected(std::move(pattern.error()));
  out.host = std::move(*pattern);
  auto from_port = parse_port(port.text);
  if (!from_port) return std::unexpected(std::move(from_port.error()));
  out.port = *from_port;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view one = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    if (one.empty()) continue;  // as curl: "a:443:,192.0.2.1" holds one address
    auto address = address_of(one);
    if (!address) return std::unexpected(std::move(address.error()));
    out.to_addresses.push_back(std::move(*address));
  }
  if (out.to_addresses.empty()) return fail("bad-override", "no address to go to");
  return out;
}

// How closely an override speaks of host:port. Nothing = it does not.
struct Closeness {
  std::size_t host = 0;
  bool port = false;
  auto operator<=>(const Closeness&) const = default;
};

std::optional<Closeness> closeness(const Override& override_, std::string_view host, std::uint16_t port) {
  constexpr std::size_t kExact = std::string_view::npos;
  if (override_.port && *override_.port != port) return std::nullopt;
  Closeness out{0, override_.port.has_value()};
  if (override_.host.empty()) return out;
  if (override_.host == host) {
    out.host = kExact;
    return out;
  }
  // No address ends in a name: a suffix never speaks of one.
  const std::string_view dot_suffix = std::string_view(override_.host).substr(1);
  const bool below =
      override_.host.starts_with("*.") && host.size() > dot_suffix.size() && host.ends_with(dot_suffix);
  if (!below) return std::nullopt;
  out.host = dot_suffix.size();
  return out;
}

bool changes_nothing(const Override& override_) {
  return override_.to_host.empty() && override_.to_addresses.empty() && !override_.to_port;
}

struct Closest {
  const Override* one = nullptr;
  Closeness how;
};

Closest closest(const std::vector<Override>& overrides, Override::Grammar grammar, std::string_view host,
                std::uint16_t port) {
  Closest best;
  for (const auto& candidate : overrides) {
    if (candidate.grammar != grammar || changes_nothing(candidate)) continue;
    const auto found = closeness(candidate, host, port);
    if (!found) continue;
    const bool last_of_equals_wins = grammar == Override::Grammar::resolve;
    if (best.one && (last_of_equals_wins ? *found < best.how : *found <= best.how)) continue;
    best = {&candidate, *found};
  }
  return best;
}

}  // namespace

Result<Override> parse_connect_to(std::string_view text) {
  const std::string written = fmt::format("--connect-to {}", text);
  auto out = read_connect_to(text);
  if (!out) return std::unexpected(said_of(std::move(out.error()), written));
  out->written = written;
  return out;
}

Result<Override> parse_resolve(std::string_view text) {
  const std::string written = fmt::format("--resolve {}", text);
  auto out = read_resolve(text);
  if (!out) return std::unexpected(said_of(std::move(out.error()), written));
  out->written = written;
  return out;
}

const Override* most_specific_resolve(const std::vector<Override>& overrides, std::string_view host,
                                      std::uint16_t port) {
  return closest(overrides, Override::Grammar::resolve, normal_host(host), port).one;
}

const Override* most_specific(const std::vector<Override>& overrides, std::string_view host,
                              std::uint16_t port) {
  const std::string name = normal_host(host);
  const Closest connect_to = closest(overrides, Override::Grammar::connect_to, name, port);
  const Closest resolve = closest(overrides, Override::Grammar::resolve, name, port);
  if (!connect_to.one || !resolve.one) return connect_to.one ? connect_to.one : resolve.one;
  return resolve.how > connect_to.how ? resolve.one : connect_to.one;
}

}  // namespace rehearse::route
