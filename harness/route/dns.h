#pragma once

#include <chrono>
#include <string>

#include "route/resolve.h"

namespace rehearse::route {

/// A DNS client of our own (c-ares): no cache, no hosts file, no search list of the C library between us and
/// the answer: the name is asked as it stands. `server` is "ADDR" or "ADDR:PORT" ("[v6]:PORT"); empty = those
/// of resolv.conf.
///
/// The Lookup asks A and AAAA and returns IPv4 addresses first; a name that has one family only is fine.
/// Where one family's answer did not come while the other's did, `unanswered` says so. CNAMEs are followed
/// where the server does not do so itself, each family's own. A truncated answer is asked for again over TCP.
/// Errors: bad-address, bad-port (of `server`), dns-failed where the client cannot be set up. Of the Lookup:
/// name-not-found (no such name), no-address (a name without one), dns-timeout (no answer within `timeout`),
/// dns-server-failed (SERVFAIL: the resolver got nowhere), dns-refused, dns-loop (CNAMEs that lead back, or
/// over sixteen), dns-truncated (and nothing over TCP), dns-failed (nobody listens, or what came is no
/// answer). Threads: one caller at a time.
Result<Lookup> dns_lookup(const std::string& server, std::chrono::milliseconds timeout);

}  // namespace rehearse::route
