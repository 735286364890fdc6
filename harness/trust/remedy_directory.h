#pragma once

#include <string>

#include "trust/remedy.h"

namespace rehearse::trust {

/// The commands for a directory in which OpenSSL looks certificates up by "HASH.NUMBER", numbers without a
/// gap.
///
/// `openssl rehash` is not used: it takes files of other names for none, puts its links in the place of what
/// bears their names, and leaves a gap where a link leads nowhere. Empty where the hash has a dead end.
/// Threads: safe.
std::string addition_to_directory(const store::Store& store, const Remedy::Addition& addition);

/// The name in the directory for which there is no command: no certificate is found behind it; or empty.
std::string in_the_way(const Remedy& change, const store::Store& store);

/// Empty where a file that has to go holds another certificate as well, or its hash has a dead end.
std::string removals_from_directory(const Remedy& change, const store::Store& store);

}  // namespace rehearse::trust
