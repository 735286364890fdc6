#pragma once

#include <string>

#include "judge/impact.h"
#include "report/console.h"

namespace rehearse::report {

/// Which hosts a notice touches, for a terminal: each with what it serves now and where it is named, affected
/// first; the verdict at the bottom. Names of files and what stands in them pass printable(). Hosts that the
/// notice does not name are counted behind the first twenty of a verdict; the verbose report has all.
/// Threads: safe.
std::string render_impact_console(const judge::Impact& impact, const ConsoleOptions& options);

/// The same as JSON, schema `rehearse-impact/1` (docs/impact.md). Keys are only ever added. Threads: safe.
std::string render_impact_json(const judge::Impact& impact);

}  // namespace rehearse::report
