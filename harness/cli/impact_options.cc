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
  app.add_option("--jobs", arguments.jobs, "connections at once")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--now", typed.now, "judge as if it were this moment: 2018-11-28T00:00:00Z")
      ->check(not_empty());
  app.add_flag("--json", impact.json, "the same as JSON");
  app.add_flag("-v,--verbose", arguments.verbose, "every host, and every place that is kept");
  add_terminal(app, arguments, typed);
  app.footer(
      "Examples:\n"
      "  rehearse impact vendor.yaml --scan /opt/app --scan /etc --har session.har\n"
      "  rehearse impact vendor.yaml --hosts hosts.txt --no-connect\n"
      "  rehearse impact vendor.yaml --host www.vendor.com --host login.salesforce.com\n"
      "Without any of them: the endpoints of the profile. Every host that is found is connected to, for a\n"
      "handshake and no request, unless --no-connect says otherwise.\n"
      "Exit codes: 0 no host is affected, 1 a host is affected, 2 usage or profile, 3 of a host, or of what "
      "was "
      "not looked\nat, it cannot be told, and none is affected.");
}

}  // namespace rehearse::cli
