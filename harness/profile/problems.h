#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profile/document.h"
#include "profile/load.h"

namespace rehearse::profile {

/// Collects what is wrong, wherever the reader happens to be, and hands it out in the order of the text.
class Problems {
 public:
  /// So many are shown; more would not help anybody mend a file.
  static constexpr std::size_t kMost = 100;

  void add(Place at, std::string_view id, std::string text);
  bool empty() const { return x_problems.empty(); }
  std::vector<Problem>& raw() { return x_problems; }

  /// Sorted by place, every problem once (a value reached through two aliases is one value), at most kMost
  /// and then one `too-many-problems`.
  std::vector<Problem> in_order() &&;

 private:
  std::vector<Problem> x_problems;
};

}  // namespace rehearse::profile
