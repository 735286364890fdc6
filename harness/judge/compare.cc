#include "judge/compare.h"

#include <algorithm>

#include <fmt/format.h>

#include "judge/compare_calls.h"
#include "judge/compare_tls.h"
#include "judge/telling.h"

namespace rehearse::judge {
namespace {

class Comparing {
 public:
  explicit Comparing(const CompareQuestion& question)
      : q(question), x_telling(question), x_tls(question, x_telling), x_calls(question, x_telling) {}

  Comparison go() && {
    for (const auto& endpoint : endpoints_of(q.baseline)) compare_endpoint(endpoint);
    for (const auto& endpoint : endpoints_of(q.candidate)) {
      if (samples_of(q.baseline, endpoint).empty()) x_telling.not_compared(endpoint, "not in the baseline");
    }
    return std::move(x_telling).take();
  }

 private:
  // In the order of the profile, each once: an endpoint of several addresses has several samples.
  static std::vector<std::string> endpoints_of(const Side& side) {
    std::vector<std::string> out;
    for (const auto& sample : side.rounds.front()) {
      if (std::ranges::count(out, sample.endpoint) == 0) out.push_back(sample.endpoint);
    }
    return out;
  }

  static Samples samples_of(const Side& side, const std::string& endpoint) {
    Samples out;
    for (const auto& round : side.rounds) {
      for (const auto& sample : round) {
        if (sample.endpoint == endpoint) out.push_back(&sample);
      }
    }
    return out;
  }

  // Those that showed a chain; what the others came to is told.
  Samples seen_of(const Side& side, const std::string& endpoint) {
    Samples out;
    const auto samples = samples_of(side, endpoint);
    const bool has_several = addresses_of(samples).size() > 1;
    for (const auto* sample : samples) {
      const auto at = has_several ? " at " + sample->address : "";
      if (!sample->not_seen.empty()) {
        x_telling.not_compared(endpoint, fmt::format("{}: {}{}", side.name, sample->not_seen, at));
        continue;
      }
      if (!sample->ended.empty()) {
        x_telling.not_compared(endpoint, fmt::format("{}: the handshake ended after the chain{}: {}",
                                                     side.name, at, sample->ended));
      }
      out.push_back(sample);
    }
    return out;
  }

  static std::vector<std::string> addresses_of(const Samples& samples) {
    std::vector<std::string> out;
    for (const auto* sample : samples) {
      if (std::ranges::count(out, sample->address) == 0) out.push_back(sample->address);
    }
    return out;
  }

  void compare_endpoint(const std::string& endpoint) {
    if (samples_of(q.candidate, endpoint).empty())
      return x_telling.not_compared(endpoint, "not in the candidate");
    const auto baseline = seen_of(q.baseline, endpoint), candidate = seen_of(q.candidate, endpoint);
    if (baseline.empty() || candidate.empty()) return;
    x_telling.compared(endpoint);
    const auto addresses = addresses_of(candidate);
    for (const auto& address : addresses) {
      auto here = candidate;
      std::erase_if(here, [&](const Sample* sample) { return sample->address != address; });
      x_telling.is_at(addresses.size() > 1 ? address : "");
      x_tls.compare(endpoint, baseline, here);
      x_calls.compare(endpoint, baseline, here);
    }
    x_telling.is_at("");
    x_telling.has_addresses(addresses.size());
    x_calls.compare_times(endpoint, baseline, candidate);
  }

  const CompareQuestion& q;
  Telling x_telling;
  TlsComparison x_tls;
  CallComparison x_calls;
};

}  // namespace

bool Comparison::differs() const {
  return std::ranges::any_of(differences,
                             [](const Difference& one) { return one.area != Difference::Area::time; });
}

bool fits(std::string_view pattern, std::string_view text) {
  // Greedy, with one place to come back to: linear in practice, quadratic at worst.
  std::size_t p = 0, t = 0, star = std::string_view::npos, after = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++after;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Comparison compare(const CompareQuestion& question) {
  auto out = Comparing(question).go();
  out.lab = question.lab;
  return out;
}

}  // namespace rehearse::judge
