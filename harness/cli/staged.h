#pragma once

#include "cli/prepare.h"
#include "judge/staged.h"

namespace rehearse::cli {

/// Asks the edges of the profile for the announced chain: today's too, so that identify can tell the two
/// apart. Handshakes alone, but for the look that a target's `prove:` asks for, which has nothing of the
/// integration's own. REQUIRES: load_profile(); its calls are forgotten. Errors: as resolve_routes(); defect.
std::expected<judge::Staged, Farewell> fetch_staged(Rehearsal& rehearsal);

}  // namespace rehearse::cli
