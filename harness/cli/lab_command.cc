#include <filesystem>

#include <fmt/format.h>

#include "base/printable.h"
#include "base/shell.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "cli/temporary_folder.h"
#include "route/replay.h"

namespace rehearse::cli {
namespace {

std::string route_lines(const route::Route& route, const std::string& store) {
  route::CurlLine request;
  request.ca_option = route::curl_ca_file(shell_quoted(store));
  return fmt::format("\n{} on {}: {}:{}\n  {}\n  {}\n", printable(route.endpoint), printable(route.target),
                     route.address->bracketed(), route.port, printable(route::curl_line(route, request)),
                     printable(route::openssl_line(route, "-CAfile " + shell_quoted(store))));
}

std::string text_of(const Rehearsal& rehearsal, const std::string& folder) {
  std::string out = printable(rehearsal.profile.title) + "\n\nstores\n";
  out += fmt::format("  lab:current  {0}{1}  {0}{2}  knows the old and the new root\n", folder, kLabCurrent,
                     kLabJavaCurrent);
  out += fmt::format("  lab:stale    {0}{1}  {0}{2}  knows the old root only\n\nedges\n", folder, kLabStale,
                     kLabJavaStale);
  for (const auto& edge : rehearsal.vendor->edges()) {
    out += fmt::format("  {}  {}:{}\n", printable(edge.target), edge.address.bracketed(), edge.port);
  }
  for (const auto& finding : lab_findings(rehearsal)) out += printable(finding.text) + "\n";
  out +=
      "The certificates are dated around the window: clients that ask the machine's clock need faketime or "
      "-attime.\n";
  for (const auto& route : rehearsal.routes.routes) out += route_lines(route, folder + kLabCurrent);
  return out + "\nserving until interrupted\n";
}

}  // namespace

ExitCode lab_command(Rehearsal& rehearsal) {
  if (const auto done = load_profile(rehearsal); !done) return leave(done.error());
  if (const auto done = resolve_routes(rehearsal); !done) return leave(done.error());
  const TemporaryFolder folder;
  if (const auto written = write_lab_stores(*rehearsal.vendor, folder.path()); !written)
    return leave(written.error(), ExitCode::usage);
  if (const auto code =
          print_and_leave(for_terminal(rehearsal, text_of(rehearsal, folder.path())), ExitCode::ready);
      code != ExitCode::ready)
    return code;
  wait_for_interrupt();
  return ExitCode::ready;
}

}  // namespace rehearse::cli
