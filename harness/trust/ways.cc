#include "trust/ways.h"

#include <algorithm>

namespace rehearse::trust {
namespace {

class Search {
 public:
  Search(const Anchors& anchors, std::vector<Facts> sent) : x_anchors(anchors), x_sent(std::move(sent)) {}

  std::vector<Way> all() {
    if (!x_sent.empty()) from(x_sent.front());
    return std::move(x_found);
  }

 private:
  void from(const Facts& top) {
    x_path.push_back(&top);
    if (x_anchors.find(top.certificate->sha256) != nullptr) note();
    if (!top.is_self_issued() && x_path.size() < kMostOnWay) {
      for (const auto& issuer : x_anchors.facts()) climb(top, issuer);
      for (const auto& issuer : x_sent) {
        if (x_anchors.find(issuer.certificate->sha256) == nullptr) climb(top, issuer);
      }
    }
    x_path.pop_back();
  }

  void climb(const Facts& top, const Facts& issuer) {
    if (x_found.size() == kMostWays || issuer.subject_der != top.issuer_der || ++x_steps > kMostSteps) return;
    const auto is_this = [&](const Facts* one) {
      return one->certificate->sha256 == issuer.certificate->sha256;
    };
    if (std::ranges::any_of(x_path, is_this) || !x_anchors.signatures().verifies(issuer, top)) return;
    from(issuer);
  }

  void note() {
    if (x_found.size() == kMostWays) return;
    Way way{.path = {}, .until = x_path.front()->certificate->not_after};
    for (const auto* one : x_path) {
      way.path.push_back(one->certificate);
      way.until = std::min(way.until, one->certificate->not_after);
    }
    // Behind those that are as short: the same question, the same order.
    const auto length = [](const Way& one) { return one.path.size(); };
    x_found.insert(std::ranges::upper_bound(x_found, way.path.size(), {}, length), std::move(way));
  }

  const Anchors& x_anchors;
  std::vector<Facts> x_sent;
  std::vector<const Facts*> x_path;
  std::vector<Way> x_found;
  std::size_t x_steps = 0;
};

}  // namespace

std::vector<Way> ways_to(const Anchors& anchors, const cert::Chain& sent) {
  std::vector<Facts> facts;
  for (const auto& one : sent) {
    const auto is_known = [&](const Facts& known) { return known.certificate->sha256 == one->sha256; };
    if (std::ranges::any_of(facts, is_known)) continue;
    if (auto read = facts_of(one)) {
      facts.push_back(*std::move(read));
    } else if (facts.empty()) {
      return {};  // the leaf itself
    }
  }
  return Search(anchors, std::move(facts)).all();
}

}  // namespace rehearse::trust
