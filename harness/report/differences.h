#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "judge/compare.h"

namespace rehearse::report {

/// The same thing at several endpoints, which is one thing to read.
struct SharedDifference {
  const judge::Difference* difference = nullptr;  ///< the first of them
  std::vector<std::string> where;                 ///< "soap/login at 203.0.113.7:443"
};

/// In the order of the comparison. REQUIRES: it outlives them.
std::vector<SharedDifference> shared_differences(const judge::Comparison& comparison);

/// From this weight on handshakes or answers as a whole are another.
inline constexpr int kHeavy = 60;

/// "differs", "alike", "could not be told"
std::string_view in_words(const judge::Comparison& comparison);

/// What it counts as where verdicts have signs and colours: what differs, breaks.
judge::Verdict verdict_of(const judge::Comparison& comparison);

/// "3 compared, 1 difference, 2 ignored, 0 not compared"
std::string counted(const judge::Comparison& comparison);

/// "12 to 40 ms, median 15". REQUIRES: `times` are ordered, and not none.
std::string span_of(const std::vector<std::chrono::milliseconds>& times);

}  // namespace rehearse::report
