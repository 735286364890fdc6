#pragma once
// The parsers of single values: what a profile's words become, and what a message says when they do not.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/digest.h"
#include "base/distinguished_name.h"
#include "profile/reading.h"

namespace rehearse::profile {

Parser<Address> address_parser();
/// A DNS name, normalised.
Parser<std::string> host_parser();
/// A host name pattern that can cover something.
Parser<std::string> name_pattern_parser();
Parser<Sha256> sha256_parser();
/// Hex digits, colons between bytes allowed -> lower-case hex.
Parser<std::string> key_id_parser();
/// The name of an HTTP header.
Parser<std::string> header_name_parser();
/// curl's HOST1:PORT1:HOST2:PORT2, by its shape: four fields, v6 in brackets. What is in them is route's to
/// judge.
Parser<std::string> connect_to_parser();
/// A DNS server: "ADDR" or "ADDR:PORT".
Parser<std::string> resolver_parser();
/// "500ms", "10s", "2m": a millisecond to an hour.
Parser<std::chrono::milliseconds> duration_parser();
/// "64KiB", "1MiB": a byte to kMaxSizeBytes.
Parser<std::size_t> size_parser();

constexpr std::size_t kMaxSizeBytes = std::size_t{64} << 20;

/// A port, as a number or a variable that yields one.
std::optional<std::uint16_t> read_port(Reading& reading, const Value& value);

/// A distinguished name; a text without attribute types is the CN.
std::optional<DistinguishedName> read_distinguished_name(Reading& reading, const Value& value);

/// Whether `text` may be the value of a header: no line end, no control character but tab, no blank at either
/// end. Source: RFC 9110 section 5.5.
bool is_header_value(std::string_view text);

/// Whether `text` may be a path and query on the request line: from a slash on, printable ASCII, no fragment.
bool is_request_path(std::string_view text);

}  // namespace rehearse::profile
