#pragma once

#include <string>
#include <vector>

#include "judge/run.h"

namespace rehearse::report::html {

/// What an endpoint serves today beside what it is to serve; of those whose chains are alike above the leaf,
/// the first speaks for all.
struct Pair {
  const judge::RouteReport* today = nullptr;  ///< null where no chain of today was seen
  const judge::RouteReport* next = nullptr;   ///< null where none of the new was
  std::vector<std::string> endpoints;
};

/// In the order of the run; endpoints of which no chain was seen are in none. REQUIRES: the run outlives
/// them.
std::vector<Pair> pairs_of(const judge::Run& run);

}  // namespace rehearse::report::html
