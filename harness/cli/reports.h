#pragma once

#include <string>

#include "cli/rehearsal.h"
#include "judge/run.h"

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

/// The report on the terminal and in every file asked for; where one of them fails, the others are written.
/// Errors: file-unwritable.
Result<void> report(const Rehearsal& rehearsal, const Reported& what);

}  // namespace rehearse::cli
