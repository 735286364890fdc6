#include "report/untold.h"

#include <map>

#include "report/grouped.h"

namespace rehearse::report {

std::vector<Untold> untold(const judge::Run& run) {
  Grouped places;
  std::map<std::string, const judge::Row*> first;
  for (const auto& row : run.rows) {
    if (row.verdict != judge::Verdict::inconclusive) continue;
    const auto key = row.reason + "\n" + row.detail;
    first.try_emplace(key, &row);
    places.add(key, row.endpoint + " on " + row.target + ", store " + row.store);
  }
  std::vector<Untold> out;
  for (const auto& group : places.groups()) out.push_back({first.at(group.key), group.members});
  return out;
}

}  // namespace rehearse::report
