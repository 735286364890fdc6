#pragma once
// What the stage says to who started it, over a SEQPACKET socket, before the program takes its place.

#include <array>
#include <string>
#include <vector>

#include "base/descriptor.h"
#include "base/result.h"

namespace rehearse::launch {

/// One thing that is said.
struct StageMessage {
  enum class Kind : int { failed, door, program } kind = Kind::failed;
  int error = 0;                  ///< errno, where something failed
  bool has_namespace = false;     ///< of a program
  std::array<char, 32> failed{};  ///< ends in a zero
};

/// Says it, and hands over a descriptor where that is not negative. Allocates nothing. False where nobody is
/// there to hear it.
bool say(int socket, const StageMessage& message, int handed = -1);

/// All that was said.
struct StageReport {
  std::string failed;   ///< "user-namespace", "mount", "filter", "exec", ...; empty = the program runs
  int error = 0;        ///< errno of that
  Descriptor listener;  ///< of the filter
  std::vector<Descriptor> doors;
  int program = 0;             ///< its process
  bool has_namespace = false;  ///< what it leaves behind, the kernel ends
};

/// Waits for it. Errors: stage-failed, where the stage ended without a word.
Result<StageReport> read_report(int socket);

}  // namespace rehearse::launch
