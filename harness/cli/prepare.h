#pragma once

#include "cli/rehearsal.h"
#include "profile/load.h"

namespace rehearse::cli {

/// A message for standard error, and how to exit.
using Prepared = std::expected<void, Farewell>;

/// What the loader has to know of this machine and of the command.
profile::LoadContext load_context(const Rehearsal& rehearsal);

/// Reads the profile; under --lab starts the vendor and takes its place. Fills in profile, vendor, now.
Prepared load_profile(Rehearsal& rehearsal);

/// Finds out where every call goes. Fills in routes.
Prepared resolve_routes(Rehearsal& rehearsal);

/// Reads every store once. A store that cannot be read is not an error here: its rows will say so. Fills in
/// verifier.
void open_stores(Rehearsal& rehearsal);

/// What the lab's report has to say about itself: four findings.
std::vector<Finding> lab_findings(const Rehearsal& rehearsal);

}  // namespace rehearse::cli
