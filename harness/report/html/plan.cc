#include "report/html/plan.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace rehearse::report::html {
namespace {

constexpr std::size_t kAll = 100;    // endpoints: so many are shown in full
constexpr std::size_t kInFull = 40;  // where there are more
constexpr std::size_t kOfAKind = 3;  // of those alike, where not all are shown
constexpr std::size_t kCards = 120;  // certificates

// What makes rows one group: everything but the store and how to ask it by hand.
auto key_of(const judge::Row& row) {
  std::string stages, path;
  for (const auto& stage : row.stages) stages += fmt::format("{}{};", to_id(stage.outcome), stage.why);
  for (const auto& one : row.path) path += one->sha256.hex();
  return std::tuple(row.target, row.address, row.without_sni, row.verdict, row.reason, row.detail,
                    std::move(stages), std::move(path));
}

}  // namespace

Plan::Plan(const judge::Run& run)
    : x_run(run),
      x_matrix(matrix_of(run)),
      x_alike(report::alike(x_matrix)),
      x_certificates(certificates_of(run)) {
  for (auto& view : report::endpoints(run)) {
    const auto number = x_endpoints.size();
    x_endpoints.push_back({.id = fmt::format("e{}", number), .view = std::move(view), .groups = {}});
  }
  for (std::size_t i = 0; i < x_endpoints.size(); ++i) x_places.emplace(x_endpoints[i].view.name, i);
  choose();
  for (auto& endpoint : x_endpoints) {
    if (endpoint.in_full) group(endpoint);
  }
  for (const auto& one : x_certificates.all()) {
    if (x_cards.size() < kCards) x_cards.emplace(one.sha256, x_cards.size());
  }
}

// The first of each kind, then as many as there is room for.
void Plan::choose() {
  const bool all = x_endpoints.size() <= kAll;
  std::size_t left = kInFull;
  for (const auto& kind : x_alike) {
    const PlannedEndpoint* example = nullptr;
    for (std::size_t i = 0; i < kind.lines.size(); ++i) {
      auto& endpoint = x_endpoints[x_places.at(kind.lines[i]->endpoint)];
      endpoint.in_full = all || (i < kOfAKind && left > 0);
      if (endpoint.in_full && left > 0) --left;
      if (example == nullptr && endpoint.in_full) example = &endpoint;
      if (!endpoint.in_full) endpoint.example = example;
    }
  }
}

void Plan::group(PlannedEndpoint& endpoint) {
  std::map<decltype(key_of(*endpoint.view.rows.front())), std::size_t> known;
  for (const auto* row : endpoint.view.rows) {
    const auto [at, is_new] = known.try_emplace(key_of(*row), endpoint.groups.size());
    if (is_new) endpoint.groups.push_back({fmt::format("{}-{}", endpoint.id, at->second), {}});
    endpoint.groups[at->second].rows.push_back(row);
    x_rows.emplace(row, endpoint.groups[at->second].id);
  }
}

std::string Plan::certificate(const Sha256& sha256) const {
  const auto found = x_cards.find(sha256);
  return found == x_cards.end() ? "certificates" : fmt::format("c{}", found->second);
}

std::string Plan::endpoint(std::string_view name) const {
  const auto found = x_places.find(name);
  return found == x_places.end() ? "evidence" : x_endpoints[found->second].id;
}

std::string Plan::row(const judge::Row& row) const {
  const auto found = x_rows.find(&row);
  return found == x_rows.end() ? endpoint(row.endpoint) : found->second;
}

std::size_t Plan::shown_certificates() const {
  return std::min(kCards, x_certificates.all().size());
}

}  // namespace rehearse::report::html
