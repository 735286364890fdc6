#pragma once

#include <span>
#include <string>

#include "launch/real_clients.h"

namespace rehearse::trust {

/// The names of clients that are to be installed where these tests run, in the order of reports.
std::span<const char* const> client_names();
/// A name as gtest takes it: "gnutls_cli".
std::string test_name(std::string name);

/// The client of that name, as it is installed. Programs are those of Debian 12. REHEARSE_CURL, _GNUTLS_CLI,
/// _GO, _JAVA, _NODE, _OPENSSL or _PYTHON3 puts another in the place of one; which prediction it is held to
/// is decided by its version. So were versions measured that Debian 12 does not have. Null where there is
/// none.
const launch::RealClient* installed(std::string_view name);

}  // namespace rehearse::trust
