#include "trust/java_policies.h"

#include <algorithm>

namespace rehearse::trust {
namespace {

const std::string kAny(oid::kAnyPolicy);

}  // namespace

void JavaPolicies::step(const JavaCertificate& certificate, bool is_last) {
  const auto& policies = certificate.facts->policies;
  Level next;
  if (!policies) {
    x_level.clear();
    return;
  }
  const auto expects = [this](const std::string& policy) {
    return std::ranges::any_of(x_level, [&](const auto& node) { return node.second.contains(policy); });
  };
  bool has_any = false;
  for (const auto& policy : *policies) {
    has_any = has_any || policy == kAny;
    if (policy != kAny && (expects(policy) || expects(kAny))) next[policy] = {policy};
  }
  if (has_any && (x_any > 0 || (!is_last && certificate.is_self_issued()))) {
    for (const auto& [policy, expected] : x_level) {
      for (const auto& one : expected) next.try_emplace(one, std::set<std::string>{one});
    }
  }
  x_level = std::move(next);
}

// Policy mappings. False where one of them names anyPolicy.
bool JavaPolicies::map(const JavaCertificate& certificate) {
  if (x_level.empty()) return true;
  std::set<std::string> mapped;
  for (const auto& [issuers, subjects] : certificate.facts->policy_mappings) {
    if (issuers == kAny || subjects == kAny) return false;
    const auto node = x_level.find(issuers);
    if (x_mapping == 0) {
      if (node != x_level.end()) x_level.erase(node);
    } else if (node != x_level.end()) {
      if (mapped.insert(issuers).second) node->second.clear();
      node->second.insert(subjects);
    } else if (x_level.contains(kAny)) {
      mapped.insert(issuers);
      x_level[issuers] = {subjects};
    }
  }
  return true;
}

void JavaPolicies::count_down(const JavaCertificate& certificate) {
  const auto& facts = *certificate.facts;
  if (!certificate.is_self_issued()) {
    for (auto* counter : {&x_explicit, &x_mapping, &x_any}) *counter -= *counter > 0 ? 1 : 0;
  }
  if (facts.policy_constraints) {
    x_explicit = std::min(x_explicit, facts.policy_constraints->require_explicit_policy.value_or(x_explicit));
    x_mapping = std::min(x_mapping, facts.policy_constraints->inhibit_policy_mapping.value_or(x_mapping));
  }
  x_any = std::min(x_any, facts.inhibit_any_policy.value_or(x_any));
}

bool JavaPolicies::check(const JavaCertificate& certificate) {
  const bool is_last = x_index == x_length;
  step(certificate, is_last);
  if (!is_last && !map(certificate)) return false;
  auto required = x_explicit;
  if (is_last) {
    if (required > 0 && !certificate.is_self_issued()) --required;
    const auto& constraints = certificate.facts->policy_constraints;
    if (constraints && constraints->require_explicit_policy == 0) required = 0;
  }
  if (required <= 0 && x_level.empty()) return false;
  if (!is_last) count_down(certificate);
  ++x_index;
  return true;
}

}  // namespace rehearse::trust
