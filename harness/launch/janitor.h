#pragma once

#include <optional>
#include <string>

#include "base/descriptor.h"
#include "base/result.h"

namespace rehearse::launch {

/// A process that makes a folder, and removes it with all that is in it as soon as this one is gone, however
/// that comes: rehearse, started once more, with nothing to do but to wait. Destroyed, it removes the folder
/// as well.
class Janitor {
 public:
  /// The folder is new, ours alone, and called as mkdtemp() makes it of `pattern`, an absolute path that ends
  /// in XXXXXX. Errors: stage-failed (no process, or no such folder, to be had).
  static Result<Janitor> start(const std::string& pattern);
  ~Janitor();
  Janitor(Janitor&& other) noexcept;
  Janitor& operator=(Janitor&&) = delete;

  const std::string& folder() const { return x_folder; }

 private:
  Janitor(int process, Descriptor tie) : x_process(process), x_tie(std::move(tie)) {}

  int x_process;
  Descriptor x_tie;  ///< for the end of which it waits
  std::string x_folder;
};

/// What it does, where these are its arguments: its exit code. To be asked first in main().
std::optional<int> janitor_of(int argc, const char* const* argv);

}  // namespace rehearse::launch
