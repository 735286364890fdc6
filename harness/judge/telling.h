#pragma once
// For the .cc files of a comparison alone.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "judge/compare.h"
#include "judge/proofs.h"

namespace rehearse::judge {

using Facts = std::map<std::string, std::string>;
using Samples = std::vector<const Sample*>;

/// One fact on both sides, by answer or handshake.
struct Fact {
  std::vector<std::string> baseline, candidate;

  bool is_noise() const {
    return std::ranges::any_of(baseline, [&](const auto& one) { return one != baseline.front(); });
  }
  bool is_known(const std::string& one) const { return std::ranges::count(baseline, one) > 0; }
  /// How many of the candidate's have what none of the baseline's has.
  std::size_t others() const {
    return baseline.empty()
               ? 0
               : candidate.size() - static_cast<std::size_t>(std::ranges::count_if(
                                        candidate, [&](const auto& one) { return is_known(one); }));
  }
  bool differs() const { return !is_noise() && others() > 0; }
  /// REQUIRES: others() > 0.
  const std::string& other() const {
    return *std::ranges::find_if(candidate, [&](const auto& one) { return !is_known(one); });
  }
};

inline std::string value_of(const Facts& facts, const std::string& key) {
  const auto found = facts.find(key);
  return found == facts.end() ? std::string() : found->second;
}

/// What a comparison has to say, as it is found.
class Telling {
 public:
  explicit Telling(const CompareQuestion& question);

  /// What the profile does not ignore. What differs alike at several addresses is told once.
  void add(Difference difference);
  /// The same, of a fact that differs.
  void add(Difference::Area area, const std::string& where, const std::string& path, const Fact& fact,
           int weight);
  /// Each reason once, however often it was met.
  void not_compared(const std::string& where, const std::string& reason);
  void compared(const std::string& where) { x_compared.insert(where); }
  void add(Timing timing) { x_out.timings.push_back(std::move(timing)); }

  /// From here on the candidate's answers are of this address; empty = it has one.
  void is_at(const std::string& address) { x_at = address; }
  /// " at ADDRESS", where it has several.
  std::string at() const { return x_at.empty() ? std::string() : " at " + x_at; }
  /// Ends an endpoint of as many addresses: what differs alike at all of them needs none named.
  void has_addresses(std::size_t count);

  Comparison take() &&;

  Grounds grounds;

 private:
  const CompareQuestion& q;
  Comparison x_out;
  std::string x_at;
  std::set<std::string> x_compared;  // endpoints and calls
  std::vector<Difference> x_ignored;
  std::size_t x_settled = 0;  // differences of endpoints that are done
};

}  // namespace rehearse::judge
