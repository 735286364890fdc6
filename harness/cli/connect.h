#pragma once

#include <string>
#include <vector>

#include "base/finding.h"
#include "cli/prepare.h"

namespace rehearse::cli {

/// A chain as a server sent it.
struct SentChain {
  cert::Chain chain;
  std::string host;  ///< asked for by SNI
  std::string from;  ///< for people: "api.vendor.com at 203.0.113.7:443 (override ...)", and how it ended
  Address address;   ///< where that was
  std::uint16_t port = 443;
  std::vector<Finding> findings;  ///< of the route: unused-override and its kin
};

/// Makes one handshake with the server of --connect, where the overrides of the command line lead it, and
/// sends no request. A handshake that fails after the chain was seen is good enough. Errors: a message for
/// standard error and how to exit (a host that is none, one that does not resolve, no chain seen).
std::expected<SentChain, Farewell> fetch_chain(Rehearsal& rehearsal);

}  // namespace rehearse::cli
