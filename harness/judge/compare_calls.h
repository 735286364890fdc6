#pragma once
// For the .cc files of a comparison alone.

#include <string>
#include <vector>

#include "judge/telling.h"

namespace rehearse::judge {

/// The calls of an endpoint: statuses and outcomes; headers and bodies, where there are any.
class CallComparison {
 public:
  CallComparison(const CompareQuestion& question, Telling& telling) : q(question), x_telling(telling) {}

  /// REQUIRES: all samples are of the endpoint; there are some on both sides.
  void compare(const std::string& endpoint, const Samples& baseline, const Samples& candidate);
  /// How long they took, at all addresses together.
  void compare_times(const std::string& endpoint, const Samples& baseline, const Samples& candidate);

 private:
  using Calls = std::vector<const Sample::Call*>;

  void compare_call(const std::string& endpoint, const std::string& name, const Samples& baseline,
                    const Samples& candidate);
  void compare_answers(const std::string& where, const Calls& ours, const Calls& theirs);
  void compare_headers(const std::string& where, const Calls& ours, const Calls& theirs);
  std::string shown_name(const std::string& lower, const std::string& written) const;
  void compare_bodies(const std::string& where, const Calls& ours, const Calls& theirs);
  void compare_times_of(const std::string& where, const Calls& ours, const Calls& theirs);

  const CompareQuestion& q;
  Telling& x_telling;
};

}  // namespace rehearse::judge
