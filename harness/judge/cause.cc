#include "judge/cause.h"

namespace rehearse::judge {

std::vector<std::string> cause_of(const Row& row) {
  std::vector<std::string> out = {std::string(to_id(row.verdict)),
                                  row.stage ? std::string(to_id(*row.stage)) : "", row.reason};
  if (!row.remedy) return out;
  for (const auto& one : row.remedy->add) out.push_back("+" + one.sha256.hex());
  for (const auto& one : row.remedy->remove) out.push_back("-" + one.sha256.hex());
  return out;
}

}  // namespace rehearse::judge
