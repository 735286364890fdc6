#include "cli/ask_hosts.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/printable.h"
#include "cli/interrupt.h"
#include "judge/scope.h"
#include "probe/probe.h"

namespace rehearse::cli {
namespace {

constexpr std::size_t kMostAsked = 1000;

using Hosts = std::vector<judge::ImpactHost*>;

// Today's targets, under another role: overrides of the command line hold for that one.
std::vector<profile::Target> targets_of(const profile::Profile& profile) {
  std::vector<profile::Target> out;
  for (const auto& target : profile.targets) {
    if (target.role == profile::Role::today) out.push_back(target);
  }
  if (out.empty()) out.push_back({.name = "today"});
  for (auto& target : out) {
    target.role = profile::Role::next;
    target.which =
        profile::Addresses::all;  // that one machine of a host is another's says nothing of the next
  }
  return out;
}

bool is_endpoint(const profile::Profile& profile, const judge::ImpactHost& host) {
  return std::ranges::any_of(profile.endpoints, [&](const auto& it) { return it.url.host == host.host; });
}

// Resolves the hosts as endpoints of those targets; what the routes tell goes to `findings`.
Prepared resolve_hosts(Rehearsal& rehearsal, const Hosts& hosts, std::vector<profile::Target> targets,
                       std::vector<Finding>& findings) {
  profile::Profile asked;
  asked.path = rehearsal.profile.path;
  asked.limits = rehearsal.profile.limits;
  asked.resolver = rehearsal.profile.resolver;
  asked.targets = std::move(targets);
  for (const auto* host : hosts)
    asked.endpoints.push_back(
        {.name = host->name(), .url = {.host = host->host, .port = host->port}, .stores = {}, .calls = {}});
  std::swap(rehearsal.profile, asked);
  auto done = resolve_routes(rehearsal);
  std::swap(rehearsal.profile, asked);
  if (!done) return done;
  std::map<std::string, judge::ImpactHost*> by_name;
  for (auto* host : hosts) by_name.emplace(host->name(), host);
  for (auto& route : rehearsal.routes.routes) {
    route.role = profile::Role::today;
    by_name.at(route.endpoint)
        ->today.push_back({.route = std::move(route), .handshakes = {}, .calls = {}, .looks = {}});
  }
  findings = std::move(rehearsal.routes.findings);
  return {};
}

std::size_t samples_of(const profile::Profile& profile, const std::string& target) {
  const auto found = std::ranges::find(profile.targets, target, &profile::Target::name);
  return found == profile.targets.end() ? 1 : found->samples.value_or(1);
}

Result<void> shake_hands(const Rehearsal& rehearsal, const Hosts& hosts) {
  std::vector<probe::Job> jobs;
  std::vector<judge::RouteEvidence*> routes;
  for (auto* host : hosts) {
    for (auto& today : host->today) {
      for (auto left = samples_of(rehearsal.profile, today.route.target); left > 0; --left) {
        jobs.push_back({&today.route, std::nullopt});
        routes.push_back(&today);
      }
    }
  }
  const auto keep_shut = [](const probe::Job&, const probe::Handshake&) { return std::string("no request"); };
  auto seen = probe::run(
      jobs, keep_shut,
      {.limits = rehearsal.profile.limits, .jobs = rehearsal.arguments->jobs, .interrupted = interrupted});
  if (!seen) return std::unexpected(std::move(seen.error()));
  for (std::size_t i = 0; i < seen->size(); ++i)
    routes[i]->handshakes.push_back(std::move((*seen)[i].handshake));
  return {};
}

// The endpoints that are not among the hosts.
void add_references(const profile::Profile& profile, judge::Impact& impact) {
  for (const auto& endpoint : profile.endpoints) {
    const judge::ImpactHost host{.host = endpoint.url.host, .port = endpoint.url.port};
    const auto is_it = [&](const auto& it) { return it.name() == host.name(); };
    if (std::ranges::none_of(impact.hosts, is_it) && std::ranges::none_of(impact.references, is_it))
      impact.references.push_back(host);
  }
}

// Those that may be asked, of the notice first.
Hosts hosts_to_ask(const Rehearsal& rehearsal, judge::Impact& impact) {
  Hosts out;
  for (auto& host : impact.hosts) {
    if (host.is_unfinished) continue;
    if (rehearsal.vendor && !is_endpoint(rehearsal.profile, host)) {
      host.not_asked = "the lab plays the endpoints of the profile and no other host";
      continue;
    }
    out.push_back(&host);
  }
  for (auto& host : impact.references) out.push_back(&host);
  // Those that matter most first, each in its order. (Not stable_partition: see profile/problems.cc.)
  const auto matters = [&](const auto* host) {
    return is_endpoint(rehearsal.profile, *host) ||
           judge::covering(rehearsal.profile.change.names, host->host) != nullptr;
  };
  const auto all = std::exchange(out, {});
  std::ranges::copy_if(all, std::back_inserter(out), matters);
  std::ranges::copy_if(all, std::back_inserter(out), std::not_fn(matters));
  if (out.size() <= kMostAsked) return out;
  for (auto i = kMostAsked; i < out.size(); ++i)
    out[i]->not_asked = fmt::format("no more than {} hosts are asked", kMostAsked);
  impact.findings.push_back(
      {"too-many-hosts", "", fmt::format("{} of {} hosts were asked", kMostAsked, out.size())});
  out.resize(kMostAsked);
  return out;
}

}  // namespace

Prepared ask_hosts(Rehearsal& rehearsal, judge::Impact& impact) {
  add_references(rehearsal.profile, impact);
  const auto hosts = hosts_to_ask(rehearsal, impact);
  Hosts endpoints, others;
  for (auto* host : hosts) (is_endpoint(rehearsal.profile, *host) ? endpoints : others).push_back(host);
  const auto targets = targets_of(rehearsal.profile);
  auto without_places = targets;
  for (auto& target : without_places) {
    target.redirect.addresses.clear();
    target.redirect.port.reset();
    target.redirect.host.clear();
  }
  std::vector<Finding> of_endpoints, of_others;
  if (!endpoints.empty()) {
    if (auto done = resolve_hosts(rehearsal, endpoints, targets, of_endpoints); !done) return done;
  }
  if (!others.empty()) {
    if (auto done = resolve_hosts(rehearsal, others, without_places, of_others); !done) return done;
  }
  // An override that one half of the hosts did not use may have served the other.
  const auto is_of_both = [&](const Finding& it, const std::vector<Finding>& elsewhere) {
    return it.id != "unused-override" || endpoints.empty() || others.empty() ||
           std::ranges::count(elsewhere, it) > 0;
  };
  for (const auto& it : of_endpoints) {
    if (is_of_both(it, of_others)) impact.findings.push_back(it);
  }
  for (const auto& it : of_others) {
    const bool is_known = std::ranges::count(impact.findings, it) > 0;
    if (!is_known && is_of_both(it, of_endpoints)) impact.findings.push_back(it);
  }
  if (const auto done = shake_hands(rehearsal, hosts); !done) {
    return std::unexpected(
        Farewell{"rehearse: " + printable(done.error().text()) + "\n", true, ExitCode::defect});
  }
  impact.has_connected = true;
  return {};
}

}  // namespace rehearse::cli
