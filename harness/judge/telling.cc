#include "judge/telling.h"

#include <tuple>

#include <fmt/format.h>

namespace rehearse::judge {

Telling::Telling(const CompareQuestion& question) : q(question) {
  x_out.baseline = q.baseline.name;
  x_out.candidate = q.candidate.name;
}

void Telling::not_compared(const std::string& where, const std::string& reason) {
  const auto is_same = [&](const NotCompared& one) { return one.where == where && one.reason == reason; };
  if (std::ranges::none_of(x_out.not_compared, is_same)) x_out.not_compared.push_back({where, reason});
}

void Telling::add(Difference difference) {
  const auto short_form = fmt::format("{} {}", to_id(difference.area), difference.path);
  const auto long_form = difference.where + " " + short_form;
  if (!x_at.empty()) difference.at = {x_at};
  const auto is_same = [&](const Difference& one) {
    return one.area == difference.area && one.where == difference.where && one.path == difference.path &&
           one.baseline == difference.baseline && one.candidate == difference.candidate;
  };
  const bool is_ignored = std::ranges::any_of(q.ignore, [&](const std::string& pattern) {
    return fits(pattern, short_form) || fits(pattern, long_form);
  });
  auto& known_ones = is_ignored ? x_ignored : x_out.differences;
  const auto known = x_at.empty() ? known_ones.end() : std::ranges::find_if(known_ones, is_same);
  if (known == known_ones.end()) {
    known_ones.push_back(std::move(difference));
  } else {
    known->at.insert(known->at.end(), difference.at.begin(), difference.at.end());
    known->seen_in += difference.seen_in;
    known->of += difference.of;
  }
}

void Telling::add(Difference::Area area, const std::string& where, const std::string& path, const Fact& fact,
                  int weight) {
  add({area,
       where,
       path,
       fact.baseline.front(),
       fact.other(),
       weight,
       {},
       fact.others(),
       fact.candidate.size()});
}

void Telling::has_addresses(std::size_t count) {
  for (; x_settled < x_out.differences.size(); ++x_settled) {
    auto& at = x_out.differences[x_settled].at;
    if (at.size() == count) at.clear();
  }
}

Comparison Telling::take() && {
  x_out.compared = x_compared.size();
  x_out.ignored = x_ignored.size();
  // The weightiest first; of the same weight, by place.
  std::ranges::sort(x_out.differences, {}, [](const Difference& one) {
    return std::tuple(-one.weight, one.area, one.where, one.path);
  });
  add_proofs(q, grounds, x_out);
  return std::move(x_out);
}

}  // namespace rehearse::judge
