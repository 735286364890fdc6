#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "report/file.h"

namespace rehearse::cli {

/// Whether a folder of evidence can be written there: nothing is there, an empty folder, or one that an
/// earlier run wrote and nobody added to. Errors: file-unwritable.
Result<void> check_evidence_folder(const std::string& path);

/// Whether a folder holds what `--out` writes, and nothing else; changed or not.
bool is_evidence_folder(const std::string& path);

/// Writes the folder beside its place and puts it there in one step, so that nobody ever sees half of it; an
/// earlier one is taken away. Errors: file-unwritable.
Result<void> write_evidence_folder(const std::string& path, const std::vector<report::File>& files);

/// Whether report.json of a folder of evidence is what SHA256SUMS says; all else is not asked for a run to be
/// read again. Nothing else than a folder has sums. Errors: not-as-written, file-unreadable, bad-sums.
Result<void> check_sums(const std::string& path);

/// What is not as SHA256SUMS says, a line each: "report.md: changed", "missing", "not listed". None: all is
/// as it was written. Errors: file-unreadable, bad-sums.
Result<std::vector<std::string>> verify_evidence_folder(const std::string& path);

}  // namespace rehearse::cli
