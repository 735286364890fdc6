#include "base/address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace rehearse {

std::string_view to_id(Family family) {
  return family == Family::ipv4 ? "ipv4" : "ipv6";
}

namespace {

// The front of "::ffff:192.0.2.1". Source: RFC 4291 section 2.5.5.2.
constexpr std::array<unsigned char, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

Result<Address> Address::parse(std::string_view text) {
  std::string plain(text);
  const bool in_brackets = plain.size() > 2 && plain.front() == '[' && plain.back() == ']';
  if (in_brackets) plain = plain.substr(1, plain.size() - 2);
  std::array<unsigned char, 16> bytes{};
  std::array<char, INET6_ADDRSTRLEN> canonical{};
  for (const auto& [family, number] : {std::pair{Family::ipv4, AF_INET}, std::pair{Family::ipv6, AF_INET6}}) {
    if (in_brackets && family == Family::ipv4) continue;
    if (plain.find('\0') != std::string::npos || inet_pton(number, plain.c_str(), bytes.data()) != 1)
      continue;
    if (family == Family::ipv6 && std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) {
      inet_ntop(AF_INET, bytes.data() + kMapped.size(), canonical.data(), canonical.size());
      return Address(Family::ipv4, canonical.data());
    }
    inet_ntop(number, bytes.data(), canonical.data(), canonical.size());
    return Address(family, canonical.data());
  }
  return fail("bad-address", fmt::format("'{}' is not an IP address", text));
}

std::string Address::bracketed() const {
  return x_family == Family::ipv6 ? "[" + x_text + "]" : x_text;
}

Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0) {
    return fail("bad-port", fmt::format("'{}' is not a port: 1 to 65535", text));
  }
  return port;
}

Result<Socket> parse_socket(std::string_view text, std::uint16_t default_port) {
  if (auto address = Address::parse(text)) return Socket{*std::move(address), default_port};
  const auto colon = text.rfind(':');
  auto address = Address::parse(text.substr(0, colon));
  if (!address) return std::unexpected(std::move(address.error()));
  auto port = parse_port(colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1));
  if (!port) return std::unexpected(std::move(port.error()));
  return Socket{*std::move(address), *port};
}

}  // namespace rehearse
