#include "cli/observe.h"

#include <algorithm>
#include <functional>

#include "cli/gate.h"
#include "cli/interrupt.h"
#include "judge/exchange.h"
#include "judge/scope.h"
#include "probe/probe.h"

namespace rehearse::cli {
namespace {

// Connections that are made together.
class Wave {
 public:
  explicit Wave(Rehearsal& rehearsal) : x_rehearsal(rehearsal) {}

  // `done` is given the observation when the wave is over.
  using Done = std::function<void(judge::RouteEvidence&, probe::Observation)>;
  void add(judge::RouteEvidence& route, std::optional<call::Request> request, Done done) {
    x_jobs.push_back({&route.route, std::move(request)});
    x_routes.push_back(&route);
    x_done.push_back(std::move(done));
  }

  enum class Gate { ask, open };
  Result<void> go(Gate gate) && {
    const auto ask = [&](const probe::Job& job, const probe::Handshake& handshake) -> std::string {
      if (gate == Gate::open) return {};
      const auto number = static_cast<std::size_t>(&job - x_jobs.data());
      return why_shut(x_rehearsal, *x_routes[number], handshake);
    };
    const probe::Options options{.limits = x_rehearsal.profile.limits,
                                 .jobs = x_rehearsal.arguments->jobs,
                                 .interrupted = interrupted};
    auto seen = probe::run(x_jobs, ask, options);
    if (!seen) return std::unexpected(std::move(seen.error()));
    for (std::size_t i = 0; i < seen->size(); ++i) x_done[i](*x_routes[i], std::move((*seen)[i]));
    return {};
  }

 private:
  Rehearsal& x_rehearsal;
  std::vector<probe::Job> x_jobs;
  std::vector<judge::RouteEvidence*> x_routes;
  std::vector<Done> x_done;
};

const profile::Endpoint& endpoint_of(const Rehearsal& rehearsal, const route::Route& route) {
  return *std::ranges::find(rehearsal.profile.endpoints, route.endpoint, &profile::Endpoint::name);
}

const profile::Target& target_of(const Rehearsal& rehearsal, const route::Route& route) {
  return *std::ranges::find(rehearsal.profile.targets, route.target, &profile::Target::name);
}

void keep_handshake(judge::RouteEvidence& route, probe::Observation seen) {
  route.handshakes.push_back(std::move(seen.handshake));
}

// A request with nothing of the integration's own, to see what headers the edge answers with. It leaves
// before anybody trusts the peer, and a login may stand in a profile as plain text.
call::Request look(const profile::Endpoint& endpoint) {
  profile::Call get;
  get.name = "look";
  return call::build(get, endpoint.url, profile::Credentials::withheld);
}

bool is_asked_for(const Rehearsal& rehearsal, const route::Route& route) {
  return judge::is_asked_for(rehearsal.profile, endpoint_of(rehearsal, route), route, rehearsal.now);
}

void add_looks(Rehearsal& rehearsal, Wave& wave) {
  for (auto& route : rehearsal.evidence) {
    if (route.route.role != profile::Role::next || !target_of(rehearsal, route.route).prove) continue;
    if (!is_asked_for(rehearsal, route.route)) continue;
    wave.add(route, look(endpoint_of(rehearsal, route.route)),
             [](judge::RouteEvidence& to, probe::Observation seen) {
               if (seen.exchange && seen.exchange->response.status != 0)
                 to.looks.push_back(seen.exchange->response);
               keep_handshake(to, std::move(seen));
             });
  }
}

// Whether a connection to this route was tried and did not get through: the calls would only fail alike.
bool is_known_dead(const judge::RouteEvidence& route) {
  return !route.handshakes.empty() && route.handshakes.front().reached != probe::Reached::finished;
}

void add_calls(Rehearsal& rehearsal, Wave& wave, judge::RouteEvidence& route) {
  const auto& endpoint = endpoint_of(rehearsal, route.route);
  const auto& target = target_of(rehearsal, route.route);
  const bool dead = is_known_dead(route);
  bool any_made = !route.handshakes.empty();
  for (const auto& call : endpoint.calls) {
    const auto number = route.calls.size();
    route.calls.push_back({&call, {}, {}});
    if (!call::is_safe(call) && !rehearsal.arguments->allow_unsafe) {
      route.calls.back().judged =
          judge::not_made(call::Outcome::not_run, "may change data; --allow-unsafe makes it");
      continue;
    }
    if (dead) {
      route.calls.back().judged = judge::not_made(call::Outcome::no_answer, route.handshakes.front().failure);
      continue;
    }
    any_made = true;
    wave.add(route, call::build(call, route.route.url, target.credentials),
             [number](judge::RouteEvidence& to, probe::Observation seen) {
               auto& evidence = to.calls[number];
               evidence.judged = judge::judge_exchange(*evidence.call, seen);
               if (seen.exchange) {
                 evidence.failure = seen.exchange->failure;
                 evidence.response = std::move(seen.exchange->response);
               }
               keep_handshake(to, std::move(seen));
             });
  }
  if (!any_made) wave.add(route, std::nullopt, keep_handshake);
}

Result<void> call_routes(Rehearsal& rehearsal, const std::function<bool(profile::Role)>& has_role) {
  Wave wave(rehearsal);
  for (auto& route : rehearsal.evidence) {
    if (has_role(route.route.role) && is_asked_for(rehearsal, route.route)) add_calls(rehearsal, wave, route);
  }
  return std::move(wave).go(Wave::Gate::ask);
}

Result<void> look_for_proof(Rehearsal& rehearsal) {
  Wave wave(rehearsal);
  add_looks(rehearsal, wave);
  return std::move(wave).go(Wave::Gate::open);
}

}  // namespace

Result<void> observe(Rehearsal& rehearsal) {
  for (const auto& route : rehearsal.routes.routes)
    rehearsal.evidence.push_back({.route = route, .handshakes = {}, .calls = {}, .looks = {}});
  if (auto done = call_routes(rehearsal, [](profile::Role role) { return role != profile::Role::next; });
      !done)
    return done;
  if (auto done = look_for_proof(rehearsal); !done) return done;
  return call_routes(rehearsal, [](profile::Role role) { return role == profile::Role::next; });
}

}  // namespace rehearse::cli
