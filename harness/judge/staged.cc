#include "judge/staged.h"

#include <algorithm>

#include <fmt/format.h>

#include "judge/edges.h"
#include "judge/scope.h"

namespace rehearse::judge {
namespace {

NotStaged not_seen(const RouteEvidence& route) {
  NotStaged out{.where = route::where(route.route), .reason = {}, .detail = {}};
  const auto* handshake = route.handshake();
  if (handshake != nullptr && !handshake->failure.empty()) {
    out.reason = handshake->failure;
    out.detail = handshake->failure_text;
  } else {
    out.reason = "unresolved";
    if (route.route.unresolved) out.detail = route.route.unresolved->text();
  }
  return out;
}

void add_once(std::vector<std::string>& texts, std::string text) {
  if (std::ranges::count(texts, text) == 0) texts.push_back(std::move(text));
}

void add(const RouteEvidence& route, std::vector<StagedChain>& chains) {
  auto known = std::ranges::find_if(
      chains, [&](const StagedChain& it) { return same_chain(it.chain, route.chain()); });
  if (known == chains.end()) known = chains.insert(chains.end(), {route.chain(), {}, {}});
  const auto& it = route.route;
  add_once(known->hosts, it.verify_name);
  const auto machine = it.address ? fmt::format("{}:{}", it.address->bracketed(), it.port) : it.why_text;
  add_once(known->from, fmt::format("{} at {}, {}", it.endpoint, it.target, machine));
}

}  // namespace

Staged staged_chains(const Evidence& evidence) {
  Staged out;
  const auto& endpoints = evidence.profile->endpoints;
  const auto is_outside = [&](const profile::Endpoint& endpoint) {
    return !is_announced_host(evidence.profile->change, endpoint.url.host);
  };
  // A list of stores that were asked nothing must not look like a good answer.
  if (std::ranges::all_of(endpoints, is_outside))
    out.missing.push_back({"the profile", "not-judged", "the notice names none of its endpoints"});
  for (const auto& endpoint : endpoints) {
    if (is_outside(endpoint)) continue;
    const auto edges = changed_edges(evidence, endpoint);
    for (const auto& edge : edges) {
      if (edge.route->chain().empty()) {
        out.missing.push_back(not_seen(*edge.route));
      } else if (edge.identified.outcome != StageOutcome::pass) {
        out.missing.push_back({route::where(edge.route->route), edge.identified.why, edge.identified.detail});
      } else if (edge.route->chain().front()->is_ca) {
        // What `announced` tells of stores is all that can be told.
        out.missing.push_back({route::where(edge.route->route), "no-leaf",
                               "only authorities were published, and no certificate of a server's"});
      } else {
        add(*edge.route, out.chains);
      }
    }
    if (edges.empty())
      out.missing.push_back(
          {endpoint.name, "not-judged", "no target of the profile shows the new certificate"});
  }
  return out;
}

}  // namespace rehearse::judge
