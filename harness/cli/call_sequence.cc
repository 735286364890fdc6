#include "cli/call_sequence.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cli/client_certificates.h"
#include "judge/exchange.h"

namespace rehearse::cli {
namespace {

// Whether a connection to this route was tried and did not get through: the calls would only fail alike.
bool is_known_dead(const judge::RouteEvidence& route) {
  return !route.handshakes.empty() && route.handshakes.front().reached != probe::Reached::finished;
}

bool ends_sequence(call::Outcome outcome) {
  using call::Outcome;
  static constexpr std::array kFine = {Outcome::passed, Outcome::answered, Outcome::held, Outcome::not_run};
  return std::ranges::count(kFine, outcome) == 0;
}

}  // namespace

const profile::Endpoint& endpoint_of(const Rehearsal& rehearsal, const route::Route& route) {
  return *std::ranges::find(rehearsal.profile.endpoints, route.endpoint, &profile::Endpoint::name);
}

const profile::Target& target_of(const Rehearsal& rehearsal, const route::Route& route) {
  return *std::ranges::find(rehearsal.profile.targets, route.target, &profile::Target::name);
}

CallSequence::CallSequence(Rehearsal& rehearsal, call::Programs& programs, judge::RouteEvidence& route)
    : x_rehearsal(rehearsal), x_programs(programs), x_route(route), x_values(rehearsal.profile.variables) {}

std::optional<probe::Job> CallSequence::next(std::optional<probe::Observation> before) {
  if (before) take(*std::move(before));
  const auto& calls = endpoint_of(x_rehearsal, x_route.route).calls;
  // What a client without SNI gets is a certificate; whose answer comes behind it nobody can say.
  if (x_route.route.without_sni) x_number = calls.size();
  while (x_number < calls.size()) {
    if (auto job = make(calls[x_number])) return job;
  }
  if (!x_route.handshakes.empty() || x_under_way != nullptr) return std::nullopt;
  x_under_way = &x_route;
  x_has_call = false;
  return job_for(x_route, std::nullopt);
}

probe::Job CallSequence::job_for(const judge::RouteEvidence& route,
                                 std::optional<call::Request> request) const {
  const auto* certificate = client_certificate_of(x_rehearsal, route.route.target);
  return {&route.route, std::move(request), certificate == nullptr ? nullptr : &certificate->pair};
}

// Nothing where the call is not made; its entry says why then.
std::optional<probe::Job> CallSequence::make(const profile::Call& call) {
  ++x_number;
  x_route.calls.push_back({&call, {}, {}});
  if (!call::is_safe(call) && !x_rehearsal.arguments->allow_unsafe) {
    leave_out(call::Outcome::not_run, "may change data; --allow-unsafe makes it");
    return std::nullopt;
  }
  if (!x_failed.empty()) {
    leave_out(call::Outcome::skipped, x_failed);
    return std::nullopt;
  }
  if (is_known_dead(x_route)) {
    leave_out(call::Outcome::no_answer, x_route.handshakes.front().failure);
    return std::nullopt;
  }
  const auto elsewhere = call::destination(call, x_values);
  if (!elsewhere) {
    const bool is_missing = elsewhere.error().code == "no-value";
    leave_out(is_missing ? call::Outcome::skipped : call::Outcome::refused,
              is_missing ? "no earlier call gave " + elsewhere.error().detail : elsewhere.error().detail);
    return std::nullopt;
  }
  auto* route = *elsewhere ? route_for(**elsewhere) : &x_route;
  if (route == nullptr) {
    leave_out(call::Outcome::refused, "it would leave the hosts of the profile");
    return std::nullopt;
  }
  const auto& url = *elsewhere ? **elsewhere : x_route.route.url;
  auto request = call::build(call, url, target_of(x_rehearsal, route->route).credentials, x_values);
  if (!request) {
    leave_out(call::Outcome::skipped, "no earlier call gave " + request.error().detail);
    return std::nullopt;
  }
  x_under_way = route;
  x_has_call = true;
  return job_for(*route, *std::move(request));
}

void CallSequence::leave_out(call::Outcome outcome, std::string why) {
  auto& judged = x_route.calls.back().judged;
  judged = judge::not_made(outcome, std::move(why));
  if (x_failed.empty() && ends_sequence(outcome) && outcome != call::Outcome::no_answer)
    x_failed = fmt::format("after {}: {}", x_route.calls.back().call->name, to_id(outcome));
}

// By the name that the integration uses, or the one that the target puts in its place.
judge::RouteEvidence* CallSequence::route_for(const Url& url) {
  const auto is_at = [&](const Url& other) { return other.host == url.host && other.port == url.port; };
  for (auto& route : x_rehearsal.evidence) {
    if (route.route.target != x_route.route.target) continue;
    if (is_at(route.route.url) || is_at(endpoint_of(x_rehearsal, route.route).url)) return &route;
  }
  return nullptr;
}

// What an element holds may have blanks around it that others leave out.
void CallSequence::keep_out(std::string_view secret) {
  x_rehearsal.redactor.add(secret);
  const auto first = secret.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return;
  x_rehearsal.redactor.add(secret.substr(first, secret.find_last_not_of(" \t\r\n") + 1 - first));
}

void CallSequence::take(probe::Observation seen) {
  auto& route = *std::exchange(x_under_way, nullptr);
  if (x_has_call) {
    auto& evidence = x_route.calls.back();
    const call::Terms terms{.namespaces = x_rehearsal.profile.namespaces,
                            .credentials = target_of(x_rehearsal, route.route).credentials,
                            .values = x_values,
                            .programs = &x_programs};
    evidence.judged = judge::judge_exchange(*evidence.call, seen, terms);
    for (auto& [name, value] : evidence.judged.captured) {
      for (const auto& secret : value.secrets()) keep_out(secret);
      x_values.insert_or_assign(name, std::move(value));
    }
    evidence.judged.captured.clear();
    if (seen.exchange) {
      evidence.failure = seen.exchange->failure;
      evidence.response = std::move(seen.exchange->response);
    }
    if (ends_sequence(evidence.judged.outcome))
      x_failed = fmt::format("after {}: {}", evidence.call->name, to_id(evidence.judged.outcome));
  }
  route.handshakes.push_back(std::move(seen.handshake));
}

}  // namespace rehearse::cli
