#include <CLI/CLI.hpp>

#include "cli/options.h"

namespace rehearse::cli {

void add_compare(CLI::App& app, Arguments& arguments, Typed& typed) {
  auto& compare = arguments.compare;
  app.add_option("WHAT", compare.what,
                 "a profile, whose targets are asked; or two saved runs (--report-json of run)")
      ->required()
      ->expected(1, 2)
      ->check(not_empty())
      ->type_name("FILE");
  app.add_option("--baseline", compare.baseline,
                 "the target that is right as it is; default the first of role today")
      ->check(not_empty())
      ->type_name("TARGET");
  app.add_option("--candidate", compare.candidate, "the target that is held against it")
      ->check(not_empty())
      ->type_name("TARGET");
  one_to(*app.add_option("--repeat", compare.repeat,
                         "ask the baseline so often, and the candidate once less: what the baseline's "
                         "answers do not agree in is noise"),
         20);
  app.add_option("--now", typed.now, "judge as if it were this moment: 2018-11-28T00:00:00Z")
      ->check(not_empty())
      ->type_name("TIME");
  app.add_flag("--lab", arguments.lab, "play the vendor on loopback, for every name");
  add_overrides(app, arguments);
  add_calls(app, arguments);
  add_report_json(app, arguments, "comparison");
  add_report_html(app, arguments);
  app.add_flag("-v,--verbose", arguments.verbose, "every difference, and how long each call took");
  add_quiet(app, arguments);
  add_terminal(app, arguments, typed);
  add_footer(
      app,
      "Exit codes: 0 alike, 1 something differs (time alone does not), 2 usage or profile, 3 something could "
      "not\nbe compared, and nothing differs.",
      {"rehearse compare vendor.yaml --lab --baseline production --candidate staging",
       "rehearse compare before.json after.json --report-html differences.html"});
}

}  // namespace rehearse::cli
