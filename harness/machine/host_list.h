#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "machine/mention.h"

namespace rehearse::machine {

/// What a list of hosts says, and which of its lines say nothing that can be read.
struct HostList {
  std::vector<Mention> mentions;
  std::vector<std::pair<std::size_t, std::string>> unreadable;  ///< line, and what stands there
};

/// Reads a list: one host name or URL a line, `#` comments; or a hosts file, whose names count and not its
/// addresses, nor the names that every such file has (localhost, ip6-allnodes). Threads: safe.
HostList read_host_list(std::string_view text);

}  // namespace rehearse::machine
