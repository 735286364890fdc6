#pragma once

#include <string>

#include "trust/verify.h"

namespace rehearse::trust {

/// Why `client` cannot finish a handshake in which this leaf is shown, whatever its store says: its key is of
/// a kind that the client does not know or negotiate by default, or may not sign. Empty where nothing speaks
/// against it. Threads: safe. Source: docs/trust-model.md.
std::string why_key_is_unfit(const Client& client, const cert::CertificatePtr& leaf);

/// The same for all of a chain: the number of certificates too. Threads: safe.
std::string why_no_handshake(const Client& client, const cert::Chain& sent);

}  // namespace rehearse::trust
