#pragma once

#include "cli/arguments.h"
#include "cli/surroundings.h"

namespace rehearse::cli {

/// `rehearse run`: takes production host names to where the new certificate already is, makes the calls,
/// holds the chains against every store, and ends in a report.
ExitCode run_command(const Arguments& arguments, const Surroundings& surroundings);

/// `rehearse lab`: the loopback vendor alone, until interrupted.
ExitCode lab_command(const Arguments& arguments, const Surroundings& surroundings);

/// Everything but main(): so that tests can call it.
ExitCode main_command(int argc, const char* const* argv);

}  // namespace rehearse::cli
