#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rehearse {

enum class Family : std::uint8_t { ipv4, ipv6 };

/// "ipv4" or "ipv6"
std::string_view to_id(Family family);

/// An IP address. An IPv4-mapped IPv6 address is the IPv4 address: it is the same machine, reached the same
/// way.
class Address {
 public:
  /// Takes "192.0.2.1", "2001:db8::1" and, as in URLs, "[2001:db8::1]". No zone ids. Errors: bad-address.
  static Result<Address> parse(std::string_view text);

  Family family() const { return x_family; }
  /// Canonical, without brackets.
  const std::string& text() const { return x_text; }
  /// As it stands in a URL or before a port: v6 in brackets.
  std::string bracketed() const;

  friend auto operator<=>(const Address&, const Address&) = default;

 private:
  Address(Family family, std::string text) : x_family(family), x_text(std::move(text)) {}
  Family x_family;
  std::string x_text;
};

/// 1..65535. Errors: bad-port.
Result<std::uint16_t> parse_port(std::string_view text);

/// A machine and a port of it.
struct Socket {
  Address address;
  std::uint16_t port;
};

/// "ADDR" or "ADDR:PORT", IPv6 before a port in brackets. Errors: bad-address, bad-port.
Result<Socket> parse_socket(std::string_view text, std::uint16_t default_port);

}  // namespace rehearse
