#pragma once

#include <string>

#include "trust/remedy.h"

namespace rehearse::trust {

/// The commands for a directory in which OpenSSL looks certificates up by "HASH.NUMBER", numbers without a
/// gap.
///
/// `openssl rehash` is not used: it takes files of other names for none, puts its links in the place of what
/// bears their names, and leaves a gap where a link leads nowhere. Threads: safe.
std::string addition_to_directory(const store::Store& store, const Remedy::Addition& addition);

/// Empty where a file that has to go holds another certificate as well.
std::string removals_from_directory(const Remedy& change, const store::Store& store);

}  // namespace rehearse::trust
