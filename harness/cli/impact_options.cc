#include <CLI/CLI.hpp>

#include "cli/options.h"

namespace rehearse::cli {

void add_impact(CLI::App& app, Arguments& arguments, Typed& typed) {
  auto& impact = arguments.impact;
  app.add_option("PROFILE", arguments.profile, "the vendor's change, as a YAML file")
      ->required()
      ->type_name("FILE");
  app.add_option("--hosts", impact.lists, "a list: a host name or URL a line, or a hosts file")
      ->check(not_empty())
      ->allow_extra_args(false)
      ->type_name("FILE");
  app.add_option("--scan", impact.trees, "look through every text below this folder")
      ->check(not_empty())
      ->allow_extra_args(false)
      ->type_name("DIR");
  app.add_option("--har", impact.recordings, "a recording of a browser or a proxy: what it called")
      ->check(not_empty())
      ->allow_extra_args(false)
      ->type_name("FILE");
  app.add_option("--host", impact.hosts, "a host, HOST:PORT or URL to ask about directly")
      ->check(not_empty())
      ->allow_extra_args(false)
      ->type_name("NAME");
  app.add_flag("--no-connect", impact.no_connect, "ask no host what it serves now: judge by names alone");
  app.add_flag("--lab", arguments.lab, "play the vendor on loopback, for the endpoints of the profile");
  add_ways(app, arguments);
  app.add_flag("--proxy-from-env", arguments.proxy_from_env,
               "use the proxy that HTTPS_PROXY or ALL_PROXY names");
  one_to(*app.add_option("--jobs", arguments.jobs, "connections at once"), 1000);
  app.add_option("--now", typed.now, "judge as if it were this moment: 2018-11-28T00:00:00Z")
      ->check(not_empty())
      ->type_name("TIME");
  app.add_flag("--json", impact.json, "the same as JSON");
  app.add_flag("-v,--verbose", arguments.verbose, "every host, and every place that is kept");
  add_terminal(app, arguments, typed);
  add_footer(
      app,
      "Without a list, a folder, a recording or a host: the endpoints of the profile. Every host that is\n"
      "found is connected to, for a handshake and no request, unless --no-connect says otherwise.\n\n"
      "Exit codes: 0 no host is affected, 1 a host is affected, 2 usage or profile, 3 of a host, or of what\n"
      "was not looked at, it cannot be told, and none is affected.",
      {"rehearse impact vendor.yaml --scan app --har session.har --no-connect",
       "rehearse impact vendor.yaml --hosts hosts.txt --host www.vendor.com --no-connect"});
}

}  // namespace rehearse::cli
