#pragma once

#include "cli/arguments.h"
#include "profile/draft.h"

namespace rehearse::cli {

/// What `init` was given, as a draft. Reads the files; connects to nothing. Errors: those of the files and of
/// what they hold; bad-url; no-endpoint (nothing to call), no-expect (neither chain nor names).
Result<profile::Draft> draft_of(const InitArguments& asked);

}  // namespace rehearse::cli
