#pragma once

#include <string_view>

#include "cli/rehearsal.h"
#include "judge/check.h"
#include "judge/run.h"
#include "report/console.h"
#include "report/remedy_files.h"

namespace rehearse::cli {

/// Writes to standard output, whole. A reader that went away is no error: nobody is left to tell. Errors:
/// file-unwritable (a full disk).
Result<void> print(std::string_view text);
void print_error(std::string_view text);

/// Prints the last text of a command and exits with `code`, or with usage where it cannot be printed.
ExitCode print_and_leave(std::string_view text, ExitCode code);
/// Prints the page that people read; with --quiet nothing. Errors: as print().
Result<void> show(const Rehearsal& rehearsal, std::string_view page);
/// The same as the last thing a command does.
ExitCode show_and_leave(const Rehearsal& rehearsal, std::string_view page, ExitCode code);
enum class Output : std::uint8_t { standard, error };
/// What the terminal is like, by the command line and the surroundings.
report::ConsoleOptions console_options(const Rehearsal& rehearsal, Output output = Output::standard);
/// `text` as the terminal shows it: with --ascii, everything else as \u{20ac}.
std::string for_terminal(const Rehearsal& rehearsal, const std::string& text);
/// Says the last word where it belongs, and how to exit.
ExitCode leave(const Farewell& farewell);
/// The same for an error: "rehearse: ...".
ExitCode leave(const Error& error, ExitCode code);

/// Writes what mends the stores into the folder of --write-remedy, which is made where it is not there, and
/// takes an earlier remedy.sh away, also where nothing is to be mended any more. Nothing where none was asked
/// for. Errors: file-unwritable; a remedy.sh that is somebody else's.
Result<void> write_remedies(const Arguments& arguments, const std::vector<report::Needed>& needed);
std::vector<report::Needed> needed_by(const judge::Check& check);
std::vector<report::Needed> needed_by(const judge::Run& run);

}  // namespace rehearse::cli
