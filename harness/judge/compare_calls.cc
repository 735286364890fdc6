#include "judge/compare_calls.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "call/body_differences.h"
#include "judge/answer_headers.h"

namespace rehearse::judge {
namespace {

using Area = Difference::Area;
using Calls = std::vector<const Sample::Call*>;

constexpr int kStatus = 80;
constexpr int kOutcome = 75;
constexpr int kFormat = 70;
constexpr int kHeaderSet = 30;
constexpr int kHeaderValue = 25;
constexpr int kTime = 1;

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

std::vector<std::string> calls_in(const Samples& samples) {
  std::vector<std::string> out;
  for (const auto* sample : samples) {
    for (const auto& call : sample->calls) {
      if (std::ranges::count(out, call.name) == 0) out.push_back(call.name);
    }
  }
  return out;
}

Calls calls_of(const Samples& samples, const std::string& name) {
  Calls out;
  for (const auto* sample : samples) {
    const auto found = std::ranges::find(sample->calls, name, &Sample::Call::name);
    if (found != sample->calls.end()) out.push_back(&*found);
  }
  return out;
}

Calls answered(Calls calls) {
  std::erase_if(calls, [](const Sample::Call* call) { return !call->why_not.empty(); });
  return calls;
}

std::string range(const std::vector<std::chrono::milliseconds>& times) {
  return fmt::format("{} to {} ms", times.front().count(), times.back().count());
}

}  // namespace

void CallComparison::compare(const std::string& endpoint, const Samples& baseline, const Samples& candidate) {
  for (const auto& name : calls_in(baseline)) compare_call(endpoint, name, baseline, candidate);
  for (const auto& name : calls_in(candidate)) {
    if (calls_of(baseline, name).empty())
      x_telling.not_compared(endpoint + "/" + name, q.baseline.name + ": no such call");
  }
}

void CallComparison::compare_times(const std::string& endpoint, const Samples& baseline,
                                   const Samples& candidate) {
  for (const auto& name : calls_in(baseline)) {
    compare_times_of(endpoint + "/" + name, answered(calls_of(baseline, name)),
                     answered(calls_of(candidate, name)));
  }
}

void CallComparison::compare_call(const std::string& endpoint, const std::string& name,
                                  const Samples& baseline, const Samples& candidate) {
  const auto where = endpoint + "/" + name;
  auto ours = calls_of(baseline, name), theirs = calls_of(candidate, name);
  const auto at = x_telling.at();
  if (theirs.empty())
    return x_telling.not_compared(where, fmt::format("{}: no such call{}", q.candidate.name, at));
  for (const auto* call : ours) {
    if (!call->why_not.empty())
      x_telling.not_compared(where, fmt::format("{}: {}", q.baseline.name, call->why_not));
  }
  for (const auto* call : theirs) {
    if (!call->why_not.empty())
      x_telling.not_compared(where, fmt::format("{}: {}{}", q.candidate.name, call->why_not, at));
  }
  ours = answered(std::move(ours));
  theirs = answered(std::move(theirs));
  if (ours.empty() || theirs.empty()) return;
  x_telling.compared(where);
  compare_answers(where, ours, theirs);
  const auto has_response = [](const Sample::Call* it) { return it->response.has_value(); };
  const bool has_responses =
      std::ranges::all_of(ours, has_response) && std::ranges::all_of(theirs, has_response);
  const auto is_of_edge = [](const Sample::Call* it) {
    return it->outcome == to_id(call::Outcome::edge_error);
  };
  const bool has_edge = std::ranges::any_of(ours, is_of_edge) || std::ranges::any_of(theirs, is_of_edge);
  (has_edge        ? x_telling.grounds.edge_pages
   : has_responses ? x_telling.grounds.answered
                   : x_telling.grounds.by_status)
      .insert(where);
  if (!has_responses) return;
  compare_headers(where, ours, theirs);
  compare_bodies(where, ours, theirs);
}

void CallComparison::compare_answers(const std::string& where, const Calls& ours, const Calls& theirs) {
  Fact status, outcome;
  for (const auto* call : ours) {
    status.baseline.push_back(value_of(call->http, "status"));
    outcome.baseline.push_back(call->outcome);
  }
  for (const auto* call : theirs) {
    status.candidate.push_back(value_of(call->http, "status"));
    outcome.candidate.push_back(call->outcome);
  }
  if (status.others() > 0) x_telling.add(Area::http, where, "status", status, kStatus);
  if (outcome.others() > 0) x_telling.add(Area::http, where, "outcome", outcome, kOutcome);
}

void CallComparison::compare_headers(const std::string& where, const Calls& ours, const Calls& theirs) {
  std::vector<std::map<std::string, AnswerHeader>> baseline, candidate;
  std::map<std::string, std::string> names;  // as written, by lower case
  for (const auto* call : ours) baseline.push_back(answer_headers(*call->response));
  for (const auto* call : theirs) candidate.push_back(answer_headers(*call->response));
  for (const auto* side : {&baseline, &candidate}) {
    for (const auto& headers : *side) {
      for (const auto& [name, header] : headers) names.emplace(name, header.name);
    }
  }
  for (const auto& [name, written] : names) {
    Fact is_there, value;
    for (const auto& [headers, there, values] :
         {std::tuple(&baseline, &is_there.baseline, &value.baseline),
          std::tuple(&candidate, &is_there.candidate, &value.candidate)}) {
      for (const auto& one : *headers) {
        const auto found = one.find(name);
        there->push_back(found == one.end() ? "not there" : "there");
        if (found != one.end()) values->push_back(found->second.value);
      }
    }
    const auto path = "header " + shown_name(name, written);
    if (is_there.differs()) {
      x_telling.add(Area::http, where, path, is_there, kHeaderSet);
    } else if (!value.baseline.empty() && value.differs()) {
      x_telling.add(Area::http, where, path, value, kHeaderValue);
    }
  }
}

std::string CallComparison::shown_name(const std::string& lower, const std::string& written) const {
  const auto scrubbed = q.scrub ? q.scrub(written) : written;
  return scrubbed == written ? lower : scrubbed;
}

// What differs in any of the candidate's answers: nothing in the baseline's explains it.
void CallComparison::compare_bodies(const std::string& where, const Calls& ours, const Calls& theirs) {
  std::vector<const call::Response*> baseline;
  for (const auto* call : ours) baseline.push_back(&*call->response);
  std::map<std::string, std::size_t> times;  // by path: in how many answers
  std::vector<call::BodyDifference> all;
  for (const auto* call : theirs) {
    auto found = call::body_differences(baseline, *call->response, {.now = q.now, .scrub = q.scrub});
    if (!found.not_compared.empty()) x_telling.not_compared(where, "bodies: " + found.not_compared);
    std::set<std::string> paths;
    for (auto& one : found.differences) {
      paths.insert(one.path);
      if (!times.contains(one.path)) all.push_back(std::move(one));
    }
    for (const auto& path : paths) ++times[path];
  }
  for (auto& one : all) {
    x_telling.add({Area::body,
                   where,
                   one.path.empty() ? "/" : one.path,
                   std::move(one.baseline),
                   std::move(one.candidate),
                   weight_of(one.kind),
                   {},
                   times[one.path],
                   theirs.size()});
  }
}

// Told where the two do not meet at all, and one is at least twice the other.
void CallComparison::compare_times_of(const std::string& where, const Calls& ours, const Calls& theirs) {
  const auto has_response = [](const Sample::Call* it) { return it->response.has_value(); };
  if (ours.empty() || theirs.empty() || !std::ranges::all_of(ours, has_response) ||
      !std::ranges::all_of(theirs, has_response))
    return;
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
    x_telling.add({Area::time, where, "duration", range(out.baseline), range(out.candidate), kTime});
  x_telling.add(std::move(out));
}

}  // namespace rehearse::judge
