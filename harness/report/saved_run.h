#pragma once

#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "judge/run.h"

namespace rehearse::report {

struct SavedRun {
  Instant now;  ///< the moment it was judged from
  std::vector<judge::RouteReport> routes;
};

/// A report that render_json() wrote, as far as a comparison wants it: of each route endpoint, target, name
/// asked for, address, handshake with its chain, calls with status and outcome. A certificate of them has no
/// DER. Errors: bad-report (no JSON, another schema, a key that is missing or of another type, a status or a
/// time that is none). Threads: safe.
Result<SavedRun> read_saved_run(std::string_view text);

}  // namespace rehearse::report
