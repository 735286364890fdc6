#include "report/differences.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/phrases.h"

namespace rehearse::report {

std::vector<SharedDifference> shared_differences(const judge::Comparison& comparison) {
  std::vector<SharedDifference> out;
  for (const auto& one : comparison.differences) {
    const auto is_same = [&](const SharedDifference& other) {
      const auto& it = *other.difference;
      return it.area == one.area && it.path == one.path && it.baseline == one.baseline &&
             it.candidate == one.candidate && it.seen_in == one.seen_in && it.of == one.of;
    };
    const auto known = std::ranges::find_if(out, is_same);
    const auto where =
        one.at.empty() ? one.where : fmt::format("{} at {}", one.where, fmt::join(one.at, " and "));
    if (known == out.end()) {
      out.push_back({&one, {where}});
    } else {
      known->where.push_back(where);
    }
  }
  return out;
}

std::string_view in_words(const judge::Comparison& comparison) {
  if (comparison.differs()) return "differs";
  return comparison.is_whole() ? "alike" : "could not be told";
}

judge::Verdict verdict_of(const judge::Comparison& comparison) {
  if (comparison.differs()) return judge::Verdict::will_break;
  return comparison.is_whole() ? judge::Verdict::ready : judge::Verdict::inconclusive;
}

std::string counted(const judge::Comparison& comparison) {
  return fmt::format("{} compared, {}, {} ignored, {} not compared", comparison.compared,
                     count(comparison.differences.size(), "difference", "differences"), comparison.ignored,
                     comparison.not_compared.size());
}

std::string span_of(const std::vector<std::chrono::milliseconds>& times) {
  const auto middle = times[times.size() / 2].count();
  return times.size() < 2
             ? fmt::format("{} ms", middle)
             : fmt::format("{} to {} ms, median {}", times.front().count(), times.back().count(), middle);
}

}  // namespace rehearse::report
