#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/address.h"
#include "route/resolve.h"

namespace rehearse::route {

/// The answer section of one DNS message, as far as it is about names and addresses. Names are in lower case
/// and have no dot at the end.
struct DnsRecords {
  std::vector<Alias> aliases;
  struct Owned {
    std::string name;
    Address address;
    std::chrono::seconds ttl{0};
  };
  std::vector<Owned> addresses;
  bool truncated = false;
};

/// Reads a message as a server sent it. None where it is no DNS message, or breaks off.
std::optional<DnsRecords> read_dns_message(std::span<const unsigned char> bytes);

}  // namespace rehearse::route
