#pragma once

#include <set>
#include <string>
#include <string_view>

namespace rehearse::store {

/// What the CERTIFICATE blocks stand for that Go finds in a PEM text. They are not always those that OpenSSL
/// finds: to Go an END stands at the very start of its line, a line ends in at most one carriage return, and
/// Base64 holds spaces, tabs and line ends, and nothing else beside its alphabet. A block that is not whole
/// is passed over.
///
/// Go 1.24.8 and later look for the END first; where the two differ, what they find is the same.
///
/// Threads: safe. Source: Go 1.19, src/encoding/pem/pem.go, Decode(); src/crypto/x509/cert_pool.go,
/// AppendCertsFromPEM().
std::set<std::string> certificates_for_go(std::string_view text);

}  // namespace rehearse::store
