#include <CLI/CLI.hpp>

#include "cli/options.h"

namespace rehearse::cli {

void add_completions(CLI::App& app, Arguments& arguments, Typed&) {
  one_of(*app.add_option("SHELL", arguments.shell, "whose completions are printed")->required(),
         {"bash", "zsh", "fish"});
  add_footer(app, "Exit codes: 0 printed, 2 usage.",
             {"source <(rehearse completions bash)", "rehearse completions fish > rehearse.fish"});
}

void add_man(CLI::App& app, Arguments&, Typed&) {
  add_footer(app, "Exit codes: 0 printed, 2 usage.",
             {"rehearse man > rehearse.1", "rehearse man | man -l -"});
}

}  // namespace rehearse::cli
