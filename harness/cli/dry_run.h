#pragma once

#include <string>

#include "cli/rehearsal.h"

namespace rehearse::cli {

/// What a run would do: every route with its reason, every call with what would be sent, and what would not
/// be.
std::string dry_run_text(const Rehearsal& rehearsal);

}  // namespace rehearse::cli
