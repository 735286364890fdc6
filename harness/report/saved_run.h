#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "judge/run.h"

namespace rehearse::report {

/// The routes of a report that render_json() wrote, as far as a comparison wants them: endpoint, target, name
/// asked for, handshake with its chain, calls with status and outcome. A certificate of them has no DER.
/// Errors: bad-report (no JSON, another schema, a key that is missing or of another type). Threads: safe.
Result<std::vector<judge::RouteReport>> read_saved_run(std::string_view text);

}  // namespace rehearse::report
