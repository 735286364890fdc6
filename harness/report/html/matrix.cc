#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "report/html/views.h"
#include "report/phrases.h"

namespace rehearse::report::html {
namespace {

constexpr std::size_t kEach = 60;  // endpoints: with more, those alike share a line
constexpr std::size_t kCells =
    1600;  // a browser takes longer for more than one waits; the rest is said in words
constexpr std::size_t kSpelt = 8;  // stores beside each other that leave room for words

Json line_of(const Plan& plan, const std::vector<const Matrix::Line*>& same) {
  const auto& line = *same.front();
  Json cells = Json::array();
  for (const auto* cell : line.cells) {
    if (cell == nullptr) {
      cells.push_back({{"cell", Json()}});
    } else {
      cells.push_back({{"cell",
                        {{"c", tone(cell->verdict)},
                         {"e", plan.row(*cell)},
                         {"s", sign(cell->verdict)},
                         {"w", in_words(cell->verdict)}}}});
    }
  }
  return {{"name", bounded(line.endpoint, 120)},
          {"evidence", plan.endpoint(line.endpoint)},
          {"more", more_of(same.size(), 1, "more", "more")},
          {"cells", std::move(cells)}};
}

// "✗ will break: billing, payroll; ready: 18 more"
Json words_of(const Plan& plan, const std::vector<const Matrix::Line*>& same) {
  const auto& line = *same.front();
  std::map<int, std::vector<std::string>> stores;
  std::map<int, judge::Verdict> verdicts;
  for (std::size_t i = 0; i < line.cells.size(); ++i) {
    if (line.cells[i] == nullptr) continue;
    const auto verdict = line.cells[i]->verdict;
    stores[severity(verdict)].emplace_back(plan.matrix().stores[i].name);
    verdicts[severity(verdict)] = verdict;
  }
  std::string says;
  for (const auto& [badness, names] : stores) {
    const auto verdict = verdicts[badness];
    const bool is_fine = verdict == judge::Verdict::ready || verdict == judge::Verdict::not_affected;
    says +=
        fmt::format("{}{} {} {}", says.empty() ? "" : "; ", sign(verdict), in_words(verdict),
                    is_fine ? fmt::format("({})", count(names.size(), "store", "stores")) : some(names, 8));
  }
  return {{"name", bounded(line.endpoint, 120)},
          {"evidence", plan.endpoint(line.endpoint)},
          {"more", more_of(same.size(), 1, "more", "more")},
          {"says", says}};
}

std::vector<std::vector<const Matrix::Line*>> lines_of(const Plan& plan) {
  std::vector<std::vector<const Matrix::Line*>> out;
  if (plan.matrix().lines.size() <= kEach) {
    for (const auto& line : plan.matrix().lines) out.push_back({&line});
  } else {
    for (const auto& kind : plan.alike()) out.push_back(kind.lines);
  }
  return out;
}

}  // namespace

void add_matrix(Json& view, const Plan& plan) {
  const auto lines = lines_of(plan);
  const auto& stores = plan.matrix().stores;
  const auto shown =
      std::min(lines.size(), std::max<std::size_t>(20, kCells / std::max<std::size_t>(1, stores.size())));
  const auto column = [](const Matrix::Store& one) {
    return Json{{"store", bounded(one.name, 60)}, {"client", bounded(one.client, 60)}};
  };
  Json cells = Json::array(), words = Json::array();
  for (std::size_t i = 0; i < lines.size(); ++i)
    (i < shown ? cells : words).push_back(i < shown ? line_of(plan, lines[i]) : words_of(plan, lines[i]));
  view["spelt"] = stores.size() <= kSpelt;
  view["has_lines"] = !cells.empty();
  view["columns"] = list(stores, column);
  view["lines"] = std::move(cells);
  view["has_short"] = !words.empty();
  view["short_count"] = count(words.size(), "line more", "lines more");
  view["short"] = std::move(words);
}

}  // namespace rehearse::report::html
