#pragma once

#include <string_view>

#include "cli/rehearsal.h"
#include "judge/run.h"

namespace rehearse::cli {

/// Writes to standard output, whole. A reader that went away is no error: nobody is left to tell. Errors:
/// file-unwritable (a full disk).
Result<void> print(std::string_view text);
void print_error(std::string_view text);

/// Says the last word on standard error, and how to exit.
ExitCode leave(const Farewell& farewell);
/// The same for an error: "rehearse: ...".
ExitCode leave(const Error& error, ExitCode code);

/// Whether the report can be written where the command line wants it. Errors: file-unwritable: no such
/// folder, a folder, not permitted, or the profile itself.
Result<void> check_report_file(const Arguments& arguments);

/// The report on the terminal and in every file asked for. Errors: file-unwritable.
Result<void> report(const Rehearsal& rehearsal, const judge::Run& run);

}  // namespace rehearse::cli
