#include "judge/compare.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "call/body_differences.h"
#include "judge/proofs.h"

namespace rehearse::judge {
namespace {

using Area = Difference::Area;
using Facts = std::map<std::string, std::string>;
using Calls = std::vector<const Sample::Call*>;
using Samples = std::vector<const Sample*>;

struct Weight {
  std::string_view path;
  int weight;
};

// How soon an integration that works with the one would notice the other. What ends handshakes stands first.
constexpr Weight kTlsWeights[] = {{"anchor", 100},
                                  {"own name", 95},
                                  {"intermediates", 90},
                                  {"issuer", 85},
                                  {"version", 70},
                                  {"key type", 65},
                                  {"client certificate", 65},
                                  {"certificate signature", 60},
                                  {"names", 45},
                                  {"cipher", 40},
                                  {"alpn", 40},
                                  {"leaf", 35},
                                  {"group", 30},
                                  {"signature", 25},
                                  {"staple", 20}};
constexpr int kStore = 100;
constexpr int kStatus = 80;
constexpr int kOutcome = 75;
constexpr int kFormat = 70;
constexpr int kHeaderSet = 30;
constexpr int kHeaderValue = 25;
constexpr int kTime = 1;

int weight_of(std::string_view tls_path) {
  const auto found = std::ranges::find(kTlsWeights, tls_path, &Weight::path);
  return found == std::end(kTlsWeights) ? 10 : found->weight;
}

int weight_of(call::BodyDifference::Kind kind) {
  using Kind = call::BodyDifference::Kind;
  switch (kind) {
    case Kind::format:
      return kFormat;
    case Kind::missing:
      return 60;
    case Kind::type:
      return 58;
    case Kind::extra:
      return 40;
    case Kind::length:
      return 35;
    case Kind::order:
      return 15;
    case Kind::value:
      return 50;
  }
  return 50;
}

// Their values are another with every answer, or follow from the body, which is compared by itself.
bool is_changeable(std::string_view header) {
  static constexpr std::array<std::string_view, 16> kNames = {
      "date",           "age",           "expires",     "last-modified", "etag", "set-cookie",
      "content-length", "server-timing", "nel",         "cf-ray",        "via",  "report-to",
      "traceparent",    "x-amz-cf-id",   "x-served-by", "x-timer"};
  return std::ranges::count(kNames, header) > 0 || header.find("request-id") != std::string_view::npos ||
         header.find("correlation-id") != std::string_view::npos ||
         header.find("trace-id") != std::string_view::npos;
}

Facts headers_of(const call::Response& response) {
  Facts out;
  for (const auto& [name, value] : response.headers) {
    const auto key = ascii_lower(name);
    auto& joined = out[key];
    if (!is_changeable(key)) joined += (joined.empty() ? "" : ", ") + value;
  }
  return out;
}

// One fact on both sides.
struct Verdicts {
  std::vector<std::string> baseline, candidate;  // by round; an empty optional is an empty text

  bool is_noise() const {
    return std::ranges::any_of(baseline, [&](const auto& one) { return one != baseline.front(); });
  }
  // What there are few of, as protocol versions and anchors: one that the baseline never had is another.
  bool is_another() const {
    return std::ranges::none_of(candidate,
                                [&](const auto& one) { return std::ranges::count(baseline, one) > 0; });
  }
  bool differs() const { return !is_noise() && is_another(); }
};

class Comparing {
 public:
  explicit Comparing(const CompareQuestion& question) : q(question) {}

  Comparison go() && {
    x_out.baseline = q.baseline.name;
    x_out.candidate = q.candidate.name;
    for (const auto& sample : q.baseline.rounds.front()) compare_endpoint(sample.endpoint);
    for (const auto& sample : q.candidate.rounds.front()) {
      if (samples_of(q.baseline, sample.endpoint).empty())
        not_compared(sample.endpoint, "not in the baseline");
    }
    // The weightiest first; of the same weight, by place.
    std::ranges::sort(x_out.differences, {}, [](const Difference& one) {
      return std::tuple(-one.weight, one.area, one.where, one.path);
    });
    add_proofs(q, x_out);
    return std::move(x_out);
  }

 private:
  static Samples samples_of(const Side& side, const std::string& endpoint) {
    Samples out;
    for (const auto& round : side.rounds) {
      const auto found = std::ranges::find(round, endpoint, &Sample::endpoint);
      if (found != round.end()) out.push_back(&*found);
    }
    return out;
  }

