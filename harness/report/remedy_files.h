#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/file.h"
#include "trust/remedy.h"

namespace rehearse::report {

/// Who needs a remedy.
struct Needed {
  std::string_view client;
  const trust::Remedy* remedy;
};

/// The certificates that the remedies add, each under the name that their commands use, and remedy.sh with
/// the commands: each change once, a line that fails ends it. What cannot be carried out as it stands (a
/// certificate that only was announced, a change without a command) stands in it as a comment. Nothing where
/// there is no remedy. Threads: safe.
std::vector<File> remedy_files(const std::vector<Needed>& needed);

/// Whether remedy_files() wrote this script, now or in an earlier run. Threads: safe.
bool is_remedy_script(std::string_view text);

}  // namespace rehearse::report
