#pragma once

#include <string>

#include "judge/run.h"

namespace rehearse::report {

/// The run as JSON, schema `rehearse-report/1` (docs/report-schema.json, docs/report.md). Keys are only ever
/// added; they stand in a fixed order, two spaces an indent, a line feed at the end: the same run gives the
/// same bytes. Bytes of peers that are not UTF-8 become U+FFFD, and everything outside ASCII is escaped, so
/// that the file may be shown on a terminal as it is. Threads: safe.
std::string render_json(const judge::Run& run);

}  // namespace rehearse::report
