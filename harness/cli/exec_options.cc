#include <CLI/CLI.hpp>

#include "cli/options.h"

namespace rehearse::cli {

void add_exec(CLI::App& app, Arguments& arguments, Typed& typed) {
  auto& exec = arguments.exec;
  app.add_option("PROFILE", arguments.profile, "the vendor's change, as a YAML file")
      ->required()
      ->type_name("FILE");
  app.add_option("COMMAND", exec.command, "the program and its arguments, behind --")
      ->required()
      ->type_name("WORD");
  app.add_option("--target", exec.target, "where the program is led; default the first of role next")
      ->check(not_empty())
      ->type_name("TARGET");
  auto* via = app.add_option("--via", exec.via, "no other way than this; default the first that works here");
  one_of(*via, {"hosts", "netns", "hosts-blind", "proxy", "none"});
  auto* isolated = app.add_flag("--isolated", exec.isolated,
                                "a network in which there are the profile's hosts and nothing else");
  isolated->excludes(via);
  app.add_option("--allow", exec.allowed, "with --isolated: this is there as well; may stand several times")
      ->needs(isolated)
      ->check(not_empty())
      ->allow_extra_args(false)
      ->type_name("HOST:PORT");
  auto* lab = app.add_flag("--lab", arguments.lab, "play the vendor on loopback, for every name");
  one_of(*app.add_option("--lab-chain", exec.lab_chain, "what the lab's edge shows; default new")->needs(lab),
         {"old", "new", "incomplete", "expired", "wrong-name"});
  add_overrides(app, arguments);
  add_report_json(app, arguments, "observation");
  app.add_flag("-v,--verbose", arguments.verbose, "every machine that it connected to");
  add_quiet(app, arguments);
  add_terminal(app, arguments, typed);
  add_footer(
      app,
      "Exit codes: the program's own, 128 and the number where a signal ended it; before it was started 0\n"
      "never, 2 usage or profile, 3 where it cannot be redirected here, 126 and 127 as a shell has them.",
      {"rehearse exec vendor.yaml --lab -q --report-json seen.json -- sh -c 'curl -s --cacert "
       "$REHEARSE_LAB_CURRENT https://api.vendor.com/v1/ping'",
       "rehearse exec vendor.yaml --lab --isolated -q -- true"});
}

}  // namespace rehearse::cli
