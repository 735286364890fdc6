#pragma once

#include <vector>

#include "base/instant.h"
#include "trust/anchors.h"

namespace rehearse::trust {

/// A way from a leaf to a certificate that a store trusts.
struct Way {
  cert::Chain path;  ///< leaf to anchor
  Instant until;     ///< the first end of a certificate on it, the anchor's included
};

/// Every way there is: by issuers' names, byte for byte, and signatures that hold. What else a client asks of
/// a path is not looked at, and so a way may be one that no client takes. The shortest first; at most
/// kMostWays, of kMostOnWay certificates each. Certificates that do not parse are passed over. Threads: safe.
std::vector<Way> ways_to(const Anchors& anchors, const cert::Chain& sent);
inline constexpr std::size_t kMostWays = 32;
inline constexpr std::size_t kMostOnWay = 10;
inline constexpr std::size_t kMostSteps =
    5000;  ///< authorities that sign one another make any number of ways

}  // namespace rehearse::trust
