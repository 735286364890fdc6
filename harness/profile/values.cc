#include "profile/values.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/hostname.h"
#include "profile/plain_scalar.h"

namespace rehearse::profile {
namespace {

std::unexpected<Error> no(std::string_view id) {
  return fail(id, std::string());  // the Parser has the words
}

Result<std::string> parse_host(std::string_view text) {
  if (!is_dns_name(text)) return no("bad-host");
  return normal_host(text);
}

Result<std::string> parse_resolver(std::string_view text) {
  constexpr std::uint16_t kDnsPort = 53;
  if (auto server = parse_socket(text, kDnsPort); !server) return std::unexpected(std::move(server.error()));
  return std::string(text);
}

Result<std::string> parse_name_pattern(std::string_view text) {
  if (!is_name_pattern(text)) return no("bad-pattern");
  return normal_host(text);
}

Result<std::string> parse_key_id(std::string_view text) {
  constexpr std::size_t kMostDigits = 128;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = ascii_lower(text[i]);
    const bool between_bytes = i > 0 && i + 1 < text.size() && text[i - 1] != ':' && out.size() % 2 == 0;
    if (c == ':' && between_bytes) continue;
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return no("bad-key-id");
    out += c;
  }
  if (out.empty() || out.size() % 2 != 0 || out.size() > kMostDigits) return no("bad-key-id");
  return out;
}

// RFC 9110 section 5.6.2: a token.
Result<std::string> parse_header_name(std::string_view text) {
  constexpr std::string_view kSpecials = "!#$%&'*+-.^_`|~";
  const bool token = !text.empty() && std::ranges::all_of(text, [&](char c) {
    return is_ascii_alphanumeric(c) || kSpecials.find(c) != std::string_view::npos;
  });
  if (!token) return no("bad-header");
  return std::string(text);
}

Result<std::string> parse_connect_to(std::string_view text) {
  int colons = 0;
  bool inside = false;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) return no("bad-override");
    if (c == '[' || c == ']') {
      if (inside == (c == '[')) return no("bad-override");
      inside = c == '[';
    }
    if (c == ':' && !inside) ++colons;
  }
  if (inside || colons != 3) return no("bad-override");
  return std::string(text);
}

// The number at the front and the unit after it; nothing if there is no number or it begins with a zero.
std::optional<std::pair<std::uint64_t, std::string_view>> split_unit(std::string_view text) {
  if (text.empty() || text[0] < '1' || text[0] > '9') return {};
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return {};
  return std::pair{number, text.substr(static_cast<std::size_t>(end - text.data()))};
}

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr std::uint64_t kHour = 3'600'000;
  const auto split = split_unit(text);
  if (!split) return no("bad-limit");
  const auto [number, unit] = *split;
  const std::uint64_t factor = unit == "ms" ? 1 : unit == "s" ? 1'000 : unit == "m" ? 60'000 : 0;
  if (factor == 0 || number > kHour / factor) return no("bad-limit");
  return std::chrono::milliseconds(number * factor);
}

Result<std::size_t> parse_size(std::string_view text) {
  const auto split = split_unit(text);
  if (!split) return no("bad-limit");
  const auto [number, unit] = *split;
  const std::size_t factor = unit.empty()    ? 1
                             : unit == "KiB" ? std::size_t{1} << 10
                             : unit == "MiB" ? std::size_t{1} << 20
                                             : 0;
  if (factor == 0 || number > kMaxSizeBytes / factor) return no("bad-limit");
  return number * factor;
}

}  // namespace

Parser<Address> address_parser() {
  // TEST-NET-1: an address nobody has. Source: RFC 5737.
  return {Address::parse, "bad-address", "an IP address", *Address::parse("192.0.2.1")};
}

Parser<std::string> host_parser() {
  return {parse_host, "bad-host", "a host name", "unset.invalid"};
}

Parser<std::string> name_pattern_parser() {
  return {parse_name_pattern, "bad-pattern",
          "a host name, or '*.' and a name of at least two labels (the wildcard is a whole label)",
          "unset.invalid"};
}

Parser<Sha256> sha256_parser() {
  return {parse_sha256, "bad-digest", "a SHA-256 (64 hex digits)", {}};
}

Parser<std::string> key_id_parser() {
  return {parse_key_id, "bad-key-id", "a key identifier in hex digits", "00"};
}

Parser<std::string> header_name_parser() {
  return {parse_header_name, "bad-header", "the name of an HTTP header", "X-Unset"};
}

Parser<std::string> connect_to_parser() {
  return {parse_connect_to, "bad-override", "HOST1:PORT1:HOST2:PORT2 (any of them may be empty)",
          "::unset.invalid:"};
}

Parser<std::string> resolver_parser() {
  return {parse_resolver, "bad-address", "ADDRESS or ADDRESS:PORT of a DNS server", "192.0.2.1"};
}

Parser<std::chrono::milliseconds> duration_parser() {
  return {parse_duration, "bad-limit", "a time from 1ms to 60m, like 500ms, 10s or 2m",
          std::chrono::seconds(10)};
}

Parser<std::size_t> size_parser() {
  return {parse_size, "bad-limit", "a size from 1 byte to 64MiB, like 65536, 64KiB or 1MiB",
          std::size_t{64} << 10};
}

std::optional<std::uint16_t> read_port(Reading& reading, const Value& value) {
  const auto number = read_whole_number(reading, value);
  if (!number) return {};
  if (*number >= 1 && *number <= 65535) return static_cast<std::uint16_t>(*number);
  complain(reading, value, "bad-port", "a port from 1 to 65535");
  return {};
}

std::optional<DistinguishedName> read_distinguished_name(Reading& reading, const Value& value) {
  const auto text = read_text(reading, value);
  if (!text) return {};
  if (auto name = parse_distinguished_name(text->text)) return std::move(*name);
  complain(reading, value, "bad-distinguished-name",
           "a name like 'CN=Example CA, O=Example', or the CN alone");
  return {};
}

bool is_header_value(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  if (!text.empty() && (is_blank(text.front()) || is_blank(text.back()))) return false;
  return std::ranges::none_of(
      text, [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

bool is_request_path(std::string_view text) {
  return text.starts_with('/') &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

}  // namespace rehearse::profile
