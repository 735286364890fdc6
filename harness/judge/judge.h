#pragma once

#include <optional>
#include <vector>

#include "judge/evidence.h"
#include "judge/intermediates.h"
#include "judge/run.h"

namespace rehearse::judge {

/// What was concluded from the evidence; the parts of a Run that are not about the machine or the invocation.
struct Judgement {
  Verdict verdict = Verdict::inconclusive;
  Summary summary;
  std::vector<Row> rows;              ///< endpoint by endpoint, target by target, store by store
  std::vector<ClientReport> clients;  ///< as in the evidence
  std::vector<Finding> findings;
  std::vector<std::string> not_tried;
  /// By route, in their order: of those that show the announced chain.
  std::vector<std::optional<Intermediates>> intermediates;
  std::vector<std::vector<Proof>> proofs;  ///< likewise
};

/// Decides every row, and the verdict over all.
///
/// Scope first: an endpoint that the notice does not name gets rows on its route of role today, decided by
/// what serves there. Every other endpoint gets a row for each of its routes of role next, x store; once the
/// window is over, for each of its routes of role today. Over all: will-break > inconclusive > ready >
/// not-affected; no rows at all is inconclusive. Threads: safe, if the oracle is. Source: docs/verdicts.md;
/// tests/judge/judge_test.cc has a row for every reason.
Judgement judge(const Evidence& evidence);

}  // namespace rehearse::judge
