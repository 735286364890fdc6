#include "judge/evidence.h"

#include <algorithm>

namespace rehearse::judge {

const cert::Chain& RouteEvidence::chain() const {
  static const cert::Chain kNone;
  const auto* seen = handshake();
  return seen == nullptr ? kNone : seen->chain;
}

const probe::Handshake* RouteEvidence::handshake() const {
  const auto with_chain = std::ranges::find_if(handshakes, [](const auto& h) { return !h.chain.empty(); });
  if (with_chain != handshakes.end()) return &*with_chain;
  return handshakes.empty() ? nullptr : &handshakes.front();
}

const probe::Handshake* RouteEvidence::failed_handshake() const {
  const auto found = std::ranges::find_if(handshakes, [](const auto& h) { return !h.failure.empty(); });
  return found == handshakes.end() ? nullptr : &*found;
}

std::vector<const cert::Chain*> RouteEvidence::chains() const {
  std::vector<const cert::Chain*> out;
  for (const auto& handshake : handshakes) {
    const bool known =
        std::ranges::any_of(out, [&](const auto* chain) { return same_chain(*chain, handshake.chain); });
    if (!handshake.chain.empty() && !known) out.push_back(&handshake.chain);
  }
  return out;
}

bool same_chain(const cert::Chain& a, const cert::Chain& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return x->sha256 == y->sha256; });
}

}  // namespace rehearse::judge