  void not_compared(const std::string& where, const std::string& reason) {
    x_out.not_compared.push_back({where, reason});
  }

  void add(Difference difference) {
    const auto short_form = fmt::format("{} {}", to_id(difference.area), difference.path);
    const auto long_form = difference.where + " " + short_form;
    const bool is_ignored = std::ranges::any_of(q.ignore, [&](const std::string& pattern) {
      return fits(pattern, short_form) || fits(pattern, long_form);
    });
    if (is_ignored) {
      ++x_out.ignored;
    } else {
      x_out.differences.push_back(std::move(difference));
    }
  }

  void compare_endpoint(const std::string& endpoint) {
    const auto baseline = samples_of(q.baseline, endpoint), candidate = samples_of(q.candidate, endpoint);
    if (candidate.empty()) return not_compared(endpoint, "not in the candidate");
    for (const auto& [side, samples] :
         {std::pair(&q.baseline, &baseline), std::pair(&q.candidate, &candidate)}) {
      for (const auto* sample : *samples) {
        if (sample->not_seen.empty()) continue;
        return not_compared(endpoint, fmt::format("{}: {}", side->name, sample->not_seen));
      }
    }
    ++x_out.compared;
    compare_tls(endpoint, baseline, candidate);
    ask_stores(endpoint, *baseline.front(), *candidate.front());
    for (const auto& call : baseline.front()->calls) compare_call(endpoint, call.name, baseline, candidate);
  }

  void compare_tls(const std::string& endpoint, const Samples& baseline, const Samples& candidate) {
    const bool same_host = baseline.front()->host == candidate.front()->host;
    for (const auto& [path, value] : baseline.front()->tls) {
      if (!same_host && (path == "names" || path == "leaf")) continue;
      Verdicts fact;
      for (const auto* sample : baseline) fact.baseline.push_back(value_of(sample->tls, path));
      for (const auto* sample : candidate) fact.candidate.push_back(value_of(sample->tls, path));
      if (fact.is_another())
        add({Area::tls, endpoint, path, fact.baseline.front(), fact.candidate.front(), weight_of(path)});
    }
  }

  static std::string value_of(const Facts& facts, const std::string& key) {
    const auto found = facts.find(key);
    return found == facts.end() ? std::string() : found->second;
  }

  // What it comes to for the stores of the profile.
  void ask_stores(const std::string& endpoint, const Sample& baseline, const Sample& candidate) {
    if (!q.answer || baseline.chain.empty() || candidate.chain.empty()) return;
    const auto said = [](const Result<trust::Answer>& answer) {
      if (!answer) return answer.error().code;
      return answer->trusted ? std::string("trusted") : "not trusted: " + std::string(to_id(answer->reason));
    };
    for (const auto& store : q.stores) {
      const auto one = said(q.answer(store, baseline.chain)), other = said(q.answer(store, candidate.chain));
      if (one != other) add({Area::tls, endpoint, "store " + store, one, other, kStore});
    }
  }

  static Calls calls_of(const Samples& samples, const std::string& name) {
    Calls out;
    for (const auto* sample : samples) {
      const auto found = std::ranges::find(sample->calls, name, &Sample::Call::name);
      if (found != sample->calls.end()) out.push_back(&*found);
    }
    return out;
  }

  void compare_call(const std::string& endpoint, const std::string& name, const Samples& baseline,
                    const Samples& candidate) {
    const auto where = endpoint + "/" + name;
    const auto ours = calls_of(baseline, name), theirs = calls_of(candidate, name);
    if (theirs.empty()) return not_compared(where, q.candidate.name + ": no such call");
    for (const auto& [side, calls] : {std::pair(&q.baseline, &ours), std::pair(&q.candidate, &theirs)}) {
      for (const auto* call : *calls) {
        if (call->why_not.empty()) continue;
        return not_compared(where, fmt::format("{}: {}", side->name, call->why_not));
      }
    }
    ++x_out.compared;
    compare_answers(where, ours, theirs);
    const bool has_responses =
        std::ranges::all_of(ours, [](const auto* it) { return it->response.has_value(); }) &&
        std::ranges::all_of(theirs, [](const auto* it) { return it->response.has_value(); });
    if (!has_responses) return;
    compare_headers(where, ours, theirs);
    compare_bodies(where, ours, theirs);
    compare_times(where, ours, theirs);
  }

