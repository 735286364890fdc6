#pragma once

#include <string>
#include <vector>

#include "judge/run.h"

namespace rehearse::report {

/// What could not be told for one reason, and of which rows: "rest on staging, store billing".
struct Untold {
  const judge::Row* row = nullptr;  ///< the first of them
  std::vector<std::string> places;
};

/// By reason and detail, in the order of the rows. REQUIRES: the run outlives them.
std::vector<Untold> untold(const judge::Run& run);

}  // namespace rehearse::report
