#include "judge/impact.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/hostname.h"
#include "judge/edges.h"
#include "judge/identify.h"
#include "judge/scope.h"

namespace rehearse::judge {
namespace {

struct Decision {
  Touched verdict = Touched::cannot_tell;
  std::string reason, detail;
};

bool has_own_name(const cert::Certificate& leaf, const std::string& host) {
  return std::ranges::any_of(leaf.dns_names, [&](const auto& name) { return normal_host(name) == host; });
}

class ImpactJudge {
 public:
  ImpactJudge(const profile::Profile& profile, Impact& impact) : x_profile(profile), x_impact(impact) {}

  void go() {
    for (auto* hosts : {&x_impact.hosts, &x_impact.references}) {
      for (auto& host : *hosts) find_patterns(host);
    }
    collect_leaves();
    x_intercepted = is_between();
    for (auto& host : x_impact.hosts) conclude(host);
    add_findings();
    std::ranges::sort(x_impact.hosts, {}, [](const ImpactHost& it) {
      return std::tuple(it.verdict, it.is_unfinished, it.covered_by.empty() && it.excepted_by.empty(),
                        it.host, it.port);
    });
  }

 private:
  const profile::Endpoint* endpoint_of(const ImpactHost& host) const {
    const auto found =
        std::ranges::find_if(x_profile.endpoints, [&](const auto& it) { return it.url.host == host.host; });
    return found == x_profile.endpoints.end() ? nullptr : &*found;
  }

  void find_patterns(ImpactHost& host) const {
    if (host.is_unfinished) return;
    const auto& change = x_profile.change;
    if (const auto* pattern = covering(change.except, host.host)) host.excepted_by = *pattern;
    if (const auto* pattern = covering(change.names, host.host)) host.covered_by = *pattern;
    // A notice without names is about the endpoints, and about no host that somebody else calls.
    const auto* endpoint = change.names.empty() ? endpoint_of(host) : nullptr;
    if (endpoint != nullptr) host.covered_by = "endpoint " + endpoint->name;
  }

  static bool is_inside(const ImpactHost& host) {
    return host.excepted_by.empty() && !host.covered_by.empty();
  }
  static bool is_by_wildcard(const ImpactHost& host) { return host.covered_by.starts_with("*."); }

  Announced announced(const cert::Chain& chain) const {
    return is_announced(x_profile.expect, x_profile.change.replaces, chain);
  }
  bool goes_away(const cert::Chain& chain) const {
    return is_replaced(x_profile.change.replaces, *chain.front());
  }

  bool is_of_change(const ImpactHost& host, const cert::Chain& chain) const {
    return goes_away(chain) || announced(chain) != Announced::no || !is_by_wildcard(host) ||
           !has_own_name(*chain.front(), host.host);
  }

  std::vector<const ImpactHost*> all() const {
    std::vector<const ImpactHost*> out;
    for (const auto* hosts : {&x_impact.hosts, &x_impact.references}) {
      for (const auto& host : *hosts) out.push_back(&host);
    }
    return out;
  }

  // The leaves that change, or may: of the hosts that the notice names.
  void collect_leaves() {
    for (const auto* host : all()) {
      if (!is_inside(*host)) continue;
      for (const auto& route : host->today) {
        for (const auto* chain : route.chains()) {
          if (is_of_change(*host, *chain)) x_leaves.push_back(chain->front());
        }
      }
    }
  }

  // Every host is an endpoint of its own to who asks whether something in between answers.
  bool is_between() const {
    profile::Profile asked = x_profile;
    Evidence evidence{.profile = &asked, .now = x_impact.at, .routes = {}, .stores = {}, .oracle = {}};
    asked.endpoints.clear();
    for (const auto* it : all()) {
      const auto& host = *it;
      if (host.today.empty()) continue;
      asked.endpoints.push_back(
          {.name = host.name(), .url = host.today.front().route.url, .stores = {}, .calls = {}});
      asked.endpoints.back().url.host = host.host;
      evidence.routes.insert(evidence.routes.end(), host.today.begin(), host.today.end());
    }
    // With no names, only hosts that are endpoints are announced.
    if (asked.change.names.empty()) {
      for (const auto* host : all()) {
        if (is_inside(*host)) asked.change.names.push_back(host->host);
      }
    }
    return !asked.change.names.empty() && is_intercepted(evidence);
  }

  void conclude(ImpactHost& host) const {
    auto decision = decide(host);
    if (x_intercepted && decision.verdict == Touched::not_affected)
      decision = {Touched::cannot_tell, "intercepted", kIntercepted};
    host.verdict = decision.verdict;
    host.reason = std::move(decision.reason);
    host.detail = std::move(decision.detail);
  }

  static bool is_out_of_reach(const RouteEvidence& today) {
    const auto* handshake = today.handshake();
    return handshake != nullptr && handshake->failure == "no-route";
  }

  // Of several addresses the worst decides: a host is touched if one of its edges is. Those that this machine
  // has no way to, as to IPv6 from most, count where there are no others.
  Decision decide(const ImpactHost& host) const {
    if (host.is_unfinished)
      return {Touched::cannot_tell, "unfinished-name",
              "a part of the name is filled in elsewhere: ask for it with --host"};
    if (host.today.empty()) return decide_on({}, host);
    std::optional<Decision> worst;
    for (const auto& today : host.today) {
      if (is_out_of_reach(today)) continue;
      auto next = decide_on(today, host);
      if (!worst || next.verdict < worst->verdict) worst = std::move(next);
    }
    return worst ? *std::move(worst) : decide_on(host.today.front(), host);
  }

