#pragma once

#include <string>
#include <vector>

#include "judge/evidence.h"

namespace rehearse::judge {

/// The announced chain, as edges showed it.
struct StagedChain {
  cert::Chain chain;
  std::vector<std::string> hosts;  ///< that it was shown for, each once
  std::vector<std::string> from;   ///< for people: "api at staging, 203.0.113.7:443"
};

/// Where the announced chain was expected, and was not seen or not believed.
struct NotStaged {
  std::string where;   ///< endpoint and target; the endpoint alone where it has no edge to be asked
  std::string reason;  ///< stable id: identify's, the handshake's, `unresolved`, `not-judged`
  std::string detail;
};

struct Staged {
  std::vector<StagedChain> chains;  ///< each once, in the order first seen
  std::vector<NotStaged> missing;
};

/// What the edges of every endpoint that the notice names show: a chain is taken only from an edge that
/// identify passes, so that today's chain is never held for tomorrow's. Threads: safe.
Staged staged_chains(const Evidence& evidence);

}  // namespace rehearse::judge
