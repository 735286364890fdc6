#pragma once

#include <vector>

#include "judge/run.h"

namespace rehearse::judge {

/// Of two, what counts for both.
Verdict worse(Verdict a, Verdict b);

/// The verdict over all: will-break > inconclusive > ready > not-affected. Nothing to judge is inconclusive.
Verdict over_all(const std::vector<Row>& rows);

/// Counts endpoint x store; the worst of their rows wins.
Summary summarise(const std::vector<Row>& rows);

/// One line for each thing that a reader might think was tried, and was not.
std::vector<std::string> not_tried(const struct Evidence& evidence, const std::vector<Row>& rows);

}  // namespace rehearse::judge
