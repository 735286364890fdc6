#pragma once

#include <string>
#include <vector>

#include "judge/run.h"

namespace rehearse::report {

/// One thing that breaks, however many rows say so: the same change mends all of them.
struct Problem {
  const judge::Row* row = nullptr;     ///< the first that says so; outlived by the run
  std::vector<std::string> endpoints;  ///< in the order of the rows, each once
  std::vector<std::string> clients;    ///< likewise
  std::vector<std::string> owners;     ///< who changes the stores of its remedy, where the profile says so
};

/// The distinct problems behind the rows that will break, in the order of the rows. Rows with a remedy are
/// one problem where the remedy is the same; rows without are one where stage, reason and detail are the
/// same.
std::vector<Problem> problems(const judge::Run& run);

/// An endpoint and what the run says of it.
struct EndpointView {
  std::string name;
  std::vector<const judge::RouteReport*> routes;
  std::vector<const judge::Row*> rows;
  const judge::Row* worst = nullptr;  ///< the first of the worst rows; null where there is none
};

/// Every endpoint in the order of the run.
std::vector<EndpointView> endpoints(const judge::Run& run);

/// What stands first: will-break 0, inconclusive 1, ready 2, not-affected 3.
int severity(judge::Verdict verdict);

}  // namespace rehearse::report
