#pragma once
// report: Run -> text. Pure functions: what is not in the Run is not in a report. It decides nothing, and it
// must not know a socket, a file, a clock or an environment: width and colours are parameters.

#include <cstddef>
#include <string>

#include "judge/run.h"

namespace rehearse::report {

/// What the terminal is like, and how much its reader wants.
struct ConsoleOptions {
  std::size_t width = 80;  ///< columns; less than 40 counts as 40
  bool colour = false;     ///< SGR sequences; colour never says anything alone
  bool ascii = false;      ///< nothing outside ASCII, in what peers wrote neither
  bool verbose = false;    ///< every row, finding and replay line, chains and stages
};

/// The report that a person reads in a terminal: what was tried, row by row; what to do about each thing that
/// breaks; and, at the very bottom where one looks first, the verdict.
///
/// Deviations: with many endpoints an example of each thing that breaks stands first and the rest is counted;
/// lines that are meant to be copied (commands, digests, replay lines) are never cut or wrapped, whatever the
/// width. Everything of peers, files and users passes printable(). Threads: safe.
std::string render_console(const judge::Run& run, const ConsoleOptions& options);

}  // namespace rehearse::report
