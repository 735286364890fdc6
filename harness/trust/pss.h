#pragma once

#include <string_view>

namespace rehearse::trust {

inline constexpr std::string_view kPssSignature = "1.2.840.113549.1.1.10";

/// Whether an AlgorithmIdentifier of RSASSA-PSS says what clients agree on: SHA-256, SHA-384 or SHA-512 for
/// message and mask alike, a salt as long as that digest, the default trailer. A field that is left out has
/// SHA-1 for its default. Threads: safe. Source: RFC 4055 section 3.1.
bool is_plain_pss(std::string_view algorithm_der);

}  // namespace rehearse::trust
