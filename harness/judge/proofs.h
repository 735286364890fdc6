#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "judge/compare.h"

namespace rehearse::judge {

/// Whether two authorities, or what two sides sent, are one.
enum class Likeness : std::uint8_t { same, unknown, other };

/// What the stores of the profile said of both sides' chains of an endpoint.
enum class StoresSay : std::uint8_t {
  nothing,  ///< nobody was asked
  alike,    ///< of each the same, and one at least trusts both
  none_trusts,
  other,
};

/// What a comparison saw, for what may be said of it.
struct Grounds {
  struct Endpoint {
    Likeness anchor = Likeness::same;
    Likeness issuer = Likeness::same;
    Likeness intermediates = Likeness::same;
    StoresSay stores = StoresSay::nothing;
  };
  std::map<std::string, Endpoint> endpoints;  ///< of which both sides showed a chain
  std::set<std::string> answered;             ///< calls whose answers were compared
  std::set<std::string> by_status;            ///< calls of saved runs: by status and outcome alone
  std::set<std::string> edge_pages;           ///< calls that an edge answered, not the application
};

/// Fills in what a pass at the candidate says of the baseline, and what it does not.
void add_proofs(const CompareQuestion& question, const Grounds& grounds, Comparison& comparison);

}  // namespace rehearse::judge
