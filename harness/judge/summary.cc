#include "judge/summary.h"

#include <algorithm>
#include <map>

namespace rehearse::judge {
namespace {

// Larger is worse.
int weight(Verdict verdict) {
  switch (verdict) {
    case Verdict::not_affected:
      return 0;
    case Verdict::ready:
      return 1;
    case Verdict::inconclusive:
      return 2;
    case Verdict::will_break:
      return 3;
  }
  return 3;
}

}  // namespace

Verdict worse(Verdict a, Verdict b) {
  return weight(a) >= weight(b) ? a : b;
}

Verdict over_all(const std::vector<Row>& rows) {
  if (rows.empty()) return Verdict::inconclusive;
  Verdict out = Verdict::not_affected;
  for (const auto& row : rows) out = worse(out, row.verdict);
  return out;
}

Summary summarise(const std::vector<Row>& rows) {
  std::map<std::pair<std::string, std::string>, Verdict> cells;
  for (const auto& row : rows) {
    const auto [cell, is_new] = cells.try_emplace({row.endpoint, row.store}, row.verdict);
    if (!is_new) cell->second = worse(cell->second, row.verdict);
  }
  Summary out;
  for (const auto& [cell, verdict] : cells) {
    switch (verdict) {
      case Verdict::ready:
        ++out.ready;
        break;
      case Verdict::will_break:
        ++out.will_break;
        break;
      case Verdict::not_affected:
        ++out.not_affected;
        break;
      case Verdict::inconclusive:
        ++out.inconclusive;
        break;
    }
  }
  return out;
}

}  // namespace rehearse::judge
