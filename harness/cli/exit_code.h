#pragma once

#include <algorithm>

#include "judge/check.h"
#include "judge/impact.h"
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

inline ExitCode exit_code(judge::Verdict verdict, bool interrupted) {
  if (interrupted) return ExitCode::interrupted;
  switch (verdict) {
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

inline ExitCode exit_code(const judge::Run& run) {
  return exit_code(run.verdict, run.interrupted);
}

inline ExitCode exit_code(const judge::Check& check) {
  const auto is_refused = [](const auto& answer) { return !answer.error && !answer.is_good(); };
  if (std::ranges::any_of(check.answers, is_refused)) return ExitCode::will_break;
  const auto is_untold = [](const auto& answer) { return answer.error.has_value(); };
  const auto disagrees = [](const auto& client) { return client.disagrees(); };
  return std::ranges::any_of(check.answers, is_untold) || std::ranges::any_of(check.clients, disagrees)
             ? ExitCode::inconclusive
             : ExitCode::ready;
}

inline ExitCode exit_code(const judge::Impact& impact) {
  switch (impact.verdict()) {
    case judge::Touched::affected:
      return ExitCode::will_break;
    case judge::Touched::cannot_tell:
      return ExitCode::inconclusive;
    case judge::Touched::not_affected:
      return ExitCode::ready;
  }
  return ExitCode::defect;
}

}  // namespace rehearse::cli
