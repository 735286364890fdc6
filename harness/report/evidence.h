#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "judge/run.h"
#include "report/file.h"

namespace rehearse::report {

/// The name of the file that holds the digests of all the others.
inline constexpr std::string_view kSums = "SHA256SUMS";

/// What a change board keeps of a run: every report, the profile as written (unless it is empty), what each
/// route sent as PEM, what mends the stores, and at the end SHA256SUMS as sha256sum(1) reads it. Names are
/// paths inside the folder, of safe characters. Threads: safe.
std::vector<File> evidence_files(const judge::Run& run, std::string_view profile_text);

/// Whether evidence_files() gives a file this name: what else lies in a folder is somebody's own.
bool is_evidence_name(std::string_view name);
/// Whether the text is a report.json of evidence_files().
bool is_evidence_report(std::string_view json);

/// A line of SHA256SUMS.
struct Sum {
  std::string name;
  Sha256 sha256;
};

/// Errors: bad-sums with the line: not as evidence_files() writes it, a name that leaves the folder or stands
/// twice.
Result<std::vector<Sum>> read_sums(std::string_view text);

}  // namespace rehearse::report
