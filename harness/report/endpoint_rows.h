#pragma once

#include "judge/run.h"
#include "report/page.h"

namespace rehearse::report {

/// Endpoint by endpoint: where it was tried and what was served there, then a row for every store and client.
/// With many endpoints one example of each thing that breaks, or could not be told, stands there; the rest is
/// counted.
void write_endpoints(Page& page, const judge::Run& run);

}  // namespace rehearse::report
