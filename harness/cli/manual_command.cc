#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/manual.h"
#include "cli/output.h"

namespace rehearse::cli {
namespace {

// Declared a second time, to be read instead of filled.
Manual manual() {
  Arguments arguments;
  Typed typed;
  CLI::App app;
  declare(app, arguments, typed);
  return manual_of(app);
}

}  // namespace

ExitCode man_command(Rehearsal&) {
  return print_and_leave(man_page(manual()), ExitCode::ready);
}

ExitCode completions_command(Rehearsal& rehearsal) {
  const auto& shell = rehearsal.arguments->shell;
  if (shell == "bash") return print_and_leave(bash_completions(manual()), ExitCode::ready);
  if (shell == "zsh") return print_and_leave(zsh_completions(manual()), ExitCode::ready);
  return print_and_leave(fish_completions(manual()), ExitCode::ready);
}

}  // namespace rehearse::cli
