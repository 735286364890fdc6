#pragma once

#include <string_view>

#include "cert/certificate.h"

namespace rehearse::trust {

/// Whether Node takes `leaf` for a certificate of `host`.
///
/// DNS names of the SAN; where it has none, any CN. An address only by the SAN. A wildcard stands once, in
/// the first label of at least three, may share it with other characters, and may stand for nothing at all; a
/// label in punycode has none. Letters beyond ASCII never match.
///
/// Threads: safe. Source: Node 20, lib/tls.js, checkServerIdentity() and check(); the same in 18.
bool covers_host_for_node(const cert::Certificate& leaf, std::string_view host);

}  // namespace rehearse::trust
