#pragma once

#include <string>

#include "base/result.h"
#include "cli/surroundings.h"
#include "profile/profile.h"
#include "trust/verifier.h"

namespace rehearse::cli {

/// A store as a command line or a profile names it.
struct NamedStore {
  std::string name;
  store::Source source;
  std::string client;  ///< empty = the one that uses such a store
};

/// "[NAME=]WHERE": `system`; `java`, `certifi` and `node` for this machine's own, with `:PLACE` for another
/// one's; java:PATH for a file that Java reads; else a path. Errors: usage (nothing behind the colon: an
/// unset variable of a shell).
Result<NamedStore> parse_store(const std::string& text, const Surroundings& surroundings);

/// A profile's, found from the profile's folder; its password is fetched. Errors: those of read_password().
Result<NamedStore> named_by(const profile::Store& store, const std::string& profile_path,
                            const Surroundings& surroundings);

/// The store, read, or why it could not be, with the client that uses it.
trust::Holding open_store(const NamedStore& store);

}  // namespace rehearse::cli
