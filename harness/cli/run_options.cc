#include <CLI/CLI.hpp>

#include "cli/options.h"

namespace rehearse::cli {

void add_calls(CLI::App& app, Arguments& arguments) {
  app.add_flag("--proxy-from-env", arguments.proxy_from_env,
               "use the proxy that HTTPS_PROXY or ALL_PROXY names");
  app.add_flag("--allow-unsafe", arguments.allow_unsafe, "also make calls that may change data");
  app.add_option("--jobs", arguments.jobs, "connections at once")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
}

void add_report_json(CLI::App& app, Arguments& arguments, const std::string& what) {
  app.add_option("--report-json", arguments.report_json,
                 "write the " + what + " as JSON to this file (- for standard output)")
      ->check(not_empty());
}

void add_run(CLI::App& app, Arguments& arguments, Typed& typed) {
  add_common(app, arguments, typed);
  app.add_flag("--lab", arguments.lab,
               "play the vendor on loopback, for every name: real sockets, real handshakes, no network");
  app.add_flag("--dry-run", arguments.dry_run, "show routes and calls, connect to no endpoint");
  add_overrides(app, arguments);
  add_calls(app, arguments);
  add_report_json(app, arguments, "report");
  add_write_remedy(app, arguments);
  app.add_flag("-v,--verbose", arguments.verbose, "every row, finding and replay line");
  app.footer(std::string("Examples:\n"
                         "  rehearse run profiles/zuora-2018-production.yaml --lab\n"
                         "  rehearse run vendor.yaml --connect-to api.vendor.com:443:203.0.113.7: "
                         "--report-json out.json\n") +
             kExitCodes);
}

void add_lab(CLI::App& app, Arguments& arguments, Typed& typed) {
  add_common(app, arguments, typed);
  app.footer(
      "Examples:\n  rehearse lab profiles/zuora-2018-production.yaml\n  rehearse lab vendor.yaml --now "
      "2026-12-01");
}

}  // namespace rehearse::cli
