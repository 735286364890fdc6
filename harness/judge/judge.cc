#include "judge/judge.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "judge/edges.h"
#include "judge/identify.h"
#include "judge/observed.h"
#include "judge/scope.h"
#include "judge/stages.h"
#include "judge/summary.h"

namespace rehearse::judge {

namespace {

Moments moments_of(const Evidence& evidence) {
  const auto& window = evidence.profile->maintenance;
  if (!window) return {evidence.now, evidence.now};
  const auto first = std::max(evidence.now, window->from);
  return {first, std::max(first, window->to)};
}

const profile::Target* target_of(const profile::Profile& profile, const std::string& name) {
  const auto found = std::ranges::find(profile.targets, name, &profile::Target::name);
  return found == profile.targets.end() ? nullptr : &*found;
}

// The leaves that announced hosts serve today.
std::vector<cert::CertificatePtr> announced_leaves(const Evidence& evidence) {
  std::vector<cert::CertificatePtr> out;
  for (const auto& endpoint : evidence.profile->endpoints) {
    if (!is_announced_host(evidence.profile->change, endpoint.url.host)) continue;
    for (const auto* today : routes_of(evidence, endpoint.name, profile::Role::today)) {
      for (const auto* chain : today->chains()) out.push_back(chain->front());
    }
  }
  return out;
}

class Judge {
 public:
  explicit Judge(const Evidence& evidence)
      : x_evidence(evidence),
        x_moments(moments_of(evidence)),
        x_over(is_over(*evidence.profile, evidence.now)),
        x_intercepted(is_intercepted(evidence)),
        x_announced_leaves(announced_leaves(evidence)) {
    x_out.intermediates.resize(evidence.routes.size());
    x_out.proofs.resize(evidence.routes.size());
  }

  Judgement go() && {
    if (x_over) {
      add_finding("window-over", "",
                  "the window is over: what serves today is judged, and should be the announced chain");
    }
    if (x_intercepted) {
      add_finding("intercepted", "",
                  "every chain seen ends in one issuer that is neither replaced nor announced: "
                  "something between here and the vendor answers in its place");
    }
    for (const auto& endpoint : x_evidence.profile->endpoints) {
      const auto before = x_out.rows.size();
      judge_endpoint(endpoint);
      if (x_out.rows.size() == before) note_gap(endpoint);
    }
    for (const auto& route : x_evidence.routes) observe(route);
    finish();
    return std::move(x_out);
  }

 private:
  void add_finding(std::string id, std::string where, std::string text) {
    x_out.findings.push_back({std::move(id), std::move(where), std::move(text)});
  }

  void judge_endpoint(const profile::Endpoint& endpoint) {
    if (!is_announced_host(x_evidence.profile->change, endpoint.url.host)) {
      for (const auto* route : routes_of(x_evidence, endpoint.name, profile::Role::today))
        judge_outside_rows(endpoint, *route);
      note_addresses(endpoint, "whether it serves another certificate at every address");
      return;
    }
    for (const auto& edge : changed_edges(x_evidence, endpoint)) judge_edge(endpoint, edge);
    if (x_over) note_addresses(endpoint, "whether it has switched at every address");
  }

  // One edge of today's, where a verdict rests on it, does not speak for the others.
  void note_addresses(const profile::Endpoint& endpoint, const std::string& what) {
    std::set<Address> known, asked;
    for (const auto* today : routes_of(x_evidence, endpoint.name, profile::Role::today)) {
      known.insert(today->route.candidates.begin(), today->route.candidates.end());
      if (today->route.address) asked.insert(*today->route.address);
    }
    std::erase_if(known, [&](const Address& address) { return asked.contains(address); });
    if (known.empty()) return;
    add_finding("addresses-not-asked", endpoint.name,
                what + " is not known: " + std::to_string(known.size()) + " more, like " +
                    known.begin()->text() + ", were not asked (`addresses: all` of the target asks them)");
  }

