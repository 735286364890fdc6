#include "cli/observe.h"

#include <algorithm>
#include <deque>
#include <functional>

#include "cli/call_sequence.h"
#include "cli/client_certificates.h"
#include "cli/gate.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "judge/scope.h"
#include "probe/probe.h"

namespace rehearse::cli {
namespace {

probe::Options probe_options(const Rehearsal& rehearsal, probe::Watch watch) {
  return {.limits = rehearsal.profile.limits,
          .jobs = rehearsal.arguments->jobs,
          .interrupted = interrupted,
          .watch = std::move(watch)};
}

// A request with nothing of the integration's own, to see what headers the edge answers with. It leaves
// before anybody trusts the peer, and a login may stand in a profile as plain text. Nor is a client
// certificate presented.
call::Request look(const profile::Endpoint& endpoint) {
  profile::Call get;
  get.name = "look";
  return *call::build(get, endpoint.url, profile::Credentials::withheld);
}

// A comparison asks whatever it was told to compare.
bool is_asked_for(const Rehearsal& rehearsal, const route::Route& route) {
  if (rehearsal.arguments->command == Arguments::Command::compare) return true;
  return judge::is_asked_for(rehearsal.profile, endpoint_of(rehearsal, route), route, rehearsal.now);
}

using Routes = std::vector<judge::RouteEvidence*>;

// The routes that calls are made on, of the roles asked for.
Routes routes_to_call(Rehearsal& rehearsal, const std::function<bool(profile::Role)>& has_role) {
  Routes out;
  for (auto& route : rehearsal.evidence) {
    const bool is_called = has_role(route.route.role) && is_asked_for(rehearsal, route.route);
    if (is_called && route.route.why != route::Why::pem) out.push_back(&route);
  }
  return out;
}

// The staged edges that are to prove themselves.
Routes routes_to_prove(Rehearsal& rehearsal) {
  Routes out;
  for (auto& route : rehearsal.evidence) {
    if (route.route.role != profile::Role::next || !target_of(rehearsal, route.route).prove) continue;
    if (route.route.without_sni || route.route.why == route::Why::pem) continue;
    if (is_asked_for(rehearsal, route.route)) out.push_back(&route);
  }
  return out;
}

// At most: a call that fails ends its line.
std::size_t connections_of(const Rehearsal& rehearsal, const Routes& routes) {
  std::size_t out = 0;
  for (const auto* route : routes)
    out += std::max<std::size_t>(1, endpoint_of(rehearsal, route->route).calls.size());
  return out;
}

// A GET with nothing of the integration's own to each of them.
Result<void> look_for_proof(Rehearsal& rehearsal, const Routes& routes, ProgressLine& progress) {
  std::vector<probe::Job> jobs;
  for (const auto* route : routes)
    jobs.push_back({&route->route, look(endpoint_of(rehearsal, route->route))});
  const auto open = [](const probe::Job&, const probe::Handshake&) { return std::string(); };
  auto seen = probe::run(jobs, open, probe_options(rehearsal, progress.begin_stage(jobs.size())));
  if (!seen) return std::unexpected(std::move(seen.error()));
  for (std::size_t i = 0; i < seen->size(); ++i) {
    auto& it = (*seen)[i];
    if (it.exchange && it.exchange->response.status != 0)
      routes[i]->looks.push_back(std::move(it.exchange->response));
    routes[i]->handshakes.push_back(std::move(it.handshake));
  }
  return {};
}

probe::Gate gate_of(Rehearsal& rehearsal) {
  return [&rehearsal](const probe::Job& job, const probe::Handshake& handshake) -> std::string {
    const auto route =
        std::ranges::find_if(rehearsal.evidence, [&](const auto& it) { return &it.route == job.route; });
    return route == rehearsal.evidence.end() ? "no-route" : why_shut(rehearsal, *route, handshake);
  };
}

Result<void> call_routes(Rehearsal& rehearsal, call::Programs& programs, const Routes& routes,
                         ProgressLine& progress) {
  std::deque<CallSequence> sequences;
  std::vector<probe::Line> lines;
  for (auto* route : routes) {
    auto& sequence = sequences.emplace_back(rehearsal, programs, *route);
    lines.emplace_back(
        [&sequence](std::optional<probe::Observation> before) { return sequence.next(std::move(before)); });
  }
  auto watch = progress.begin_stage(connections_of(rehearsal, routes));
  return probe::run(lines, gate_of(rehearsal), probe_options(rehearsal, std::move(watch)));
}

// A server that speaks HTTP/2 alone has nothing to agree on with who offers less.
profile::HttpVersion newest_http(const profile::Endpoint& endpoint) {
  const auto is_newer = [](const profile::Call& call) { return call.http == profile::HttpVersion::http2; };
  return std::ranges::any_of(endpoint.calls, is_newer) ? profile::HttpVersion::http2
                                                       : profile::HttpVersion::http1_1;
}

// Handshakes alone, until there are as many as the target wants of an address: one with overlapping
// certificates may serve any of them. A server that requires a client certificate is shown it, or the sample
// would fail where the others passed.
Result<void> take_samples(Rehearsal& rehearsal, ProgressLine& progress) {
  if (interrupted()) return {};
  std::vector<probe::Job> jobs;
  Routes routes;
  for (auto& route : rehearsal.evidence) {
    const auto wanted = judge::samples_wanted(rehearsal.profile, endpoint_of(rehearsal, route.route),
                                              route.route, rehearsal.now);
    const bool is_alive = !route.handshakes.empty() && !route.handshakes.front().chain.empty();
    for (auto have = route.handshakes.size(); is_alive && have < wanted; ++have) {
      const auto* certificate = client_certificate_of(rehearsal, route.route.target);
      jobs.push_back({&route.route, std::nullopt, certificate == nullptr ? nullptr : &certificate->pair,
                      newest_http(endpoint_of(rehearsal, route.route))});
      routes.push_back(&route);
    }
  }
  auto watch = progress.begin_stage(jobs.size());
  auto seen = probe::run(jobs, gate_of(rehearsal), probe_options(rehearsal, std::move(watch)));
  if (!seen) return std::unexpected(std::move(seen.error()));
  for (std::size_t i = 0; i < seen->size(); ++i)
    routes[i]->handshakes.push_back(std::move((*seen)[i].handshake));
  return {};
}

// A published chain stands for what an edge would show.
void take_published_chains(Rehearsal& rehearsal) {
  for (auto& route : rehearsal.evidence) {
    const auto published = rehearsal.published.find(route.route.target);
    if (route.route.why != route::Why::pem || published == rehearsal.published.end()) continue;
    route.handshakes.push_back({.chain = published->second});
  }
}

}  // namespace

Result<void> observe(Rehearsal& rehearsal) {
  for (const auto& route : rehearsal.routes.routes)
    rehearsal.evidence.push_back({.route = route, .handshakes = {}, .calls = {}, .looks = {}});
  take_published_chains(rehearsal);
  call::Programs programs(rehearsal.profile.namespaces);
  const auto is_next = [](profile::Role role) { return role == profile::Role::next; };
  const auto others = routes_to_call(rehearsal, std::not_fn(is_next));
  const auto proofs = routes_to_prove(rehearsal);
  const auto staged = routes_to_call(rehearsal, is_next);
  ProgressLine progress(rehearsal);
  progress.expect(connections_of(rehearsal, others) + proofs.size() + connections_of(rehearsal, staged));
  if (auto done = call_routes(rehearsal, programs, others, progress); !done) return done;
  if (auto done = look_for_proof(rehearsal, proofs, progress); !done) return done;
  if (auto done = call_routes(rehearsal, programs, staged, progress); !done) return done;
  return take_samples(rehearsal, progress);
}

}  // namespace rehearse::cli
