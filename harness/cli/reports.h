#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "cli/rehearsal.h"
#include "judge/run.h"
#include "report/console.h"

namespace rehearse::cli {

/// A folder of evidence stands for the run in it.
std::string saved_run_at(const std::string& path);

/// Whether each report can be written where the command line wants it, before anything is done that would be
/// lost with it. Errors: file-unwritable: no such folder, a folder, not permitted, the profile or a saved run
/// that is read, one file for two reports, two reports for standard output, a folder for --out that holds
/// what rehearse did not write.
Result<void> check_reports(const Arguments& arguments);

/// Whether a report would take the place of a store, a hosts file or a client certificate that the run reads.
/// Errors: file-unwritable.
Result<void> check_reports_are_no_input(const Rehearsal& rehearsal);

/// A run, and the profile as written; empty where it is not at hand.
struct Reported {
  const judge::Run* run = nullptr;
  std::string profile_text;
};

/// Who makes a report of more than a run: this machine, now.
judge::Made made_here(const Rehearsal& rehearsal);

enum class Format : std::uint8_t { json, html, junit, markdown };

/// What writes a report: for the terminal, and for every file that its command has an option for.
struct Renderers {
  std::function<std::string(const report::ConsoleOptions&)> console;
  std::map<Format, std::function<std::string()>> files;
};

/// The report in every file asked for, and on the terminal unless a file is standard output; where one of
/// them fails, the others are written. Errors: file-unwritable.
Result<void> write_reports(const Rehearsal& rehearsal, const Renderers& renderers);

/// The same of a run, and its folder of evidence.
Result<void> report(const Rehearsal& rehearsal, const Reported& what);

}  // namespace rehearse::cli
