#pragma once

#include <string>

#include "judge/check.h"
#include "report/console.h"

namespace rehearse::report {

/// The answers for a terminal: a line each, and what to do about each that is no; everything of certificates
/// and files passes printable(). Threads: safe.
std::string render_check_console(const judge::Check& check, const ConsoleOptions& options);

/// The same as JSON, schema `rehearse-check/1` (docs/check.md). Keys are only ever added. Threads: safe.
std::string render_check_json(const judge::Check& check);

}  // namespace rehearse::report
