#include "judge/paths.h"

#include <algorithm>

namespace rehearse::judge {
namespace {

bool is_same(const cert::Chain& a, const cert::Chain& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return x->sha256 == y->sha256; });
}

}  // namespace

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

std::vector<TakenWay> Paths::of(const trust::Client& client, Instant at) {
  const auto& anchors = anchors_of(client).anchors();
  if (!anchors) return {};
  std::vector<TakenWay> out;
  for (auto& way : trust::ways_to(*anchors, x_chain.certificates())) out.push_back({std::move(way), {}});
  // Where there is one way, nobody takes another.
  if (out.size() < 2) return out;
  for (const auto& one : trust::clients()) {
    const auto taken = taken_at(at).find(&one);
    if (taken == taken_at(at).end()) continue;
    for (auto& it : out) {
      if (is_same(it.way.path, taken->second)) it.taken_by.push_back(&one);
    }
  }
  return out;
}

}  // namespace rehearse::judge
