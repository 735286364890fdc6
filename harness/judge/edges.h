#pragma once
// Which of the edges that were seen show what the change is about, and whether they really do.

#include <vector>

#include "judge/evidence.h"
#include "judge/identify.h"

namespace rehearse::judge {

/// Why nothing is believed that was seen where is_intercepted().
inline constexpr const char* kIntercepted = "not the vendor answers, but something in between";

/// Whether everything seen ends in one issuer that is neither replaced nor announced, where one of the two
/// has to be: then it is not the vendor who answers. Without change.replaces nobody knows what today's issuer
/// should be, and hosts outside the notice may well share an authority: then nothing can be said.
bool is_intercepted(const Evidence& evidence);

/// The stores that an endpoint is judged with.
std::vector<const StoreEvidence*> stores_of(const Evidence& evidence, const profile::Endpoint& endpoint);

/// The routes of an endpoint with that role, in their order.
std::vector<const RouteEvidence*> routes_of(const Evidence& evidence, const std::string& endpoint,
                                            profile::Role role);

/// An edge on which the change is judged.
struct ChangedEdge {
  const RouteEvidence* route = nullptr;
  std::vector<const RouteEvidence*> today;  ///< what serves the endpoint today
  Identified identified;                    ///< fails without a reason where no chain was seen
};

/// The edges on which an endpoint that the notice names is judged: its routes of role next; once the window
/// is over, those of role today, each of which has itself for today's.
std::vector<ChangedEdge> changed_edges(const Evidence& evidence, const profile::Endpoint& endpoint);

}  // namespace rehearse::judge
