#pragma once

#include <string>

#include "trust/remedy.h"

namespace rehearse::trust {

/// Where a change is to be made and how: what stands in Remedy::where, command, restart and caution.
struct Instructions {
  std::string where, command, restart, caution;
};

/// The words and commands for a change to `store` that is used by `client`.
///
/// A command is given only where it does exactly this change: a certificate is cut out of a PEM file only as
/// long as the file is, byte for byte, the one that was read. Threads: safe.
Instructions instructions_for(const Remedy& change, const store::Store& store, const Client& client);

}  // namespace rehearse::trust
