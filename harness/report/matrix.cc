#include "report/matrix.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "report/problems.h"

namespace rehearse::report {
namespace {

std::vector<Matrix::Store> stores_of(const judge::Run& run) {
  std::vector<Matrix::Store> out;
  std::unordered_map<std::string_view, std::string_view> clients;
  for (const auto& row : run.rows) clients.try_emplace(row.store, row.client);
  const auto take = [&](std::string_view name) {
    const auto found = clients.find(name);
    if (found == clients.end()) return;
    out.push_back({name, found->second});
    clients.erase(found);
  };
  for (const auto& store : run.stores) take(store.name);
  for (const auto& row : run.rows) take(row.store);
  return out;
}

}  // namespace

Matrix matrix_of(const judge::Run& run) {
  Matrix out{stores_of(run), {}};
  std::unordered_map<std::string_view, std::size_t> columns, lines;
  for (const auto& store : out.stores) columns.emplace(store.name, columns.size());
  const auto line_of = [&](std::string_view endpoint) -> Matrix::Line& {
    const auto [at, is_new] = lines.try_emplace(endpoint, out.lines.size());
    if (is_new) out.lines.push_back({endpoint, nullptr, std::vector<const judge::Row*>(columns.size())});
    return out.lines[at->second];
  };
  for (const auto& report : run.routes) line_of(report.route.endpoint);
  for (const auto& row : run.rows) {
    auto& line = line_of(row.endpoint);
    for (auto** worst : {&line.cells[columns[row.store]], &line.worst}) {
      if (*worst == nullptr || severity(row.verdict) < severity((*worst)->verdict)) *worst = &row;
    }
  }
  return out;
}

std::vector<AlikeLines> alike(const Matrix& matrix) {
  using Cell = std::tuple<int, std::string_view>;
  constexpr int kNone = 4;
  std::map<std::vector<Cell>, std::size_t> known;
  std::vector<AlikeLines> out;
  for (const auto& line : matrix.lines) {
    std::vector<Cell> key;
    for (const auto* cell : line.cells)
      key.emplace_back(cell == nullptr ? kNone : severity(cell->verdict),
                       cell == nullptr ? std::string_view() : cell->reason);
    const auto [at, is_new] = known.try_emplace(std::move(key), out.size());
    if (is_new) out.emplace_back();
    out[at->second].lines.push_back(&line);
  }
  // The order of the run stays among those that are as bad: the first line's place in it.
  std::ranges::sort(out, {}, [](const AlikeLines& one) {
    const auto* first = one.lines.front();
    return std::pair(first->worst == nullptr ? kNone : severity(first->worst->verdict), first);
  });
  return out;
}

}  // namespace rehearse::report
