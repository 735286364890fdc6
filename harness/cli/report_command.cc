#include <filesystem>

#include <fmt/format.h>

#include "base/file.h"
#include "base/printable.h"
#include "cert/certificate.h"
#include "cli/commands.h"
#include "cli/evidence_folder.h"
#include "cli/output.h"
#include "cli/reports.h"
#include "report/saved_run.h"

namespace rehearse::cli {
namespace {

namespace fs = std::filesystem;

ExitCode verify(const Rehearsal& rehearsal) {
  const auto& folder = rehearsal.arguments->render.verify;
  const auto problems = verify_evidence_folder(folder);
  if (!problems) return leave(problems.error(), ExitCode::usage);
  if (problems->empty() && !is_evidence_folder(folder))
    return leave(Error{"no-evidence", folder + " is as its SHA256SUMS says, and no folder of evidence", {}},
                 ExitCode::usage);
  std::string text;
  for (const auto& problem : *problems) text += printable(problem) + "\n";
  text += problems->empty() ? "as it was written\n" : "not as it was written\n";
  return show_and_leave(rehearsal, text, problems->empty() ? ExitCode::ready : ExitCode::will_break);
}

// Beside the run, or where the run read it from: whichever still is what the run read. In a folder of
// evidence that is as it was written, passwords in it may be masked, and it is still the one.
std::string profile_text_of(const judge::Run& run, const std::string& file) {
  const auto folder = fs::path(file).parent_path();
  const auto beside = folder / "profile.yaml";
  const auto problems = verify_evidence_folder(folder.string());
  if (problems && problems->empty()) return read_file(beside.string(), FileKind::regular).value_or("");
  for (const auto& path : {beside.string(), run.profile.path}) {
    auto text = read_file(path, FileKind::regular);
    if (text && cert::sha256(*text) == run.profile.sha256) return *std::move(text);
  }
  return {};
}

}  // namespace

ExitCode report_command(Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  if (!arguments.render.verify.empty()) {
    if (arguments.reports.is_asked())
      return leave(Error{"nothing-to-report", "--verify renders no report: ask for one without it", {}},
                   ExitCode::usage);
    return verify(rehearsal);
  }
  if (const auto done = check_reports(arguments); !done) return leave(done.error(), ExitCode::usage);
  const auto file = saved_run_at(arguments.render.run);
  const auto text = read_file(file);
  if (!text) return leave(text.error(), ExitCode::usage);
  if (const auto intact = check_sums(arguments.render.run); !intact)
    return leave(intact.error(), ExitCode::usage);
  const auto run = report::read_saved_run(*text);
  if (!run) return leave(Error(run.error()).in(file), ExitCode::usage);
  Reported what{&*run, {}};
  if (!arguments.reports.folder.empty()) {
    what.profile_text = profile_text_of(*run, file);
    if (what.profile_text.empty())
      print_error(fmt::format("rehearse: {} is not what the run read any more: the folder goes without it\n",
                              printable(run->profile.path)));
  }
  if (const auto done = report(rehearsal, what); !done) return leave(done.error(), ExitCode::usage);
  return exit_code(*run);
}

}  // namespace rehearse::cli
