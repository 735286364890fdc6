#pragma once

#include <string>
#include <vector>

#include "cli/rehearsal.h"
#include "probe/probe.h"

namespace rehearse::cli {

/// Decides, once a peer's chain was seen and before anything of the integration's own leaves (its client
/// certificate, then the request), whether it may. Empty = it may.
///
/// It may if the certificate covers the verify-name (strictly: no CN, whatever a client would do) and is in
/// date by itself (Java takes a leaf that its store holds at any date), a store of
/// the endpoint trusts the chain at rehearsal.gate_now, and, on a target of role next, identify does not
/// fail (a comparison leaves that out). What a target withholds is not in the request to begin with. Else one
/// of: name-mismatch, untrusted-now, and identify's reasons. REQUIRES: rehearsal.evidence holds what today's
/// routes showed, before a route of role next is asked for.
std::string why_shut(Rehearsal& rehearsal, const judge::RouteEvidence& route,
                     const probe::Handshake& handshake);

/// The routes of role today of an endpoint.
std::vector<const judge::RouteEvidence*> today_of(const Rehearsal& rehearsal, const std::string& endpoint);

}  // namespace rehearse::cli
