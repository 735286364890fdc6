#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rehearse::report {

/// Members under what they have in common: each once, both in the order added.
class Grouped {
 public:
  struct Group {
    std::string key;
    std::vector<std::string> members;
  };

  void add(const std::string& key, std::string member) {
    const auto [at, is_new] = x_places.try_emplace(key, x_groups.size());
    if (is_new) x_groups.push_back({key, {}});
    if (x_seen.emplace(at->second, member).second) x_groups[at->second].members.push_back(std::move(member));
  }

  const std::vector<Group>& groups() const { return x_groups; }

 private:
  std::vector<Group> x_groups;
  std::map<std::string, std::size_t> x_places;
  std::set<std::pair<std::size_t, std::string>> x_seen;
};

}  // namespace rehearse::report
