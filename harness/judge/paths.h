#pragma once

#include <map>
#include <vector>

#include "trust/verify.h"
#include "trust/ways.h"

namespace rehearse::judge {

/// A way from the leaf to the store, and which of all known clients take it at a moment.
struct TakenWay {
  trust::Way way;
  std::vector<const trust::Client*> taken_by;  ///< in the order of trust::clients()
};

/// What every client makes of one chain with one store: whoever uses another today, or another version
/// tomorrow. Threads: one caller at a time.
class Paths {
 public:
  /// Borrows `store`. `chain` is not empty.
  Paths(const store::Store& store, cert::Chain chain);

  /// Every way there is for `client`, which itself takes `taken` (empty = none); none where its anchors
  /// cannot be read. Where its own is the only one, nobody else is asked.
  std::vector<TakenWay> of(const trust::Client& client, const cert::Chain& taken, Instant at);

 private:
  const trust::AnchorSet& anchors_of(const trust::Client& client);
  const std::map<const trust::Client*, cert::Chain>& taken_at(Instant at);

  const store::Store& x_store;
  trust::PreparedChain x_chain;
  std::map<const trust::Client*, trust::AnchorSet> x_anchors;
  std::map<Instant, std::map<const trust::Client*, cert::Chain>> x_taken;
};

}  // namespace rehearse::judge
