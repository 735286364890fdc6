#include "base/nearest.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace rehearse {
namespace {

// Optimal string alignment distance. Source: Damerau 1964; three rows of the table are enough.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view written, std::span<const std::string_view> known) {
  std::string_view best;
  // One letter is forgiven in short words too, but never the only one.
  std::size_t best_distance = std::min(std::max<std::size_t>(1, written.size() / 3) + 1, written.size());
  for (const auto word : known) {
    // The lengths alone say how far apart two words are at least: a word of a megabyte costs nothing.
    const auto longer = std::max(word.size(), written.size());
    if (longer - std::min(word.size(), written.size()) >= best_distance) continue;
    const std::size_t d = distance(written, word);
    if (d < best_distance) {
      best = word;
      best_distance = d;
    }
  }
  return best;
}

}  // namespace rehearse
