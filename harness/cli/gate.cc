#include "cli/gate.h"

#include <algorithm>

#include "judge/identify.h"
#include "trust/client.h"

namespace rehearse::cli {
namespace {

template <class T>
const T* named(const std::vector<T>& all, const std::string& name) {
  const auto found = std::ranges::find(all, name, &T::name);
  return found == all.end() ? nullptr : &*found;
}

bool trusted_now(Rehearsal& rehearsal, const profile::Endpoint& endpoint, const cert::Chain& chain) {
  return std::ranges::any_of(endpoint.stores, [&](const std::string& store) {
    const auto answer = rehearsal.verifier->ask(store, chain, rehearsal.gate_now);
    return answer && answer->trusted;
  });
}

}  // namespace

std::vector<const judge::RouteEvidence*> today_of(const Rehearsal& rehearsal, const std::string& endpoint) {
  std::vector<const judge::RouteEvidence*> out;
  for (const auto& route : rehearsal.evidence) {
    if (route.route.endpoint == endpoint && route.route.role == profile::Role::today) out.push_back(&route);
  }
  return out;
}

std::string why_shut(Rehearsal& rehearsal, const judge::RouteEvidence& route,
                     const probe::Handshake& handshake) {
  const auto* endpoint = named(rehearsal.profile.endpoints, route.route.endpoint);
  const auto* target = named(rehearsal.profile.targets, route.route.target);
  if (endpoint == nullptr || target == nullptr || handshake.chain.empty()) return "no-chain";
  // The strict rule is the same for every client.
  const auto& any_client = trust::clients().front();
  if (!trust::covers_host(*handshake.chain.front(), route.route.verify_name, any_client,
                          trust::NameRule::strict)) {
    return "name-mismatch";
  }
  // Java takes a leaf that its store holds at any date; a secret does not go there.
  const auto& leaf = *handshake.chain.front();
  if (rehearsal.gate_now < leaf.not_before || rehearsal.gate_now >= leaf.not_after) return "untrusted-now";
  if (!trusted_now(rehearsal, *endpoint, handshake.chain)) return "untrusted-now";
  // Who compares asks how two edges answer, not whether one is the announced one; the peer is trusted, and
  // has the name.
  const bool compares = rehearsal.arguments->command == Arguments::Command::compare;
  if (route.route.role != profile::Role::next || compares) return {};
  judge::RouteEvidence seen{
      .route = route.route, .handshakes = route.handshakes, .calls = {}, .looks = route.looks};
  seen.handshakes.push_back(handshake);
  const auto identified =
      judge::identify({&rehearsal.profile, target, &seen, today_of(rehearsal, endpoint->name)});
  return identified.outcome == judge::StageOutcome::pass ? std::string() : identified.why;
}

}  // namespace rehearse::cli
