#include <CLI/CLI.hpp>

#include "cli/options.h"

namespace rehearse::cli {

void add_report(CLI::App& app, Arguments& arguments, Typed& typed) {
  auto& render = arguments.render;
  auto* run = app.add_option("RUN", render.run, "a saved run (--report-json), or a folder of --out")
                  ->check(not_empty())
                  ->type_name("FILE");
  app.add_option("--verify", render.verify,
                 "hold this folder of --out against its SHA256SUMS, and do nothing else")
      ->check(not_empty())
      ->type_name("DIR")
      ->excludes(run);
  add_reports(app, arguments);
  app.add_flag("-v,--verbose", arguments.verbose, "every row, finding and replay line");
  add_terminal(app, arguments, typed);
  app.footer(
      "Examples:\n"
      "  rehearse report run.json --report-markdown ticket.md\n"
      "  rehearse report --verify evidence\n"
      "Exit codes: those of the run; with --verify 0 as it was written, 1 something was changed.");
}

void add_merge(CLI::App& app, Arguments& arguments, Typed& typed) {
  app.add_option("RUN", arguments.merge,
                 "saved runs (--report-json), or folders of --out, of one machine each")
      ->required()
      ->check(not_empty())
      ->type_name("FILE");
  add_report_json(app, arguments, "joined runs");
  app.add_flag("-v,--verbose", arguments.verbose, "every machine, cause and place");
  add_terminal(app, arguments, typed);
  app.footer(std::string("Examples:\n"
                         "  rehearse merge app-1.json app-2.json\n"
                         "  rehearse merge evidence run.json --report-json fleet.json\n") +
             kExitCodes);
}

}  // namespace rehearse::cli
