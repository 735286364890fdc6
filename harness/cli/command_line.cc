#include "cli/command_line.h"

#include <CLI/CLI.hpp>

#include "cli/command_table.h"

namespace rehearse::cli {
namespace {

constexpr const char* kAbout =
    "rehearse: will this integration still connect when the vendor's new certificate goes live?\n"
    "Takes production host names to where the new certificate already is, makes the calls the integration "
    "makes, and\n"
    "holds the chain that came back against every trust store it uses.";

}  // namespace

void declare(CLI::App& app, Arguments& arguments, Typed& typed) {
  app.name("rehearse");
  app.description(kAbout);
  app.set_help_flag("-h,--help", "print this and exit");
  app.set_version_flag("--version", "rehearse " REHEARSE_VERSION, "print the version and exit");
  app.require_subcommand(1);
  app.footer(kExitCodes);
  for (const auto& command : commands()) {
    auto* added = app.add_subcommand(std::string(command.name), command.about);
    added->parse_complete_callback([&arguments, id = command.id] { arguments.command = id; });
    command.add_options(*added, arguments, typed);
  }
}

}  // namespace rehearse::cli
