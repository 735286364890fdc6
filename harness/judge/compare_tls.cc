#include "judge/compare_tls.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace rehearse::judge {
namespace {

using Area = Difference::Area;

struct Weight {
  std::string_view path;
  int weight;
};

// How soon an integration that works with the one would notice the other. What ends handshakes stands first.
constexpr Weight kTlsWeights[] = {{"anchor", 100},
                                  {"own name", 95},
                                  {"validity", 95},
                                  {"intermediates", 90},
                                  {"issuer", 85},
                                  {"version", 70},
                                  {"key type", 65},
                                  {"client certificate", 65},
                                  {"certificate signature", 60},
                                  {"names", 45},
                                  {"cipher", 40},
                                  {"alpn", 40},
                                  {"leaf", 35},
                                  {"group", 30},
                                  {"signature", 25},
                                  {"staple", 20}};
constexpr int kStore = 100;

int weight_of(std::string_view tls_path) {
  const auto found = std::ranges::find(kTlsWeights, tls_path, &Weight::path);
  return found == std::end(kTlsWeights) ? 10 : found->weight;
}

Likeness likeness_of(const AuthorityKey& a, const AuthorityKey& b) {
  if (a.signed_one == b.signed_one) return Likeness::same;
  if (!a.spki.empty() && !b.spki.empty()) return a.spki == b.spki ? Likeness::same : Likeness::other;
  if (!a.key_id.empty() && !b.key_id.empty()) return a.key_id == b.key_id ? Likeness::same : Likeness::other;
  return Likeness::unknown;
}

// "CN=Root, key id 0a1b2c3d…"
std::string with_key(const std::string& name, const AuthorityKey& key) {
  constexpr std::size_t kShown = 16;
  if (!key.key_id.empty()) return fmt::format("{}, key id {}", name, key.key_id.substr(0, kShown));
  return key.spki.empty() ? name : fmt::format("{}, key {}", name, key.spki.substr(0, kShown));
}

Fact fact_of(const std::string& path, const Samples& baseline, const Samples& candidate) {
  Fact out;
  for (const auto& [samples, values] : {std::pair(&baseline, &out.baseline), {&candidate, &out.candidate}}) {
    for (const auto* sample : *samples) {
      if (const auto found = sample->tls.find(path); found != sample->tls.end())
        values->push_back(found->second);
    }
  }
  return out;
}

}  // namespace

void TlsComparison::compare(const std::string& endpoint, const Samples& baseline, const Samples& candidate) {
  compare_facts(endpoint, baseline, candidate);
  auto& grounds = x_telling.grounds.endpoints[endpoint];
  grounds.anchor = std::max(grounds.anchor, compare_authority(endpoint, "anchor", baseline, candidate));
  grounds.issuer = std::max(grounds.issuer, compare_authority(endpoint, "issuer", baseline, candidate));
  ask_stores(endpoint, baseline, candidate);
}

void TlsComparison::compare_facts(const std::string& endpoint, const Samples& baseline,
                                  const Samples& candidate) {
  const bool same_host = baseline.front()->host == candidate.front()->host;
  std::set<std::string> paths;
  for (const auto* sample : baseline) {
    for (const auto& [path, value] : sample->tls) paths.insert(path);
  }
  auto& grounds = x_telling.grounds.endpoints[endpoint];
  for (const auto& path : paths) {
    if (!same_host && (path == "names" || path == "leaf")) continue;
    const auto fact = fact_of(path, baseline, candidate);
    if (fact.others() > 0) {
      x_telling.add(Area::tls, endpoint, path, fact, weight_of(path));
    }
    if (path == "intermediates" && fact.others() > 0) grounds.intermediates = Likeness::other;
  }
}

// Of the names that both have, the keys: a store has keys, and two authorities may have one name. Another
// name is told as any other fact.
Likeness TlsComparison::compare_authority(const std::string& endpoint, const std::string& which,
                                          const Samples& baseline, const Samples& candidate) {
  Likeness worst = Likeness::same;
  for (const auto* theirs : candidate) {
    const auto name = value_of(theirs->tls, which);
    std::optional<Likeness> best;
    const Sample* like = nullptr;
    for (const auto* ours : baseline) {
      if (value_of(ours->tls, which) != name) continue;
      const auto likeness = likeness_of(key_of(*ours, which), key_of(*theirs, which));
      if (!best || likeness < *best) like = ours;
      best = std::min(best.value_or(likeness), likeness);
    }
    if (best == Likeness::other && worst != Likeness::other) {
      x_telling.add({Area::tls, endpoint, which, with_key(name, key_of(*like, which)),
                     with_key(name, key_of(*theirs, which)), weight_of(which)});
    } else if (best == Likeness::unknown) {
      x_telling.not_compared(
          endpoint,
          fmt::format("the {} of both is {}: whether of one key, neither chain shows", which, name));
    }
    worst = std::max(worst, best.value_or(Likeness::other));
  }
  return worst;
}

// As the chain shows it; else as a store found it on the path from there.
AuthorityKey TlsComparison::key_of(const Sample& sample, const std::string& which) {
  const auto found = sample.keys.find(which);
  auto out = found == sample.keys.end() ? AuthorityKey() : found->second;
  if (!out.spki.empty() || sample.chain.empty() || !q.answer) return out;
  for (const auto& store : q.stores) {
    const auto& path = said_of(store, sample.chain).path;
    if (path.size() < 2) continue;
    const auto& signer = which == "anchor" ? path.back() : path[1];
    if (signer->subject.text() != value_of(sample.tls, which)) continue;
    out.spki = signer->spki_sha256.hex();
    break;
  }
  return out;
}

const TlsComparison::Said& TlsComparison::said_of(const std::string& store, const cert::Chain& chain) {
  const auto [known, is_new] = x_said.try_emplace({store, cert::chain_id(chain).hex()});
  if (!is_new) return known->second;
  const auto answer = q.answer(store, chain);
  if (!answer) {
    known->second.text = answer.error().code;
  } else if (answer->trusted) {
    known->second = {"trusted", true, answer->path};
  } else {
    known->second.text = "not trusted: " + std::string(to_id(answer->reason));
  }
  return known->second;
}

// What it comes to for the stores of the profile.
void TlsComparison::ask_stores(const std::string& endpoint, const Samples& baseline,
                               const Samples& candidate) {
  if (!q.answer) return;
  auto& say = x_telling.grounds.endpoints[endpoint].stores;
  for (const auto& store : q.stores) {
    Fact fact;
    bool all_trust = true;
    for (const auto& [samples, texts] :
         {std::pair(&baseline, &fact.baseline), {&candidate, &fact.candidate}}) {
      for (const auto* sample : *samples) {
        if (sample->chain.empty()) continue;
        const auto& said = said_of(store, sample->chain);
        texts->push_back(said.text);
        all_trust = all_trust && said.trusted;
      }
    }
    if (fact.baseline.empty() || fact.candidate.empty()) continue;
    if (fact.others() > 0) {
      x_telling.add(Area::tls, endpoint, "store " + store, fact, kStore);
      say = StoresSay::other;
    } else if (say != StoresSay::other && (all_trust || say == StoresSay::nothing)) {
      say = all_trust ? StoresSay::alike : StoresSay::none_trusts;
    }
  }
}

}  // namespace rehearse::judge