  void compare_answers(const std::string& where, const Calls& ours, const Calls& theirs) {
    Verdicts status, outcome;
    for (const auto* call : ours) {
      status.baseline.push_back(value_of(call->http, "status"));
      outcome.baseline.push_back(call->outcome);
    }
    for (const auto* call : theirs) {
      status.candidate.push_back(value_of(call->http, "status"));
      outcome.candidate.push_back(call->outcome);
    }
    if (status.is_another())
      add({Area::http, where, "status", status.baseline.front(), status.candidate.front(), kStatus});
    if (outcome.is_another())
      add({Area::http, where, "outcome", outcome.baseline.front(), outcome.candidate.front(), kOutcome});
  }

  void compare_headers(const std::string& where, const Calls& ours, const Calls& theirs) {
    std::vector<Facts> baseline, candidate;
    std::set<std::string> names;
    for (const auto* call : ours) baseline.push_back(headers_of(*call->response));
    for (const auto* call : theirs) candidate.push_back(headers_of(*call->response));
    for (const auto* side : {&baseline, &candidate}) {
      for (const auto& facts : *side) {
        for (const auto& [name, value] : facts) names.insert(name);
      }
    }
    for (const auto& name : names) {
      Verdicts is_there, value;
      for (const auto& facts : baseline)
        is_there.baseline.push_back(facts.contains(name) ? "there" : "not there");
      for (const auto& facts : candidate)
        is_there.candidate.push_back(facts.contains(name) ? "there" : "not there");
      for (const auto& facts : baseline) value.baseline.push_back(value_of(facts, name));
      for (const auto& facts : candidate) value.candidate.push_back(value_of(facts, name));
      if (is_there.differs()) {
        add({Area::http, where, "header " + name, is_there.baseline.front(), is_there.candidate.front(),
             kHeaderSet});
      } else if (!is_there.is_noise() && value.differs()) {
        add({Area::http, where, "header " + name, value.baseline.front(), value.candidate.front(),
             kHeaderValue});
      }
    }
  }

  void compare_bodies(const std::string& where, const Calls& ours, const Calls& theirs) {
    std::vector<const call::Response*> baseline;
    for (const auto* call : ours) baseline.push_back(&*call->response);
    // By path: in how many of the candidate's answers it differs.
    std::map<std::string, std::size_t> times;
    std::vector<call::BodyDifference> first;
    for (const auto* call : theirs) {
      auto [found, reason] = call::body_differences(baseline, *call->response, {.now = q.now});
      if (!reason.empty()) not_compared(where, "bodies: " + reason);
      std::set<std::string> paths;
      for (const auto& one : found) paths.insert(one.path);
      for (const auto& path : paths) ++times[path];
      if (call == theirs.front()) first = std::move(found);
    }
    for (auto& one : first) {
      if (times[one.path] < theirs.size()) continue;
      add({Area::body, where, one.path.empty() ? "/" : one.path, std::move(one.baseline),
           std::move(one.candidate), weight_of(one.kind)});
    }
  }

  // Told where the two do not meet at all, and one is at least twice the other.
  void compare_times(const std::string& where, const Calls& ours, const Calls& theirs) {
    Timing out{.where = where, .baseline = {}, .candidate = {}};
    for (const auto* call : ours) out.baseline.push_back(call->response->duration);
    for (const auto* call : theirs) out.candidate.push_back(call->response->duration);
    std::ranges::sort(out.baseline);
    std::ranges::sort(out.candidate);
    const auto apart = [](const auto& faster, const auto& slower) {
      constexpr std::chrono::milliseconds kNoticed{50};
      return slower.front() >= 2 * faster.back() && slower.front() - faster.back() >= kNoticed;
    };
    if (apart(out.baseline, out.candidate) || apart(out.candidate, out.baseline))
      add({Area::time, where, "duration", range(out.baseline), range(out.candidate), kTime});
    x_out.timings.push_back(std::move(out));
  }

  static std::string range(const std::vector<std::chrono::milliseconds>& times) {
    return fmt::format("{} to {} ms", times.front().count(), times.back().count());
  }

  const CompareQuestion& q;
  Comparison x_out;
};

}  // namespace

bool Comparison::differs() const {
  return std::ranges::any_of(differences, [](const Difference& one) { return one.area != Area::time; });
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
  return Comparing(question).go();
}

}  // namespace rehearse::judge