  Decision decide_on(const RouteEvidence& today, const ImpactHost& host) const {
    const auto chains = today.chains();
    if (chains.empty()) return decide_unseen(today, host);
    return is_inside(host) ? decide_inside(chains, host) : decide_outside(today, chains);
  }

  Decision decide_unseen(const RouteEvidence& today, const ImpactHost& host) const {
    const auto seen = why_unseen(today, host);
    if (!is_inside(host) || (is_by_wildcard(host) && !x_profile.change.replaces.empty()))
      return {Touched::cannot_tell, host.today.empty() ? "not-asked" : "unreachable", seen};
    return {Touched::affected, "named", "the notice is about it; " + seen};
  }

  static std::string why_unseen(const RouteEvidence& today, const ImpactHost& host) {
    if (host.today.empty())
      return host.not_asked.empty() ? "it was not asked what it serves" : host.not_asked;
    const auto* handshake = today.handshake();
    std::string why;
    if (today.route.unresolved)
      why = today.route.unresolved->text();
    else if (handshake != nullptr)
      why = handshake->failure_text.empty() ? handshake->failure : handshake->failure_text;
    return "what it serves now could not be seen" + (why.empty() ? "" : ": " + why);
  }

  Decision decide_inside(const std::vector<const cert::Chain*>& chains, const ImpactHost& host) const {
    const auto& replaces = x_profile.change.replaces;
    if (replaces.empty())
      return {Touched::affected, "named",
              "the notice is about it, and the profile does not say which certificate goes away "
              "(change.replaces)"};
    if (std::ranges::any_of(chains, [&](const auto* chain) { return goes_away(*chain); }))
      return {Touched::affected, "serves-replaced", "it serves the certificate that goes away"};
    if (std::ranges::any_of(chains, [&](const auto* chain) { return announced(*chain) != Announced::no; }))
      return {Touched::affected, "already-live", "it serves the announced certificate already"};
    if (chains.size() > 1)
      return {Touched::cannot_tell, "alternating",
              "it served different chains from one connection to the next"};
    const auto& leaf = *chains.front()->front();
    if (!is_by_wildcard(host))
      return {Touched::cannot_tell, "serves-another",
              "the notice names it, but what it serves is neither the certificate that goes away nor the "
              "announced one"};
    if (!has_own_name(leaf, host.host))
      return {Touched::cannot_tell, "serves-another",
              "it serves another certificate than the one that goes away, but none in its own name"};
    if (is_shared(leaf))
      return {Touched::cannot_tell, "shares-certificate",
              "it shares its certificate with a host that the notice names"};
    return {Touched::not_affected, "own-certificate",
            "only a wildcard of the notice covers it, and it serves another certificate, in its own name"};
  }

  bool is_shared(const cert::Certificate& leaf) const {
    return std::ranges::any_of(x_leaves, [&](const auto& it) { return it->sha256 == leaf.sha256; });
  }

  Decision decide_outside(const RouteEvidence& today, const std::vector<const cert::Chain*>& chains) const {
    const auto is_new = [&](const cert::Chain* chain) {
      const auto how = announced(*chain);
      return how == Announced::by_leaf || how == Announced::by_key;
    };
    if (std::ranges::any_of(chains, is_new))
      return {Touched::cannot_tell, "unannounced-host-shares-certificate",
              "the host is outside the notice, but it serves the announced certificate"};
    auto outside = judge_outside(x_profile.change, today, x_leaves);
    const auto verdict =
        outside.verdict == Verdict::not_affected ? Touched::not_affected : Touched::cannot_tell;
    return {verdict, std::move(outside.reason), std::move(outside.detail)};
  }

  void add_findings() {
    auto& findings = x_impact.findings;
    if (is_over(x_profile, x_impact.at))
      findings.push_back(
          {"window-over", "", "the window is over: what hosts serve now may be the announced certificate"});
    if (x_intercepted)
      findings.push_back(
          {"intercepted", "",
           "every chain seen ends in one issuer that is neither replaced nor announced: something "
           "between here and the vendor answers in its place"});
    for (const auto& host : x_impact.hosts) {
      if (host.reason == "unannounced-host-shares-certificate")
        findings.push_back({host.reason, host.name(), host.detail});
    }
  }

  const profile::Profile& x_profile;
  Impact& x_impact;
  std::vector<cert::CertificatePtr> x_leaves;
  bool x_intercepted = false;
};

}  // namespace

std::string_view to_id(Touched verdict) {
  switch (verdict) {
    case Touched::affected:
      return "affected";
    case Touched::cannot_tell:
      return "cannot-tell";
    case Touched::not_affected:
      return "not-affected";
  }
  return "cannot-tell";
}

std::string ImpactHost::name() const {
  return port == 443 || is_unfinished ? host : with_port(host, port);
}

const cert::Chain* ImpactHost::served() const {
  for (const auto& route : today) {
    if (!route.chain().empty()) return &route.chain();
  }
  return nullptr;
}

Touched Impact::verdict() const {
  const auto has = [&](Touched what) { return std::ranges::count(hosts, what, &ImpactHost::verdict) > 0; };
  if (has(Touched::affected)) return Touched::affected;
  return has(Touched::cannot_tell) || !is_whole || hosts.empty() ? Touched::cannot_tell
                                                                 : Touched::not_affected;
}

void judge_impact(const profile::Profile& profile, Impact& impact) {
  ImpactJudge(profile, impact).go();
}

}  // namespace rehearse::judge
