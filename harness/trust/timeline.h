#pragma once

#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "trust/verify.h"

namespace rehearse::trust {

/// The moments after `from` and before the leaf's end at which what the client says changes: another verdict,
/// another reason or another anchor. In order; at most kMostChanges.
///
/// Only the ends and beginnings of certificates are looked at: nothing else of an answer depends on the
/// moment. Errors: those of verify(). Threads: safe.
Result<std::vector<Instant>> changes_after(Instant from, const AnchorSet& anchors, const Client& client,
                                           const PreparedChain& chain);
inline constexpr std::size_t kMostChanges = 16;

}  // namespace rehearse::trust
