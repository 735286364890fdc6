#pragma once

#include <string>
#include <vector>

#include "judge/evidence.h"
#include "judge/run.h"

namespace rehearse::judge {

/// Whether a chain is the one the vendor announced.
///
/// Where the profile gives fingerprints or SPKIs of the leaf, another leaf is none. A fingerprint decides
/// alone. A key may be kept over a renewal: with an SPKI, issuer and anchor must fit as well, as far as the
/// profile gives them, and the leaf must not be one that goes away (`replaces`). Without either they decide,
/// and again no leaf that goes away is announced.
///
/// The issuer fits by the leaf's issuer name (key id and fingerprint where given; then a certificate of that
/// name that is sent must have signed the leaf), the anchor by the issuer name and key id of the topmost
/// certificate sent (of the path up from the leaf: what else is sent does not matter, but a root of that name
/// which did not sign the path speaks against it), or by a certificate of that path that is the anchor or a
/// cross-sign of it, whatever any store says.
enum class Announced : std::uint8_t { no, by_leaf, by_key, by_authorities };
Announced is_announced(const profile::Expect& expect, const profile::Replaced& replaces,
                       const cert::Chain& chain);

/// What identify is decided from.
struct IdentifyQuestion {
  const profile::Profile* profile = nullptr;
  const profile::Target* target = nullptr;
  const RouteEvidence* next = nullptr;
  std::vector<const RouteEvidence*> today;  ///< every route of role today of the same endpoint
};

/// Everything that shows it, whether identify needed it or not. Empty where the chain is not the announced
/// one.
std::vector<Proof> proofs_of(const IdentifyQuestion& question);

/// The stage's outcome, its reason and what of it people must know.
struct Identified {
  StageOutcome outcome = StageOutcome::fail;
  /// already-live (passes), still-old, no-baseline, another-certificate, not-staged, alternating,
  /// intercepted, not-switched
  std::string why;
  std::string detail;
};

/// Decides whether the machine reached shows the announced certificate, and that it is not simply today's.
/// REQUIRES: next->chain() is not empty. Source: docs/verdicts.md.
Identified identify(const IdentifyQuestion& question);

/// After the window: whether `today` has switched. Passes as already-live, fails as not-switched, alternating
/// or no-baseline.
Identified identify_switched(const profile::Profile& profile, const RouteEvidence& today);

/// Whether a response carries the header that `prove:` asks for.
bool proves(const profile::Prove& prove, const call::Response& response);
/// Whether an answer on this route does.
bool carries(const profile::Prove& prove, const RouteEvidence& route);

}  // namespace rehearse::judge
