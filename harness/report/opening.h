#pragma once

#include "judge/run.h"
#include "report/page.h"

namespace rehearse::report {

/// What was rehearsed, when the vendor works, what moment was judged from and by which machine; and under
/// --lab what a reader must not take for the vendor's.
void write_opening(Page& page, const judge::Run& run);

}  // namespace rehearse::report
