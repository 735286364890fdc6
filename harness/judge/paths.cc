#include "judge/paths.h"

#include "judge/evidence.h"

namespace rehearse::judge {

Paths::Paths(const store::Store& store, cert::Chain chain) : x_store(store), x_chain(std::move(chain)) {}

const trust::AnchorSet& Paths::anchors_of(const trust::Client& client) {
  const auto known = x_anchors.find(&client);
  if (known != x_anchors.end()) return known->second;
  return x_anchors.emplace(&client, trust::AnchorSet(x_store, client)).first->second;
}

const std::map<const trust::Client*, cert::Chain>& Paths::taken_at(Instant at) {
  if (const auto known = x_taken.find(at); known != x_taken.end()) return known->second;
  auto& out = x_taken[at];
  for (const auto& client : trust::clients()) {
    const auto answer = trust::verify(anchors_of(client), client, x_chain, at);
    if (answer && answer->trusted) out.emplace(&client, answer->path);
  }
  return out;
}

std::vector<TakenWay> Paths::of(const trust::Client& client, const cert::Chain& taken, Instant at) {
  const auto& anchors = anchors_of(client).anchors();
  if (!anchors) return {};
  std::vector<TakenWay> out;
  for (auto& way : trust::ways_to(*anchors, x_chain.certificates())) out.push_back({std::move(way), {}});
  if (out.empty() || (out.size() == 1 && same_chain(out.front().way.path, taken))) return out;
  for (const auto& one : trust::clients()) {
    const auto path = taken_at(at).find(&one);
    if (path == taken_at(at).end()) continue;
    for (auto& it : out) {
      if (same_chain(it.way.path, path->second)) it.taken_by.push_back(&one);
    }
  }
  return out;
}

}  // namespace rehearse::judge
