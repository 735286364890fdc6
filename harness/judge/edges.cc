#include "judge/edges.h"

#include <algorithm>
#include <set>

#include "judge/scope.h"

namespace rehearse::judge {
namespace {

// The endpoint's own, whatever name a target puts in its place.
std::string_view host_of(const profile::Profile& profile, const std::string& endpoint) {
  const auto found = std::ranges::find(profile.endpoints, endpoint, &profile::Endpoint::name);
  return found == profile.endpoints.end() ? std::string_view() : std::string_view(found->url.host);
}

Identified identified_at(const Evidence& evidence, const ChangedEdge& it) {
  const auto& profile = *evidence.profile;
  if (it.route->chain().empty()) return {};
  if (is_intercepted(evidence)) return {StageOutcome::fail, "intercepted", kIntercepted};
  if (is_over(profile, evidence.now)) return identify_switched(profile, *it.route);
  const auto target = std::ranges::find(profile.targets, it.route->route.target, &profile::Target::name);
  return identify({&profile, target == profile.targets.end() ? nullptr : &*target, it.route, it.today});
}

// What serves today in the same way: a client without SNI gets another certificate, where that is looked at.
std::vector<const RouteEvidence*> of_its_kind(std::vector<const RouteEvidence*> today, bool without_sni) {
  const auto is_other = [&](const auto* route) { return route->route.without_sni != without_sni; };
  if (!std::ranges::all_of(today, is_other)) std::erase_if(today, is_other);
  return today;
}

}  // namespace

bool is_intercepted(const Evidence& evidence) {
  const auto& profile = *evidence.profile;
  std::set<std::string> issuers;
  std::set<profile::Role> roles;
  std::size_t seen = 0;
  bool any_announced_host = false;
  bool any_expected = profile.change.replaces.empty();
  for (const auto& route : evidence.routes) {
    const auto& chain = route.chain();
    if (chain.empty()) continue;
    issuers.insert(chain.back()->issuer.text());
    ++seen;
    roles.insert(route.route.role);
    any_announced_host =
        any_announced_host || is_announced_host(profile.change, host_of(profile, route.route.endpoint));
    any_expected = any_expected || is_replaced(profile.change.replaces, *chain.front()) ||
                   is_announced(profile.expect, profile.change.replaces, chain) != Announced::no;
  }
  const bool both = roles.contains(profile::Role::today) && roles.contains(profile::Role::next);
  return seen > 1 && (both || any_announced_host) && issuers.size() == 1 && !any_expected;
}

std::vector<const StoreEvidence*> stores_of(const Evidence& evidence, const profile::Endpoint& endpoint) {
  std::vector<const StoreEvidence*> out;
  for (const auto& store : evidence.stores) {
    if (std::ranges::count(endpoint.stores, store.name) > 0) out.push_back(&store);
  }
  return out;
}

std::vector<const RouteEvidence*> routes_of(const Evidence& evidence, const std::string& endpoint,
                                            profile::Role role) {
  std::vector<const RouteEvidence*> out;
  for (const auto& route : evidence.routes) {
    if (route.route.endpoint == endpoint && route.route.role == role) out.push_back(&route);
  }
  return out;
}

std::vector<ChangedEdge> changed_edges(const Evidence& evidence, const profile::Endpoint& endpoint) {
  if (!is_announced_host(evidence.profile->change, endpoint.url.host)) return {};
  const bool over = is_over(*evidence.profile, evidence.now);
  const auto today = routes_of(evidence, endpoint.name, profile::Role::today);
  std::vector<ChangedEdge> out;
  for (const auto* route : over ? today : routes_of(evidence, endpoint.name, profile::Role::next)) {
    ChangedEdge edge{route, over ? std::vector{route} : of_its_kind(today, route->route.without_sni), {}};
    edge.identified = identified_at(evidence, edge);
    out.push_back(std::move(edge));
  }
  return out;
}

}  // namespace rehearse::judge
