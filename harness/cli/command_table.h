#pragma once

#include <span>
#include <string_view>

#include "cli/arguments.h"
#include "cli/options.h"
#include "cli/rehearsal.h"

namespace rehearse::cli {

/// A command: its word, what it is about, which options it takes, and what it does.
struct Command {
  std::string_view name;
  const char* about;
  void (*add_options)(CLI::App& app, Arguments& arguments, Typed& typed);
  Arguments::Command id;
  ExitCode (*run)(Rehearsal& rehearsal);
};

/// Every command there is, in the order in which --help lists them. Whoever asks which commands there are
/// asks this table.
std::span<const Command> commands();

/// The command that the arguments chose.
const Command& command_of(Arguments::Command id);

}  // namespace rehearse::cli
