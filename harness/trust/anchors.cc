#include "trust/anchors.h"

#include <utility>

namespace rehearse::trust {

Result<std::vector<Facts>> facts_of_all(const cert::Chain& certificates) {
  std::vector<Facts> out;
  out.reserve(certificates.size());
  for (const auto& certificate : certificates) {
    auto facts = facts_of(certificate);
    if (!facts) return std::unexpected(std::move(facts).error().in(certificate->subject.short_name()));
    out.push_back(*std::move(facts));
  }
  return out;
}

Result<Anchors> Anchors::make(const cert::Chain& anchors, std::shared_ptr<Signatures> signatures) {
  auto facts = facts_of_all(anchors);
  if (!facts) return std::unexpected(std::move(facts).error());
  Anchors out;
  out.x_facts = *std::move(facts);
  out.x_signatures = std::move(signatures);
  for (std::size_t i = 0; i < out.x_facts.size(); ++i)
    out.x_by_digest.emplace(out.x_facts[i].certificate->sha256, i);
  return out;
}

const Facts* Anchors::find(const Sha256& sha256) const {
  const auto found = x_by_digest.find(sha256);
  return found == x_by_digest.end() ? nullptr : &x_facts[found->second];
}

}  // namespace rehearse::trust
