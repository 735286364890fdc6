#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "call/call.h"
#include "judge/run.h"
#include "probe/probe.h"
#include "profile/profile.h"
#include "route/route.h"
#include "trust/authorities.h"
#include "trust/remedy.h"
#include "trust/verify.h"

namespace rehearse::judge {

/// One smoke call on one route, and what came of it.
struct CallEvidence {
  const profile::Call* call = nullptr;
  call::Response response;
  call::Judged judged;
  std::string failure = {};  ///< the exchange's, as probe names it; empty where a whole answer came
};

/// Everything seen on one route. Each connection is a sample of what the edge serves.
struct RouteEvidence {
  route::Route route;
  std::vector<probe::Handshake> handshakes;  ///< in the order made
  std::vector<CallEvidence> calls;           ///< in the order of the profile
  std::vector<call::Response> looks;         ///< answers to calls made only to look for `prove:`'s header

  /// The chain that is judged: of the first handshake that showed one. Empty = none seen.
  const cert::Chain& chain() const;
  /// The handshake that is judged: the one whose chain() it is, else the first. Null = no connection was
  /// tried.
  const probe::Handshake* handshake() const;
  /// The first handshake that failed: an edge that answers one connection and fails the next has not shown
  /// that it works. Null = none did.
  const probe::Handshake* failed_handshake() const;
  /// Every different chain that its handshakes showed, in the order first seen.
  std::vector<const cert::Chain*> chains() const;
};

/// Whether two chains are the same certificates in the same order.
bool same_chain(const cert::Chain& a, const cert::Chain& b);

/// One store of the profile, with the client that uses it.
struct StoreEvidence {
  std::string name;
  const trust::Client* client = nullptr;
  std::optional<Error> error;  ///< it could not be read: its rows are inconclusive
};

/// The questions that only certificates can answer. cli hands in trust::Verifier; tables of tests hand in
/// their own.
struct Oracle {
  std::function<Result<trust::Answer>(const std::string& store, const cert::Chain& chain, Instant at)> answer;
  std::function<Result<std::optional<trust::Remedy>>(const std::string& store, const cert::Chain& chain,
                                                     Instant at)>
      remedy;
  /// When the answer changes after a moment, while the leaf lasts; may be null: nobody looks ahead then.
  std::function<Result<std::vector<Instant>>(const std::string& store, const cert::Chain& chain,
                                             Instant after)>
      changes;
  std::function<bool(const cert::Certificate& leaf, const std::string& host, const trust::Client& client)>
      covers;
  /// What a store has for authorities of which no leaf is known; may be null where no chain is published.
  std::function<Result<trust::Held>(const std::string& store, const cert::Chain& published)> anchor;
};

/// What is judged.
struct Evidence {
  const profile::Profile* profile = nullptr;
  Instant now;
  std::vector<RouteEvidence> routes;                      ///< endpoint by endpoint, target by target
  std::vector<StoreEvidence> stores;                      ///< those that are judged
  std::optional<std::vector<ClientReport>> clients = {};  ///< what clients did; none = they were not run
  Oracle oracle;
};

}  // namespace rehearse::judge