  // An endpoint that no row speaks of must not vanish from the verdict.
  void note_gap(const profile::Endpoint& endpoint) {
    x_gap = true;
    add_finding(
        "not-judged", endpoint.name,
        "no store to judge it with, or no target to judge it on: of role next, or of role today for a "
        "host outside the notice");
  }

  void judge_edge(const profile::Endpoint& endpoint, const ChangedEdge& edge) {
    for (const auto* store : stores_of(x_evidence, endpoint)) {
      x_out.rows.push_back(
          walk({&x_evidence, edge.route, store, &edge.identified, edge.today, x_moments}, x_out.findings));
    }
    if (edge.route->chain().empty()) return;
    const auto number = static_cast<std::size_t>(edge.route - x_evidence.routes.data());
    x_out.proofs[number] =
        proofs_of({x_evidence.profile, target_of(*x_evidence.profile, edge.route->route.target), edge.route,
                   edge.today});
    // Of authorities that are published without a leaf, nobody sends anything.
    if (edge.identified.outcome == StageOutcome::pass && !edge.route->chain().front()->is_ca)
      note_intermediates(endpoint, edge);
  }

  // As far as a store of the endpoint, or a remedy, shows the path.
  void note_intermediates(const profile::Endpoint& endpoint, const ChangedEdge& edge) {
    const auto& chain = edge.route->chain();
    cert::Chain whole;
    for (const auto* store : stores_of(x_evidence, endpoint)) {
      if (store->error) continue;
      const auto said = x_evidence.oracle.answer(store->name, chain, x_moments.first);
      if (said && said->trusted && shows_more(said->path, whole)) whole = said->path;
    }
    for (const auto& row : x_out.rows) {
      const bool is_its_own = row.endpoint == endpoint.name && row.target == edge.route->route.target;
      if (is_its_own && row.remedy && shows_more(row.remedy->path, whole)) whole = row.remedy->path;
    }
    const auto number = static_cast<std::size_t>(edge.route - x_evidence.routes.data());
    x_out.intermediates[number] = intermediates_of(chain, whole);
  }

  void judge_outside_rows(const profile::Endpoint& endpoint, const RouteEvidence& route) {
    auto outside = judge_outside(x_evidence.profile->change, route, x_announced_leaves);
    if (x_intercepted && outside.verdict == Verdict::not_affected) {
      outside = {Verdict::inconclusive, "intercepted", kIntercepted};
    }
    if (outside.reason == "unannounced-host-shares-certificate") {
      add_finding(outside.reason, endpoint.name, outside.detail);
    }
    for (const auto* store : stores_of(x_evidence, endpoint)) {
      auto row = undecided_row({&x_evidence, &route, store, nullptr, {}, x_moments});
      row.verdict = outside.verdict;
      row.reason = outside.reason;
      row.detail = outside.detail;
      const bool resolved = route.route.address.has_value(), seen = !route.chain().empty();
      for (const auto name : {StageName::resolve, StageName::connect, StageName::negotiate}) {
        auto& stage = row.stages[static_cast<std::size_t>(name)];
        if (seen || (name == StageName::resolve && resolved)) stage = {name, StageOutcome::pass, ""};
      }
      for (auto& stage : row.stages) {
        if (stage.outcome == StageOutcome::skipped) stage.why = outside.reason;
      }
      x_out.rows.push_back(std::move(row));
    }
  }

  // What a route shows besides its verdict.
  void observe(const RouteEvidence& route) {
    const auto where = route::where(route.route);
    for (const auto& handshake : route.handshakes) observe_handshake(route.route, handshake);
    if (route.route.role == profile::Role::next && !route.chain().empty())
      observe_intermediates(where, route.chain());
    observe_proof(where, route);
    for (const auto& call : route.calls) observe_call(where, call);
  }

