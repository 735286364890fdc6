#pragma once

#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include "e2e/folder.h"

namespace rehearse::trust {

/// One connection that a client is to make, to api.example.com.
struct Visit {
  std::string address;
  std::uint16_t port = 0;
  std::string store;  ///< all that it is to trust: a file, for OpenSSL's clients a hashed directory as well
};

/// What came of it.
struct Seen {
  bool accepted = false;
  std::string said;  ///< the client's own words
};

/// Which prediction speaks for what is installed.
struct Version {
  std::string client;  ///< an id of clients(); empty where none does
  std::string found;   ///< what the program calls itself
};

/// A client as it is installed on this machine.
///
/// Programs are those of Debian 12. REHEARSE_CURL, _GNUTLS, _GO, _JAVA, _NODE, _OPENSSL or _PYTHON puts
/// another in the place of one; which prediction it is held to is decided by its version. So were versions
/// measured that Debian 12 does not have.
struct Installed {
  const char* name;
  Version (*version)();
  /// Makes all connections, in order: one process for all of them where the client can do that. Throws
  /// std::runtime_error where the client does not say what came of each.
  std::vector<Seen> (*visit)(const std::vector<Visit>& visits, const e2e::Folder& folder);
};

std::ostream& operator<<(std::ostream& out, const Installed& client);

std::span<const Installed> installed();

}  // namespace rehearse::trust
