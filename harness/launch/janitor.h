#pragma once

#include <optional>
#include <string>

#include "base/descriptor.h"
#include "base/result.h"

namespace rehearse::launch {

/// A process that removes a folder with all that is in it as soon as this one is gone, however that comes:
/// rehearse, started once more, with nothing to do but to wait. Destroyed, it removes the folder as well.
class Janitor {
 public:
  /// Errors: stage-failed (no process to be had).
  static Result<Janitor> start(const std::string& folder);
  ~Janitor();
  Janitor(Janitor&& other) noexcept;
  Janitor& operator=(Janitor&&) = delete;

 private:
  Janitor(int process, Descriptor waits) : x_process(process), x_waits(std::move(waits)) {}

  int x_process;
  Descriptor x_waits;  ///< the end of which it waits for
};

/// What it does, where these are its arguments: its exit code. To be asked first in main().
std::optional<int> janitor_of(int argc, const char* const* argv);

}  // namespace rehearse::launch
