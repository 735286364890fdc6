#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judge/evidence.h"
#include "judge/run.h"

namespace rehearse::judge {

/// The pattern that covers `host`, by RFC 9525: the name itself before a wildcard, as a server chooses; null
/// where none does. An address is covered by itself.
const std::string* covering(const std::vector<std::string>& patterns, std::string_view host);

/// Whether the notice names `host`: covered by `change.names` (RFC 9525 wildcards; none given = every host)
/// and not by `change.except`.
bool is_announced_host(const profile::Change& change, std::string_view host);

/// Whether the window is over: then what serves today is judged.
bool is_over(const profile::Profile& profile, Instant now);

/// Whether a run connects to `route`: to a staged edge only until the window is over, and only where the
/// notice names the endpoint.
bool is_asked_for(const profile::Profile& profile, const profile::Endpoint& endpoint,
                  const route::Route& route, Instant now);

/// How many handshakes with one address of `route` there are to be, at least: what the target says; else one,
/// and three where a verdict rests on what the edge shows (role next; today's after the window, and of a host
/// that the notice does not name).
std::size_t samples_wanted(const profile::Profile& profile, const profile::Endpoint& endpoint,
                           const route::Route& route, Instant now);

/// Whether `leaf` is a certificate that goes away: every kind of mark that the profile gives must fit.
bool is_replaced(const profile::Replaced& replaced, const cert::Certificate& leaf);

/// The verdict on an endpoint outside the change, from what serves it today.
struct OutsideVerdict {
  Verdict verdict = Verdict::inconclusive;
  std::string reason;  ///< not-in-change, unannounced-host-shares-certificate, replaced-certificate-unknown,
                       ///< unreachable, alternating
  std::string detail;
};

/// `not-affected` needs both: the name is outside, and the certificate is not the one being replaced.
/// `announced_leaves` are the leaves that announced hosts serve today: to share one of them is to share the
/// change.
OutsideVerdict judge_outside(const profile::Change& change, const RouteEvidence& today,
                             const std::vector<cert::CertificatePtr>& announced_leaves);

}  // namespace rehearse::judge
