#pragma once

#include "judge/run.h"
#include "report/page.h"

namespace rehearse::report {

/// Endpoint by endpoint: where it was tried and what was served there, then a row for every store and client.
/// Folded, those alike are counted in one line, the worst first.
void write_endpoints(Page& page, const judge::Run& run);

}  // namespace rehearse::report
