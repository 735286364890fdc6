#include "report/problems.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace rehearse::report {
namespace {

// What makes two rows the same problem.
std::vector<std::string> key_of(const judge::Row& row) {
  std::vector<std::string> key;
  if (row.remedy) {
    const auto& remedy = *row.remedy;
    key = {"remedy", remedy.where, remedy.command, remedy.restart};
    for (const auto& addition : remedy.add) key.push_back("+" + addition.sha256.hex());
    for (const auto& removed : remedy.remove) key.push_back("-" + removed.sha256.hex());
  } else {
    key = {"none", row.stage ? std::string(to_id(*row.stage)) : "", row.reason, row.detail};
    // That a store is at fault makes it another problem; that a name is wrong is the same for all of them.
    if (row.stage == judge::StageName::trust) key.push_back(row.store);
  }
  return key;
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::ranges::find(list, text) == list.end()) list.push_back(text);
}

}  // namespace

std::vector<Problem> problems(const judge::Run& run) {
  std::vector<Problem> out;
  std::map<std::vector<std::string>, std::size_t> known;
  std::set<std::pair<std::size_t, std::string>> seen;  // ten thousand endpoints may share one problem
  std::map<std::string, std::string> owners;
  for (const auto& store : run.stores) {
    if (!store.owner.empty()) owners.emplace(store.name, store.owner);
  }
  for (const auto& row : run.rows) {
    if (row.verdict != judge::Verdict::will_break) continue;
    const auto [at, is_new] = known.try_emplace(key_of(row), out.size());
    if (is_new) out.push_back({&row, {}, {}, {}});
    Problem& problem = out[at->second];
    if (seen.emplace(at->second, row.endpoint).second) problem.endpoints.push_back(row.endpoint);
    add_once(problem.clients, row.client);
    const auto owner = row.remedy ? owners.find(row.store) : owners.end();
    if (owner != owners.end()) add_once(problem.owners, owner->second);
  }
  return out;
}

std::vector<EndpointView> endpoints(const judge::Run& run) {
  std::vector<EndpointView> out;
  std::unordered_map<std::string, std::size_t> known;
  const auto view_of = [&](const std::string& name) -> EndpointView& {
    const auto [at, is_new] = known.try_emplace(name, out.size());
    if (is_new) out.push_back({name, {}, {}, nullptr});
    return out[at->second];
  };
  for (const auto& route : run.routes) view_of(route.route.endpoint).routes.push_back(&route);
  for (const auto& row : run.rows) {
    EndpointView& view = view_of(row.endpoint);
    view.rows.push_back(&row);
    if (view.worst == nullptr || severity(row.verdict) < severity(view.worst->verdict)) view.worst = &row;
  }
  return out;
}

int severity(judge::Verdict verdict) {
  switch (verdict) {
    case judge::Verdict::will_break:
      return 0;
    case judge::Verdict::inconclusive:
      return 1;
    case judge::Verdict::ready:
      return 2;
    case judge::Verdict::not_affected:
      return 3;
  }
  return 1;
}

}  // namespace rehearse::report
