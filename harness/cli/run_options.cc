#include <CLI/CLI.hpp>

#include "cli/options.h"

namespace rehearse::cli {

void add_calls(CLI::App& app, Arguments& arguments) {
  app.add_flag("--proxy-from-env", arguments.proxy_from_env,
               "use the proxy that HTTPS_PROXY or ALL_PROXY names");
  app.add_flag("--allow-unsafe", arguments.allow_unsafe, "also make calls that may change data");
  one_to(*app.add_option("--jobs", arguments.jobs, "connections at once"), 1000);
}

void add_report_json(CLI::App& app, Arguments& arguments, const std::string& what) {
  app.add_option("--report-json", arguments.reports.json,
                 "write the " + what + " as JSON to this file (- for standard output)")
      ->check(not_empty())
      ->type_name("FILE");
}

void add_report_html(CLI::App& app, Arguments& arguments) {
  app.add_option("--report-html", arguments.reports.html,
                 "the same as one HTML page; in a folder, as report.html")
      ->check(not_empty())
      ->type_name("FILE");
}

void add_reports(CLI::App& app, Arguments& arguments) {
  auto& reports = arguments.reports;
  const auto add = [&](const char* option, std::string& file, const char* what) {
    app.add_option(option, file, what)->check(not_empty())->type_name("FILE");
  };
  add_report_json(app, arguments, "report");
  add_report_html(app, arguments);
  add("--report-junit", reports.junit, "the same as JUnit XML, for Jenkins and GitLab");
  add("--report-markdown", reports.markdown, "the same as Markdown, for a ticket");
  app.add_option("--out", reports.folder,
                 "write a folder of evidence: every report, the profile, the chains, and SHA256SUMS")
      ->check(not_empty())
      ->type_name("DIR");
}

void add_run(CLI::App& app, Arguments& arguments, Typed& typed) {
  add_common(app, arguments, typed);
  app.add_flag("--lab", arguments.lab,
               "play the vendor on loopback, for every name: real sockets, real handshakes, no network");
  auto* dry_run =
      app.add_flag("--dry-run", arguments.dry_run, "show routes and calls, connect to no endpoint");
  // Clients go by the machine's clock.
  add_clients(app, arguments)->excludes(dry_run)->excludes(app.get_option("--now"));
  add_overrides(app, arguments);
  add_calls(app, arguments);
  add_reports(app, arguments);
  add_write_remedy(app, arguments);
  app.add_flag("-v,--verbose", arguments.verbose, "every row, finding and replay line");
  add_quiet(app, arguments);
  add_footer(app, kExitCodes,
             {"rehearse run vendor.yaml --lab --report-json out.json",
              "rehearse run vendor.yaml --dry-run --no-dns --connect-to api.vendor.com:443:203.0.113.7:"});
}

void add_lab(CLI::App& app, Arguments& arguments, Typed& typed) {
  add_common(app, arguments, typed);
  add_footer(app, "Exit codes: 0 interrupted: it serves until then, 2 usage or profile.",
             {"rehearse lab vendor.yaml", "rehearse lab vendor.yaml --now 2030-12-01"});
}

}  // namespace rehearse::cli
