#pragma once

#include "judge/run.h"

namespace rehearse::cli {

/// What a shell or a CI job is told. The numbers are a contract.
enum class ExitCode : int {
  ready = 0,         ///< all ready or not affected
  will_break = 1,    ///< something will break
  usage = 2,         ///< the command line or the profile
  inconclusive = 3,  ///< something could not be told, and nothing breaks
  defect = 4,        ///< a defect of ours
  interrupted = 130,
};

inline ExitCode exit_code(const judge::Run& run) {
  if (run.interrupted) return ExitCode::interrupted;
  switch (run.verdict) {
    case judge::Verdict::ready:
    case judge::Verdict::not_affected:
      return ExitCode::ready;
    case judge::Verdict::will_break:
      return ExitCode::will_break;
    case judge::Verdict::inconclusive:
      return ExitCode::inconclusive;
  }
  return ExitCode::defect;
}

}  // namespace rehearse::cli
