#include "trust/related.h"

#include <algorithm>
#include <set>

namespace rehearse::trust {

cert::Chain related(const cert::Chain& held, const cert::Chain& sent) {
  std::set<DistinguishedName> names;
  for (const auto& one : sent) {
    names.insert(one->subject);
    names.insert(one->issuer);
  }
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& one : held) {
      if (names.contains(one->subject)) grown = names.insert(one->issuer).second || grown;
    }
  }
  cert::Chain out;
  std::ranges::copy_if(held, std::back_inserter(out),
                       [&](const auto& one) { return names.contains(one->subject); });
  return out;
}

}  // namespace rehearse::trust
