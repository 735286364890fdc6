#include "judge/run.h"

namespace rehearse::judge {

std::string_view to_id(Verdict verdict) {
  switch (verdict) {
    case Verdict::ready:
      return "ready";
    case Verdict::will_break:
      return "will-break";
    case Verdict::not_affected:
      return "not-affected";
    case Verdict::inconclusive:
      return "inconclusive";
  }
  return "inconclusive";
}

std::string_view to_id(StageName stage) {
  switch (stage) {
    case StageName::resolve:
      return "resolve";
    case StageName::connect:
      return "connect";
    case StageName::negotiate:
      return "negotiate";
    case StageName::identify:
      return "identify";
    case StageName::name:
      return "name";
    case StageName::trust:
      return "trust";
    case StageName::call:
      return "call";
  }
  return "resolve";
}

std::string_view to_id(StageOutcome outcome) {
  switch (outcome) {
    case StageOutcome::pass:
      return "pass";
    case StageOutcome::fail:
      return "fail";
    case StageOutcome::skipped:
      return "skipped";
  }
  return "skipped";
}

}  // namespace rehearse::judge
