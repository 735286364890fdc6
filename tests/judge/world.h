#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/instant.h"
#include "judge/evidence.h"
#include "judge/judge.h"

namespace rehearse::judge {

/// A moment by its day and hour in December 2018.
Instant december(int day, int hour = 0);

/// A certificate that exists only as fields: the judge never asks for more.
cert::CertificatePtr certificate(const std::string& subject, const std::string& issuer, char digest);

/// A rehearsal in which everything is well: one endpoint, today's edge with the old chain, a staged edge with
/// the announced one, one store that trusts both. A test changes one thing and looks at what becomes of it.
class World {
 public:
  World();

  Judgement judge();

  RouteEvidence& today() { return evidence.routes[0]; }
  RouteEvidence& next() { return evidence.routes[1]; }
  probe::Handshake& today_handshake() { return today().handshakes[0]; }
  probe::Handshake& next_handshake() { return next().handshakes[0]; }
  profile::Call& add_call(profile::Must must);
  void call_came_to(call::Outcome outcome);

  /// From now on the store says this of chains with this leaf, at moments for which `when` holds.
  std::vector<Instant> changes;  ///< the moments at which some opinion changes, as the oracle tells them
  void store_says(
      const std::string& store, char leaf_digest, trust::Reason reason,
      std::function<bool(Instant)> when = [](Instant) { return true; });

  profile::Profile profile;
  trust::Client client;
  Evidence evidence;
  bool name_covered = true;
  std::string host_not_covered;           ///< a single one
  std::optional<cert::Chain> path_taken;  ///< none = the chain as sent
  cert::CertificatePtr old_leaf, old_issuer, new_leaf, new_issuer;

 private:
  struct Opinion {
    std::string store;
    char leaf_digest;
    trust::Reason reason;
    std::function<bool(Instant)> when;
  };
  std::vector<Opinion> x_opinions;
};

}  // namespace rehearse::judge
