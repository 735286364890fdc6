#pragma once

#include <span>

#include "trust/go_parse.h"

namespace rehearse::trust {

/// Whether the certificate policies of a path (leaf first, anchor last) leave one that is good, where the
/// path asks for one. The anchor's own are not looked at, any policy is good enough for the caller.
/// Threads: safe. Source: RFC 9618; Go, src/crypto/x509/verify.go, policiesValid().
bool has_valid_policies_for_go(std::span<const GoCertificate* const> path);

}  // namespace rehearse::trust
