#include <filesystem>
#include <stdlib.h>
#include <system_error>

#include <fmt/format.h>

#include "base/printable.h"
#include "base/shell.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "route/replay.h"

namespace rehearse::cli {
namespace {

// A folder of our own that goes away with the process.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code error;
    auto pattern = (std::filesystem::temp_directory_path(error) / "rehearse-lab-XXXXXX").string();
    if (!error && mkdtemp(pattern.data()) != nullptr) x_path = pattern;
  }
  ~TemporaryFolder() {
    std::error_code error;
    if (!x_path.empty()) std::filesystem::remove_all(x_path, error);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return x_path; }

 private:
  std::string x_path;
};

std::string route_lines(const route::Route& route, const std::string& store) {
  route::CurlLine request;
  request.ca_option = route::curl_ca_file(shell_quoted(store));
  return fmt::format("\n{} on {}: {}:{}\n  {}\n  {}\n", printable(route.endpoint), printable(route.target),
                     route.address->bracketed(), route.port, printable(route::curl_line(route, request)),
                     printable(route::openssl_line(route, "-CAfile " + shell_quoted(store))));
}

std::string text_of(const Rehearsal& rehearsal, const std::string& folder) {
  std::string out = printable(rehearsal.profile.title) + "\n\nstores\n";
  out += fmt::format("  lab:current  {}/lab-current.pem  knows the old and the new root\n", folder);
  out += fmt::format("  lab:stale    {}/lab-stale.pem  knows the old root only\n\nedges\n", folder);
  for (const auto& edge : rehearsal.vendor->edges()) {
    out += fmt::format("  {}  {}:{}\n", printable(edge.target), edge.address.bracketed(), edge.port);
  }
  for (const auto& finding : lab_findings(rehearsal)) out += printable(finding.text) + "\n";
  out +=
      "The certificates are dated around the window: clients that ask the machine's clock need faketime or "
      "-attime.\n";
  for (const auto& route : rehearsal.routes.routes) out += route_lines(route, folder + "/lab-current.pem");
  return out + "\nserving until interrupted\n";
}

}  // namespace

ExitCode lab_command(Rehearsal& rehearsal) {
  if (const auto done = load_profile(rehearsal); !done) return leave(done.error());
  if (const auto done = resolve_routes(rehearsal); !done) return leave(done.error());
  const TemporaryFolder folder;
  if (folder.path().empty())
    return leave(Error{"file-unwritable", "no temporary folder for the stores", {}}, ExitCode::usage);
  for (const auto& [name, pem] : {std::pair{"/lab-current.pem", rehearsal.vendor->current_pem()},
                                  std::pair{"/lab-stale.pem", rehearsal.vendor->stale_pem()}}) {
    if (const auto written = write_file(folder.path() + name, pem); !written)
      return leave(written.error(), ExitCode::usage);
  }
  if (const auto code =
          print_and_leave(for_terminal(rehearsal, text_of(rehearsal, folder.path())), ExitCode::ready);
      code != ExitCode::ready)
    return code;
  wait_for_interrupt();
  return ExitCode::ready;
}

}  // namespace rehearse::cli
