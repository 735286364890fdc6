#pragma once

#include <string_view>

#include "cert/certificate.h"
#include "trust/go_rules.h"

namespace rehearse::trust {

/// Whether Go takes `leaf` for a certificate of `host`.
///
/// DNS names and addresses of the SAN, never the CN. A wildcard is the whole left-most label and covers one
/// label, a top-level domain's too ("*.com"); a name with characters that no host has covers only itself.
///
/// Threads: safe. Source: Go, src/crypto/x509/verify.go, VerifyHostname().
bool covers_host_for_go(const cert::Certificate& leaf, std::string_view host, const GoRules& rules);

}  // namespace rehearse::trust
