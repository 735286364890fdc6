#pragma once

#include <string_view>

#include "cli/rehearsal.h"
#include "judge/run.h"

namespace rehearse::cli {

/// Writes to standard output, whole. A reader that went away is no error: nobody is left to tell.
void print(std::string_view text);
void print_error(std::string_view text);

/// The report on the terminal and in every file asked for. Errors: file-unwritable.
Result<void> report(const Rehearsal& rehearsal, const judge::Run& run);

}  // namespace rehearse::cli
