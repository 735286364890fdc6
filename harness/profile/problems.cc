#include "profile/problems.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/printable.h"

namespace rehearse::profile {

void Problems::add(Place at, std::string_view id, std::string text) {
  x_problems.push_back({at.line, at.column, std::string(id), std::move(text)});
}

std::vector<Problem> Problems::in_order() && {
  const auto everything = [](const Problem& p) { return std::tie(p.line, p.column, p.id, p.text); };
  // Of equal places the one found first. (Not stable_sort: libstdc++ 12's uses what clang 19 calls
  // deprecated.)
  std::vector<std::size_t> order(x_problems.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {},
                    [&](std::size_t i) { return std::tuple(x_problems[i].line, x_problems[i].column, i); });
  std::vector<Problem> out;
  std::size_t left_out = 0;
  for (const auto i : order) {
    auto& problem = x_problems[i];
    const auto known = [&](const Problem& seen) { return everything(seen) == everything(problem); };
    if (std::any_of(out.rbegin(), out.rend(), known)) continue;
    if (out.size() == kMost) {
      ++left_out;
      continue;
    }
    out.push_back(std::move(problem));
  }
  if (left_out > 0) {
    const auto& last = out.back();
    out.push_back(
        {last.line, last.column, "too-many-problems", fmt::format("and {} more problems", left_out)});
  }
  return out;
}

std::string to_text(std::string_view path, const Problem& problem) {
  return fmt::format("{}:{}:{}: {}", printable(path), problem.line, problem.column, problem.text);
}

}  // namespace rehearse::profile
