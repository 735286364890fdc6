#pragma once

#include <optional>
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

/// Why nothing mends a cause, and where to look.
std::string without_remedy(const judge::Fleet::Cause& cause);

/// " (some in the lab), interrupted": what one has to know of the verdict.
std::string reservations(const judge::Fleet& fleet);

/// "2018-12-12 09:00 to 19:00 UTC", "no window"
std::string in_words(const std::optional<profile::Maintenance>& window);

/// "2018-12-01 12:00 UTC", or from the first to the last: when the runs were made.
std::string runs_made(const judge::Fleet& fleet);

/// "of 3 machines, 1 will break, 0 inconclusive, 2 ready, 0 not affected"
std::string counted(const judge::Fleet& fleet);

}  // namespace rehearse::report
