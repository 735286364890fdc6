#pragma once

#include "judge/compare.h"

namespace rehearse::judge {

/// Fills in what a pass at the candidate says of the baseline, and what it does not.
void add_proofs(const CompareQuestion& question, Comparison& comparison);

}  // namespace rehearse::judge
