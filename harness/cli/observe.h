#pragma once

#include "cli/rehearsal.h"

namespace rehearse::cli {

/// Connects to every route and makes its calls; fills in rehearsal.evidence.
///
/// Today's edges (and those of role other) come first: the gate of the staged ones compares with them. Routes
/// of role next are left alone where the notice does not name the host or the window is over: no verdict asks
/// for them then. Where a target has `prove:`, one call without any secret looks for its header before the
/// others are made. Errors: those of probe::run().
Result<void> observe(Rehearsal& rehearsal);

}  // namespace rehearse::cli
