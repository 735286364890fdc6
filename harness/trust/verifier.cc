#include "trust/verifier.h"

#include <fmt/format.h>

#include "trust/timeline.h"

namespace rehearse::trust {

Verifier::Verifier(std::vector<Holding> holdings, Origin origin)
    : x_holdings(std::move(holdings)), x_origin(origin) {
  for (const auto& holding : x_holdings) {
    if (holding.store) x_anchors.emplace(holding.name, AnchorSet(*holding.store, *holding.client));
  }
}

const Holding* Verifier::find(const std::string& name) const {
  for (const auto& holding : x_holdings) {
    if (holding.name == name) return &holding;
  }
  return nullptr;
}

const PreparedChain& Verifier::prepared(const cert::Chain& chain) {
  const auto id = cert::chain_id(chain);
  const auto found = x_chains.find(id);
  return found != x_chains.end() ? found->second : x_chains.emplace(id, PreparedChain(chain)).first->second;
}

Result<Answer> Verifier::ask(const std::string& store, const cert::Chain& chain, Instant at) {
  const auto* holding = find(store);
  if (holding == nullptr) return fail("unknown-store", fmt::format("there is no store '{}'", store));
  if (!holding->store) return std::unexpected(holding->store.error());
  if (x_origin == Origin::handshake) {
    if (auto refused = refused_unread(*holding->client, chain)) return *std::move(refused);
  }
  const auto key = std::tuple(store, cert::chain_id(chain), at);
  if (const auto known = x_answers.find(key); known != x_answers.end()) return known->second;
  auto answer = verify(x_anchors.at(store), *holding->client, prepared(chain), at);
  if (!answer) return answer;
  if (answer->reason == Reason::no_anchors && !holding->store->shut.empty())
    answer->detail = holding->store->shut;
  x_answers.emplace(key, *answer);
  return answer;
}

Result<std::vector<Instant>> Verifier::changes_after(Instant from, const std::string& store,
                                                     const cert::Chain& chain) {
  const auto* holding = find(store);
  if (holding == nullptr) return fail("unknown-store", fmt::format("there is no store '{}'", store));
  if (!holding->store) return std::unexpected(holding->store.error());
  const auto key = std::tuple(store, cert::chain_id(chain), from);
  if (const auto known = x_changes.find(key); known != x_changes.end()) return known->second;
  auto changes = trust::changes_after(from, x_anchors.at(store), *holding->client, prepared(chain));
  if (changes) x_changes.emplace(key, *changes);
  return changes;
}

Result<std::optional<Remedy>> Verifier::remedy(const std::string& store, const cert::Chain& chain, Instant at,
                                               const std::vector<Announced>& announced) {
  const auto* holding = find(store);
  if (holding == nullptr) return fail("unknown-store", fmt::format("there is no store '{}'", store));
  if (!holding->store) return std::unexpected(holding->store.error());
  if (x_origin == Origin::handshake && refused_unread(*holding->client, chain)) return std::nullopt;
  Supply supply{.known = {}, .announced = announced};
  for (const auto& other : x_holdings) {
    if (&other == holding || !other.store) continue;
    for (const auto& anchor : other.store->anchors)
      supply.known.push_back({anchor, "in store " + other.name});
  }
  return find_remedy(*holding->store, *holding->client, prepared(chain), at, supply);
}

}  // namespace rehearse::trust
