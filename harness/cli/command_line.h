#pragma once

#include "cli/options.h"

namespace rehearse::cli {

/// Declares the whole command line to CLI11: every command of the table with its options. What is parsed goes
/// to `arguments` and `typed`. REQUIRES: both outlive the app.
void declare(CLI::App& app, Arguments& arguments, Typed& typed);

}  // namespace rehearse::cli
