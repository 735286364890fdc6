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
  add_quiet(app, arguments);
  add_terminal(app, arguments, typed);
  add_footer(
      app,
      "Exit codes: those of the run (0, 1, 3 or 130), 2 usage or no run to read; with --verify 0 as it was\n"
      "written, 1 something was changed, 2 no such folder.",
      {"rehearse report run.json --report-markdown ticket.md", "rehearse report --verify evidence"});
}

void add_merge(CLI::App& app, Arguments& arguments, Typed& typed) {
  app.add_option("RUN", arguments.merge,
                 "saved runs (--report-json), or folders of --out, of one machine each")
      ->required()
      ->check(not_empty())
      ->type_name("FILE");
  add_report_json(app, arguments, "joined runs");
  add_report_html(app, arguments);
  app.add_flag("-v,--verbose", arguments.verbose, "every machine, cause and place");
  add_quiet(app, arguments);
  add_terminal(app, arguments, typed);
  add_footer(
      app, kExitCodes,
      {"rehearse merge before.json after.json", "rehearse merge evidence run.json --report-html fleet.html"});
}

}  // namespace rehearse::cli
