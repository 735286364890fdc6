#pragma once

#include <string>

#include "judge/compare.h"
#include "report/console.h"

namespace rehearse::report {

/// A comparison for a terminal: what differs, the weightiest first, and what the candidate's pass does and
/// does not prove. Everything of peers passes printable(). Threads: safe.
std::string render_compare_console(const judge::Comparison& comparison, const ConsoleOptions& options);

/// The same as JSON, schema `rehearse-compare/1` (docs/compare.md). Keys are only ever added. Threads: safe.
std::string render_compare_json(const judge::Comparison& comparison);

}  // namespace rehearse::report
