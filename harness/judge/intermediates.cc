#include "judge/intermediates.h"

#include <algorithm>

namespace rehearse::judge {

bool shows_more(const cert::Chain& path, const cert::Chain& best) {
  if (path.empty() || best.empty()) return !path.empty();
  const bool rooted = path.back()->is_self_issued();
  if (rooted != best.back()->is_self_issued()) return rooted;
  return rooted ? path.size() < best.size() : path.size() > best.size();
}

Intermediates intermediates_of(const cert::Chain& sent, const cert::Chain& whole) {
  Intermediates out;
  const auto path = whole.empty() ? cert::path_of(sent) : whole;
  for (std::size_t i = 1; i < path.size(); ++i) {
    const auto& one = path[i];
    const bool came = std::ranges::any_of(sent, [&](const auto& c) { return c->sha256 == one->sha256; });
    if (i + 1 == path.size() && one->is_self_issued()) {
      out.root = one;
    } else {
      (came ? out.sent : out.missing).push_back(one);
    }
  }
  return out;
}

}  // namespace rehearse::judge
