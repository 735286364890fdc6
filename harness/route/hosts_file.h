#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/result.h"

namespace rehearse::route {

/// One line of a hosts file that says something.
struct HostsLine {
  Address address;
  std::vector<std::string> names;  ///< normal_host()
  std::size_t line = 0;            ///< from 1
};

/// Reads a hosts file as the C library does: comments, several names a line, IPv4 and IPv6, tabs; a byte
/// order mark and CRLF are forgiven (people edit these files elsewhere). Errors: bad-hosts-file with the
/// line, for an address that is none, a line without a name or a name that is none.
Result<std::vector<HostsLine>> parse_hosts(std::string_view text);

/// The lines of this machine's own hosts file, as the C library sees them: a line it cannot read is no line,
/// and no reason to stop. Names that are none are left out.
std::vector<HostsLine> readable_hosts(std::string_view text);

}  // namespace rehearse::route
