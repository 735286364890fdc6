#include "call/body_lists.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "call/body_tree.h"

namespace rehearse::call {
namespace {

using Json = nlohmann::json;

// Deeper than this a node is one value: each level of lists within lists looks at all below it.
constexpr std::size_t kDeepest = 8;

struct Value {
  std::size_t entry = 0;
  const Json* node = nullptr;
};
// By the path within an entry: every value there, of all entries of one list.
using Columns = std::map<std::string, std::vector<Value>>;
// What of an entry stands in the columns that tell entries apart.
struct Cell {
  std::size_t column = 0;
  const Json* node = nullptr;
};
using Row = std::vector<Cell>;

bool is_before(const Json* a, const Json* b) {
  return *a < *b;
}
bool is_same(const Json* a, const Json* b) {
  return *a == *b;
}

void collect(const std::string& path, const Json& node, std::size_t entry, std::size_t depth, Columns& out) {
  if (!node.is_structured() || node.empty() || depth == kDeepest) {
    out[path].push_back({entry, &node});
    return;
  }
  for (const auto& [key, value] : node.items()) {
    if (key != kOrder) collect(path + kStep + (node.is_array() ? "*" : key), value, entry, depth + 1, out);
  }
}

Columns columns_of(const Json& list) {
  Columns out;
  for (std::size_t i = 0; i < list.size(); ++i) collect("", list[i], i, 0, out);
  return out;
}

Nodes sorted_values(const Columns& columns, const std::string& path) {
  Nodes out;
  const auto found = columns.find(path);
  if (found == columns.end()) return out;
  for (const auto& value : found->second) out.push_back(value.node);
  std::ranges::sort(out, is_before);
  return out;
}

// The paths at which all lists have the same values, in whatever order.
std::vector<std::string> steady_paths(const std::vector<Columns>& lists) {
  std::vector<std::string> out;
  for (const auto& [path, values] : lists.front()) {
    const auto first = sorted_values(lists.front(), path);
    const bool is_steady = std::ranges::all_of(lists, [&](const Columns& list) {
      return std::ranges::equal(sorted_values(list, path), first, is_same);
    });
    if (is_steady) out.push_back(path);
  }
  return out;
}

bool cell_is_before(const Cell& a, const Cell& b) {
  return a.column != b.column ? a.column < b.column : is_before(a.node, b.node);
}

bool row_is_before(const Row& a, const Row& b) {
  return std::ranges::lexicographical_compare(a, b, cell_is_before);
}

bool is_same_row(const Row& a, const Row& b) {
  return std::ranges::equal(
      a, b, [](const Cell& x, const Cell& y) { return x.column == y.column && is_same(x.node, y.node); });
}

struct Rows {
  std::vector<Row> rows;  // by entry
  Nodes entries;

  Rows(const Json& list, const Columns& columns, const std::vector<std::string>& paths) : rows(list.size()) {
    for (const auto& entry : list) entries.push_back(&entry);
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const auto found = columns.find(paths[i]);
      if (found == columns.end()) continue;
      for (const auto& [entry, node] : found->second) rows[entry].push_back({i, node});
    }
    // A list within an entry may come in any order, too.
    for (auto& row : rows) std::ranges::sort(row, cell_is_before);
  }

  bool has_order_of(const Rows& other) const { return std::ranges::equal(rows, other.rows, is_same_row); }

  void sort() {
    std::vector<std::size_t> order(rows.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    // Of equal rows the one that came first. (Not stable_sort: see profile/problems.cc.)
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
      return row_is_before(rows[a], rows[b]) || (!row_is_before(rows[b], rows[a]) && a < b);
    });
    std::vector<Row> sorted_rows;
    Nodes sorted_entries;
    for (const auto i : order) {
      sorted_rows.push_back(std::move(rows[i]));
      sorted_entries.push_back(entries[i]);
    }
    rows = std::move(sorted_rows);
    entries = std::move(sorted_entries);
  }
};

std::string first_beyond(const Nodes& these, const Nodes& those) {
  Nodes out;
  std::ranges::set_difference(these, those, std::back_inserter(out), is_before);
  return out.empty() ? std::string() : shown_node(*out.front());
}

}  // namespace

AlignedLists align(const Nodes& baseline, const Json& candidate) {
  std::vector<Columns> columns;
  for (const auto* list : baseline) columns.push_back(columns_of(*list));
  const auto of_candidate = columns_of(candidate);
  const auto paths = steady_paths(columns);
  std::vector<Rows> rows;
  for (std::size_t i = 0; i < baseline.size(); ++i) rows.emplace_back(*baseline[i], columns[i], paths);
  Rows other(candidate, of_candidate, paths);
  const auto are_in_one_order = [&] {
    return std::ranges::all_of(rows, [&](const Rows& one) { return one.has_order_of(rows.front()); });
  };
  AlignedLists out;
  if (!are_in_one_order()) {
    for (auto& one : rows) one.sort();
    other.sort();
    if (!are_in_one_order()) {
      for (const auto& path : paths) {
        const auto ours = sorted_values(columns.front(), path), theirs = sorted_values(of_candidate, path);
        if (!std::ranges::equal(ours, theirs, is_same))
          out.losses.push_back({path, first_beyond(ours, theirs), first_beyond(theirs, ours)});
      }
    }
  }
  for (auto& one : rows) out.baseline.push_back(std::move(one.entries));
  out.candidate = std::move(other.entries);
  return out;
}

}  // namespace rehearse::call
