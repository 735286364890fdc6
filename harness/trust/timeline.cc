#include "trust/timeline.h"

#include <set>

#include "trust/related.h"

namespace rehearse::trust {
namespace {

bool is_other(const Answer& a, const Answer& b) {
  if (a.trusted != b.trusted || a.reason != b.reason) return true;
  return a.trusted && a.path.back()->sha256 != b.path.back()->sha256;
}

}  // namespace

Result<std::vector<Instant>> changes_after(Instant from, const AnchorSet& anchors, const Client& client,
                                           const PreparedChain& chain) {
  std::vector<Instant> out;
  const auto& sent = chain.certificates();
  if (sent.empty()) return fail("empty-chain", "no certificate to judge");
  std::set<Instant> moments;
  const auto add = [&](const cert::Chain& certificates) {
    for (const auto& one : certificates) {
      moments.insert(one->not_before);
      moments.insert(
          one->not_after);  // to OpenSSL it has ended, to Java, Go and GnuTLS it is the last second
      moments.insert(one->not_after + std::chrono::seconds(1));
    }
  };
  add(sent);
  add(related(anchors.certificates(), sent));
  auto before = verify(anchors, client, chain, from);
  if (!before) return std::unexpected(std::move(before.error()));
  for (const auto at : moments) {
    if (at <= from || at >= sent.front()->not_after || out.size() == kMostChanges) continue;
    auto then = verify(anchors, client, chain, at);
    if (!then) return std::unexpected(std::move(then.error()));
    if (is_other(*before, *then)) out.push_back(at);
    before = std::move(then);
  }
  return out;
}

}  // namespace rehearse::trust
