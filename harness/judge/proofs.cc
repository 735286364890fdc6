#include "judge/proofs.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rehearse::judge {
namespace {

std::string fact(const Sample& sample, const char* name) {
  const auto found = sample.tls.find(name);
  return found == sample.tls.end() ? std::string() : found->second;
}

// Endpoints of which the same can be said.
using Endpoints = std::vector<std::string>;

std::string listed(const Endpoints& endpoints) {
  return fmt::format("{}", fmt::join(endpoints, ", "));
}

class Proofs {
 public:
  Proofs(const CompareQuestion& question, Comparison& comparison) : q(question), x_out(comparison) {}

  void go() && {
    for (const auto& baseline : q.baseline.rounds.front()) {
      const auto& round = q.candidate.rounds.front();
      const auto candidate = std::ranges::find(round, baseline.endpoint, &Sample::endpoint);
      if (candidate == round.end() || baseline.tls.empty() || candidate->tls.empty()) continue;
      look_at(baseline, *candidate);
    }
    say();
  }

 private:
  void look_at(const Sample& baseline, const Sample& candidate) {
    const bool same_anchor = fact(baseline, "anchor") == fact(candidate, "anchor");
    const bool same_issuer = fact(baseline, "issuer") == fact(candidate, "issuer");
    const bool same_sent = fact(baseline, "intermediates") == fact(candidate, "intermediates");
    (same_anchor ? x_same_anchor : x_other_anchor).push_back(baseline.endpoint);
    if (!same_issuer) x_other_issuer.push_back(baseline.endpoint);
    if (!same_sent) x_other_intermediates.push_back(baseline.endpoint);
    if (same_anchor && same_issuer && same_sent) x_carries_over.push_back(baseline.endpoint);
  }

  void say() {
    const auto &of = q.candidate.name, &to = q.baseline.name;
    if (!x_carries_over.empty()) {
      x_out.proves.push_back(
          fmt::format("{}: the same issuer, anchor and intermediates stand behind {} and {}: a store that "
                      "works at the one has "
                      "what the other needs",
                      listed(x_carries_over), of, to));
    }
    if (!x_other_anchor.empty()) {
      x_out.proves_not.push_back(
          fmt::format("{}: {} ends in another anchor than {}: that a store works there says nothing about {}",
                      listed(x_other_anchor), of, to, to));
    }
    if (!x_other_issuer.empty()) {
      x_out.proves_not.push_back(
          fmt::format("{}: another authority issues the certificate of {}: a client that pins {}'s, or a "
                      "store that holds the "
                      "issuer and not the root, may say something else",
                      listed(x_other_issuer), of, to));
    }
    if (!x_other_intermediates.empty()) {
      x_out.proves_not.push_back(
          fmt::format("{}: {} sends other intermediates than {}: a store may need one more, or one less",
                      listed(x_other_intermediates), of, to));
    }
    if (x_out.compared > 0 && !x_out.differs() && x_out.is_whole())
      x_out.proves.push_back(
          fmt::format("the calls that were made get alike answers from {} and {}", of, to));
    for (const auto& [where, reason] : x_out.not_compared)
      x_out.proves_not.push_back(fmt::format("{}: was not compared ({})", where, reason));
    x_out.proves_not.push_back(
        fmt::format("what {} does with other data, other users and more load than these calls", to));
    x_out.proves_not.emplace_back(
        "revocation, address lists and whatever else decides before a call arrives");
  }

  const CompareQuestion& q;
  Comparison& x_out;
  Endpoints x_same_anchor, x_other_anchor, x_other_issuer, x_other_intermediates, x_carries_over;
};

}  // namespace

void add_proofs(const CompareQuestion& question, Comparison& comparison) {
  Proofs(question, comparison).go();
}

}  // namespace rehearse::judge
