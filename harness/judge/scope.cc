#include "judge/scope.h"

#include <algorithm>

#include "base/hostname.h"

namespace rehearse::judge {
const std::string* covering(const std::vector<std::string>& patterns, std::string_view host) {
  const std::string* out = nullptr;
  for (const auto& pattern : patterns) {
    if (normal_host(pattern) == normal_host(host)) return &pattern;  // an address as well
    if (out == nullptr && covers_name(pattern, host)) out = &pattern;
  }
  return out;
}

bool is_announced_host(const profile::Change& change, std::string_view host) {
  if (covering(change.except, host) != nullptr) return false;
  return change.names.empty() || covering(change.names, host) != nullptr;
}

bool is_over(const profile::Profile& profile, Instant now) {
  return profile.maintenance && now > profile.maintenance->to;
}

bool is_asked_for(const profile::Profile& profile, const profile::Endpoint& endpoint,
                  const route::Route& route, Instant now) {
  if (route.role != profile::Role::next) return true;
  return !is_over(profile, now) && is_announced_host(profile.change, endpoint.url.host);
}

std::size_t samples_wanted(const profile::Profile& profile, const profile::Endpoint& endpoint,
                           const route::Route& route, Instant now) {
  // One handshake does not show that an edge serves two certificates; three miss it one time in four.
  constexpr std::size_t kToJudgeBy = 3;
  const auto target = std::ranges::find(profile.targets, route.target, &profile::Target::name);
  if (target != profile.targets.end() && target->samples) return *target->samples;
  const bool is_judged = route.role == profile::Role::next ||
                         (route.role == profile::Role::today &&
                          (is_over(profile, now) || !is_announced_host(profile.change, endpoint.url.host)));
  return is_judged ? kToJudgeBy : 1;
}

bool is_replaced(const profile::Replaced& replaced, const cert::Certificate& leaf) {
  if (replaced.empty()) return false;
  if (replaced.issuer && !leaf.issuer.has_all_of(*replaced.issuer)) return false;
  if (!replaced.fingerprints.empty() && std::ranges::count(replaced.fingerprints, leaf.sha256) == 0)
    return false;
  return replaced.spkis.empty() || std::ranges::count(replaced.spkis, leaf.spki_sha256) > 0;
}

OutsideVerdict judge_outside(const profile::Change& change, const RouteEvidence& today,
                             const std::vector<cert::CertificatePtr>& announced_leaves) {
  const auto chains = today.chains();
  if (chains.empty()) return {Verdict::inconclusive, "unreachable", "what it serves today could not be seen"};
  const auto goes_away = [&](const auto* chain) { return is_replaced(change.replaces, *chain->front()); };
  const auto is_shared = [&](const auto* chain) {
    return std::ranges::any_of(announced_leaves,
                               [&](const auto& leaf) { return leaf->sha256 == chain->front()->sha256; });
  };
  constexpr const char* kShares = "unannounced-host-shares-certificate";
  if (std::ranges::any_of(chains, goes_away)) {
    return {Verdict::inconclusive, kShares,
            "the host is outside the notice, but it serves the certificate that is replaced"};
  }
  if (std::ranges::any_of(chains, is_shared)) {
    return {Verdict::inconclusive, kShares,
            "the host is outside the notice, but it shares its certificate with one that is inside"};
  }
  if (chains.size() > 1) {
    return {Verdict::inconclusive, "alternating",
            "it served different chains from one connection to the next"};
  }
  if (change.replaces.empty()) {
    return {Verdict::inconclusive, "replaced-certificate-unknown",
            "the profile does not say which certificate is replaced (change.replaces)"};
  }
  return {Verdict::not_affected, "not-in-change",
          "outside the announced names, and serves another certificate"};
}

}  // namespace rehearse::judge