  void observe_handshake(const route::Route& route, const probe::Handshake& seen) {
    const auto where = route::where(route);
    static constexpr std::string_view kLimits[] = {"connect-timeout", "handshake-timeout",
                                                   "chain-over-limit"};
    if (std::ranges::count(kLimits, seen.failure) > 0) add_finding(seen.failure, where, seen.failure_text);
    if (seen.client_certificate_asked && !seen.client_certificate_presented) {
      add_finding("client-certificate-asked", where,
                  "the server asks for a client certificate; " + why_none_was_given(route, seen));
    }
  }

  std::string why_none_was_given(const route::Route& route, const probe::Handshake& seen) {
    const auto* target = target_of(*x_evidence.profile, route.target);
    if (target == nullptr || !target->certificate) return "none was given";
    if (target->credentials == profile::Credentials::withheld)
      return "the profile's was not presented: the target withholds credentials";
    const auto& why = seen.client_certificate_held;
    return "the profile's was not presented" + (why.empty() ? std::string() : ": " + why);
  }

  void observe_intermediates(const std::string& where, const cert::Chain& chain) {
    const auto wanted = x_evidence.profile->expect.intermediates;
    const bool sent = chain.size() > 1;
    if (wanted == profile::Intermediates::any || sent == (wanted == profile::Intermediates::sent)) return;
    add_finding("intermediates-differ", where,
                sent ? "the server sends intermediates that were announced as omitted"
                     : "the server sends the leaf alone; intermediates were announced as sent");
  }

  void observe_proof(const std::string& where, const RouteEvidence& route) {
    const auto* target = target_of(*x_evidence.profile, route.route.target);
    if (target == nullptr || !target->prove || route.handshakes.empty()) return;
    if (route.route.without_sni || route.route.why == route::Why::pem) return;
    const auto& prove = *target->prove;
    if (carries(prove, route)) {
      for (const auto* today : routes_of(x_evidence, route.route.endpoint, profile::Role::today)) {
        if (carries(prove, *today))
          add_finding("proof-of-today-too", where,
                      "the answers of " + today->route.target + " carry " + prove.header +
                          " as well: it does not show that the staged edge answered");
      }
    } else if (carries({.header = prove.header, .values = {}}, route)) {
      add_finding("proof-not-seen", where,
                  "the answers carry " + prove.header + ", and none of the values that `prove` says");
    } else {
      add_finding("proof-not-seen", where, "no answer carried the header " + prove.header);
    }
  }

  void observe_call(const std::string& where, const CallEvidence& call) {
    static constexpr std::string_view kLimits[] = {"total-timeout", "body-over-limit", "headers-over-limit"};
    const auto outcome = call.judged.outcome;
    if (outcome == call::Outcome::passed || outcome == call::Outcome::answered) return;
    // A limit of the profile has a name of its own; the outcome alone would not say which.
    const bool at_limit = std::ranges::count(kLimits, call.failure) > 0;
    add_finding(at_limit ? call.failure : "call-" + std::string(to_id(outcome)),
                where + "/" + call.call->name, call.judged.detail);
  }

  void meet_clients(const std::vector<ClientReport>& clients) {
    x_out.clients = clients;
    hold_against_clients(clients, x_out.rows, x_out.findings);
    if (clients.empty()) x_out.findings.push_back(no_clients());
  }

  void finish() {
    if (x_evidence.clients) meet_clients(*x_evidence.clients);
    std::ranges::sort(x_out.findings);
    x_out.findings.erase(std::unique(x_out.findings.begin(), x_out.findings.end()), x_out.findings.end());
    x_out.verdict = over_all(x_out.rows);
    if (x_gap && x_out.verdict != Verdict::will_break) x_out.verdict = Verdict::inconclusive;
    x_out.summary = summarise(x_out.rows);
    x_out.not_tried = not_tried(x_evidence, x_out.rows);
  }

  const Evidence& x_evidence;
  const Moments x_moments;
  const bool x_over;
  const bool x_intercepted;
  const std::vector<cert::CertificatePtr> x_announced_leaves;
  bool x_gap = false;
  Judgement x_out;
};

}  // namespace

Judgement judge(const Evidence& evidence) {
  return Judge(evidence).go();
}

}  // namespace rehearse::judge
