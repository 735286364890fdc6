#include <algorithm>

#include <fmt/format.h>

#include "report/html/views.h"
#include "report/phrases.h"

namespace rehearse::report::html {
namespace {

constexpr std::size_t kEach = 60;  // endpoints: with more, those alike share a line
constexpr std::size_t kLines = 600;
constexpr std::size_t kBlock = 40;  // lines: a browser lays a block out when it comes into sight

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
  const auto shown = std::min(lines.size(), kLines);
  const auto column = [](const Matrix::Store& one) {
    return Json{{"store", bounded(one.name, 60)}, {"client", bounded(one.client, 60)}};
  };
  Json blocks = Json::array();
  for (std::size_t first = 0; first < shown; first += kBlock) {
    Json block = Json::array();
    const auto last = std::min(first + kBlock, shown);
    for (auto i = first; i < last; ++i) block.push_back(line_of(plan, lines[i]));
    blocks.push_back({{"block", fmt::format("lines {} to {}", first + 1, last)},
                      {"columns", list(plan.matrix().stores, column)},
                      {"lines", std::move(block)}});
  }
  view["has_lines"] = !blocks.empty();
  view["blocks"] = std::move(blocks);
  view["lines_more"] = more_of(lines.size(), shown, "kind of endpoint more", "kinds of endpoints more");
}

}  // namespace rehearse::report::html
