#pragma once

#include <string>
#include <vector>

#include "judge/fleet.h"
#include "report/console.h"

namespace rehearse::report {

/// The runs of many machines for a terminal: what breaks and where, by cause and remedy; stores that differ
/// between machines; at the bottom the verdict. Everything of files and machines passes printable(). Threads:
/// safe.
std::string render_fleet_console(const judge::Fleet& fleet, const ConsoleOptions& options);

/// The same as JSON, schema `rehearse-fleet/1` (docs/report.md). Keys are only ever added. Threads: safe.
std::string render_fleet_json(const judge::Fleet& fleet);

/// So that with many machines those that break are seen. REQUIRES: the fleet outlives them.
std::vector<const judge::Fleet::Machine*> worst_first(const judge::Fleet& fleet);

/// "of 3 machines, 1 will break, 0 inconclusive, 2 ready, 0 not affected"
std::string counted(const judge::Fleet& fleet);

}  // namespace rehearse::report
