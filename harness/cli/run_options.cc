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
  app.add_option("--report-json", arguments.reports.json,
                 "write the " + what + " as JSON to this file (- for standard output)")
      ->check(not_empty())
      ->type_name("FILE");
}

void add_reports(CLI::App& app, Arguments& arguments) {
  auto& reports = arguments.reports;
  const auto add = [&](const char* option, std::string& file, const char* what) {
    app.add_option(option, file, what)->check(not_empty())->type_name("FILE");
  };
  add_report_json(app, arguments, "report");
  add("--report-html", reports.html, "the same as one HTML page; in a folder, as report.html");
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
  app.add_flag("--dry-run", arguments.dry_run, "show routes and calls, connect to no endpoint");
  add_overrides(app, arguments);
  add_calls(app, arguments);
  add_reports(app, arguments);
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
