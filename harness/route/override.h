#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/result.h"

namespace rehearse::route {

/// One redirection of the command line or of a profile's `connect_to:`, in curl's grammar.
struct Override {
  enum class Grammar : std::uint8_t { connect_to, resolve };
  Grammar grammar = Grammar::connect_to;
  std::string host;                      ///< normal_host(); empty = any; "*.example.com" = any name below
  std::optional<std::uint16_t> port;     ///< none = any
  std::string to_host;                   ///< name or address to connect to; empty = the same
  std::optional<std::uint16_t> to_port;  ///< none = the same
  std::vector<Address> to_addresses;     ///< of --resolve, or `to_host` where that is an address
  std::string written;                   ///< "--connect-to api.example.com::203.0.113.7:" for messages
};

/// `HOST1:PORT1:HOST2:PORT2`. Every field may be empty (HOST1, PORT1: any; HOST2, PORT2: the same), the colon
/// before an empty PORT2 may be left out, v6 stands in brackets. Deviations from curl: HOST1 may be
/// `*.suffix`, and what curl would silently never match (a bare `*`, a missing field, port 0, a host that is
/// none) is refused. Errors: bad-override. Source: curl(1), --connect-to; libcurl 7.88.
Result<Override> parse_connect_to(std::string_view text);

/// `HOST:PORT:ADDR[,ADDR]...`, HOST may be `*` (any); an address may stand in brackets. Deviations from curl:
/// HOST may be `*.suffix` or `[v6]`; a leading `+` or `-` is refused, for there is no cache to time out or to
/// remove from, and so are an empty HOST and port 0. Errors: bad-override. Source: curl(1), --resolve;
/// libcurl 7.88.
Result<Override> parse_resolve(std::string_view text);

/// The most specific override for host:port, or null: exact host before the longest suffix before any; with
/// equal hosts a port before any port. Equals go as in curl: --connect-to before --resolve, of --connect-to
/// the first, of --resolve the last (curl discards the older addresses). An override that changes neither
/// host nor port is passed over, as by curl.
const Override* most_specific(const std::vector<Override>& overrides, std::string_view host,
                              std::uint16_t port);

/// The same among the --resolve entries alone: curl holds the name and port that --connect-to led to against
/// them once more.
const Override* most_specific_resolve(const std::vector<Override>& overrides, std::string_view host,
                                      std::uint16_t port);

}  // namespace rehearse::route
