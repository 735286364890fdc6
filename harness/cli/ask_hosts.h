#pragma once

#include "cli/prepare.h"
#include "judge/impact.h"

namespace rehearse::cli {

/// Asks each host of `impact` what it serves now: one handshake an address, no request. Fills in
/// ImpactHost::today, or why it was not asked.
///
/// Endpoints of the profile are reached as its targets of role today say. For other hosts of such a target
/// only those redirects hold that name hosts (`hosts:`, `connect_to:`): an address of the vendor is not
/// that of everybody. Overrides of the command line hold for all. Under --lab only endpoints are asked.
/// Endpoints that nobody asked about are asked as well, for comparison: Impact::references. At most 1000
/// hosts are, those of the notice first; more are finding `too-many-hosts`.
///
/// REQUIRES: load_profile(). Errors: as resolve_routes(); defect.
Prepared ask_hosts(Rehearsal& rehearsal, judge::Impact& impact);

}  // namespace rehearse::cli
