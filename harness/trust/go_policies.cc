#include "trust/go_policies.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace rehearse::trust {
namespace {

// One level of the policy graph: what is valid, and what the next level has to say to go on from it. Which
// node hangs on which does not matter here: with any policy good enough, all that is asked of the graph is
// whether its last level is empty.
using Level = std::map<std::string, std::set<std::string>>;

const std::string& any_policy() {
  static const std::string any(oid::kAnyPolicy);
  return any;
}

std::set<std::string> expected_by(const Level& level) {
  std::set<std::string> out;
  for (const auto& [policy, expected] : level) out.insert(expected.begin(), expected.end());
  return out;
}

class Policies {
 public:
  explicit Policies(std::size_t below_anchor)
      : x_explicit(below_anchor + 1), x_mapping(below_anchor + 1), x_inhibit(below_anchor + 1) {}

  // 6.1.3 (d) to (f). False: the path ends here.
  bool enter(const Facts& said, bool is_leaf, bool is_self_issued) {
    if (!said.policies || said.policies->empty()) x_graph.reset();
    if (x_explicit == 0 && !x_graph) return false;
    if (!x_graph) return true;
    const auto expected = expected_by(*x_graph);
    const bool any_above = x_graph->contains(any_policy());
    Level next;
    bool says_any = false;
    for (const auto& policy : *said.policies) {
      if (policy == any_policy())
        says_any = true;
      else if (expected.contains(policy) || any_above)
        next.try_emplace(policy, std::set{policy});
    }
    if (says_any && (x_inhibit > 0 || (!is_leaf && is_self_issued))) {
      for (const auto& policy : expected) next.try_emplace(policy, std::set{policy});
    }
    x_graph = std::move(next);
    return is_leaf || map(said);
  }

  // 6.1.4 (h) to (j)
  void leave(const Facts& said, bool is_self_issued) {
    if (!is_self_issued) {
      for (auto* counter : {&x_explicit, &x_mapping, &x_inhibit}) *counter -= *counter > 0 ? 1 : 0;
    }
    if (said.policy_constraints) {
      lower(x_explicit, said.policy_constraints->require_explicit_policy);
      lower(x_mapping, said.policy_constraints->inhibit_policy_mapping);
    }
    lower(x_inhibit, said.inhibit_any_policy);
  }

  // 6.1.5
  bool finish(const Facts& leaf) const {
    const bool leaf_asks =
        leaf.policy_constraints && leaf.policy_constraints->require_explicit_policy == std::int64_t{0};
    const bool asked = x_explicit <= 1 || leaf_asks;
    return !asked || (x_graph && !x_graph->empty());
  }

 private:
  // 6.1.4 (a) and (b)
  bool map(const Facts& said) {
    std::map<std::string, std::set<std::string>> mappings;
    for (const auto& [issuers, subjects] : said.policy_mappings) {
      if (x_mapping == 0) {
        x_graph->erase(issuers);
        continue;
      }
      if (issuers == any_policy() || subjects == any_policy()) return false;
      mappings[issuers].insert(subjects);
    }
    for (const auto& [issuers, subjects] : mappings) {
      if (x_graph->contains(issuers) || x_graph->contains(any_policy())) (*x_graph)[issuers] = subjects;
    }
    return true;
  }

  static void lower(std::uint64_t& counter, const std::optional<std::int64_t>& to) {
    if (to && *to >= 0) counter = std::min(counter, static_cast<std::uint64_t>(*to));
  }

  std::uint64_t x_explicit, x_mapping, x_inhibit;
  std::optional<Level> x_graph = Level{{any_policy(), {any_policy()}}};
};

}  // namespace

bool has_valid_policies_for_go(std::span<const GoCertificate* const> path) {
  if (path.size() < 2) return true;
  Policies policies(path.size() - 1);
  for (std::size_t i = path.size() - 1; i-- > 0;) {
    const auto& said = path[i]->said();
    const bool is_self_issued = path[i]->facts->is_self_issued();
    if (!policies.enter(said, i == 0, is_self_issued)) return false;
    if (i > 0) policies.leave(said, is_self_issued);
  }
  return policies.finish(path.front()->said());
}

}  // namespace rehearse::trust
