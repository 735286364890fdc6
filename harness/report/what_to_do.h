#pragma once

#include "judge/run.h"
#include "report/page.h"

namespace rehearse::report {

/// A block for each distinct thing that breaks: which certificate goes into which store, the exact command,
/// what must be restarted.
void write_what_to_do(Page& page, const judge::Run& run);

}  // namespace rehearse::report
