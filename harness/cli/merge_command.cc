#include <algorithm>
#include <filesystem>
#include <map>

#include "base/file.h"
#include "cert/certificate.h"
#include "cli/commands.h"
#include "cli/evidence_folder.h"
#include "cli/output.h"
#include "cli/reports.h"
#include "judge/fleet.h"
#include "report/fleet.h"
#include "report/html.h"
#include "report/saved_run.h"

namespace rehearse::cli {
namespace {

// Two runs of one machine are told apart by their files.
void name_apart(std::vector<judge::Member>& members) {
  std::map<std::string, int> known;
  for (auto& one : members) {
    one.machine = one.run.machine.host.empty() ? one.file : one.run.machine.host;
    ++known[one.machine];
  }
  for (auto& one : members) {
    if (known[one.machine] > 1 && one.machine != one.file) one.machine += " (" + one.file + ")";
  }
}

Result<std::vector<judge::Member>> read_members(const std::vector<std::string>& files) {
  std::vector<judge::Member> out;
  std::map<Sha256, std::string> digests;
  for (const auto& file : files) {
    const auto path = saved_run_at(file);
    const auto is_same = [&](const judge::Member& one) {
      std::error_code error;
      return std::filesystem::equivalent(saved_run_at(one.file), path, error);
    };
    if (std::ranges::any_of(out, is_same)) return fail("run-given-twice", path + ": is given twice");
    const auto text = read_file(path);
    if (!text) return std::unexpected(text.error());
    const auto known = digests.try_emplace(cert::sha256(*text), path);
    if (!known.second) return fail("run-given-twice", path + ": is the same run as " + known.first->second);
    if (auto intact = check_sums(file); !intact) return std::unexpected(std::move(intact.error()));
    auto run = report::read_saved_run(*text);
    if (!run) return std::unexpected(std::move(run.error()).in(path));
    out.push_back({{}, file, *std::move(run)});
  }
  name_apart(out);
  return out;
}

}  // namespace

ExitCode merge_command(Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  if (const auto done = check_reports(arguments); !done) return leave(done.error(), ExitCode::usage);
  const auto members = read_members(arguments.merge);
  if (!members) return leave(members.error(), ExitCode::usage);
  auto fleet = judge::join(*members);
  fleet.made = made_here(rehearsal);
  const auto done = write_reports(
      rehearsal, {[&](const auto& options) { return report::render_fleet_console(fleet, options); },
                  {{Format::json, [&] { return report::render_fleet_json(fleet); }},
                   {Format::html, [&] { return report::render_fleet_html(fleet); }}}});
  if (!done) return leave(done.error(), ExitCode::usage);
  return exit_code(fleet.verdict, fleet.interrupted);
}

}  // namespace rehearse::cli
