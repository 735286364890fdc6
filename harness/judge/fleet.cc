#include "judge/fleet.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "judge/cause.h"
#include "judge/summary.h"

namespace rehearse::judge {
namespace {

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

bool is_told_apart(const StoreReport& a, const StoreReport& b) {
  return a.sha256 != b.sha256 || a.error != b.error || a.client != b.client || a.kind != b.kind ||
         a.anchors != b.anchors;
}

class Joining {
 public:
  explicit Joining(const std::vector<Member>& members) : x_members(members) {}

  Fleet go() && {
    for (const auto& member : x_members) {
      add_machine(member);
      for (const auto& row : member.run.rows) add_row(member, row);
      for (const auto& store : member.run.stores) add_store(member, store);
    }
    note_missing();
    worst_first();
    note_alike();
    if (x_out.profiles.size() == 1) x_out.profiles.clear();
    if (x_out.windows.size() == 1) x_out.windows.clear();
    std::erase_if(x_out.stores,
                  [](const auto& one) { return one.variants.size() == 1 && one.missing.empty(); });
    return std::move(x_out);
  }

 private:
  void add_machine(const Member& member) {
    const auto& run = member.run;
    x_out.machines.push_back({member.machine, member.file, run.machine.host, run.machine.os, run.machine.user,
                              run.started, run.now, run.profile.sha256, run.lab, run.interrupted, run.verdict,
                              run.summary});
    x_out.verdict = x_out.machines.size() == 1 ? run.verdict : worse(x_out.verdict, run.verdict);
    x_out.interrupted = x_out.interrupted || run.interrupted;
    members_with(x_out.profiles, run.profile.sha256).push_back(member.machine);
    members_with(x_out.windows, run.maintenance).push_back(member.machine);
  }

  template <class Key>
  static std::vector<std::string>& members_with(std::vector<std::pair<Key, std::vector<std::string>>>& all,
                                                const Key& key) {
    auto found = std::ranges::find(all, key, [](const auto& one) { return one.first; });
    if (found == all.end()) found = all.insert(found, {key, {}});
    return found->second;
  }

  // One reason, and only some runs saw the certificate that mends it: the others had better look there.
  void note_alike() {
    auto& causes = x_out.causes;
    for (auto& cause : causes) {
      if (cause.row->remedy || cause.verdict != Verdict::will_break) continue;
      for (std::size_t i = 0; i < causes.size() && !cause.like; ++i) {
        if (causes[i].row->remedy && causes[i].row->reason == cause.row->reason) cause.like = i;
      }
    }
  }

  void add_row(const Member& member, const Row& row) {
    if (row.verdict != Verdict::will_break && row.verdict != Verdict::inconclusive) return;
    const auto [at, is_new] = x_causes.try_emplace(cause_of(row), x_out.causes.size());
    if (is_new) x_out.causes.push_back({row.verdict, &row, {}, {}, {}});
    auto& cause = x_out.causes[at->second];
    if (cause.machines.empty() || cause.machines.back() != member.machine)
      cause.machines.push_back(member.machine);
    auto& endpoints = place_of(cause, member, row).endpoints;
    // Rows of one endpoint stand together.
    if (endpoints.empty() || endpoints.back() != row.endpoint) endpoints.push_back(row.endpoint);
  }

  Fleet::Place& place_of(Fleet::Cause& cause, const Member& member, const Row& row) {
    const auto [at, is_new] =
        x_places.try_emplace({cause.row, member.machine, row.store, row.client}, cause.places.size());
    if (is_new) {
      Fleet::Place place{member.machine, row.store, row.client, {}, {}, {}, {}};
      if (row.remedy) {
        place.where = row.remedy->where;
        place.command = row.remedy->command;
        place.restart = row.remedy->restart;
      }
      cause.places.push_back(std::move(place));
    }
    return cause.places[at->second];
  }

  void add_store(const Member& member, const StoreReport& store) {
    auto found = std::ranges::find(x_out.stores, store.name, &Fleet::Differing::store);
    if (found == x_out.stores.end()) found = x_out.stores.insert(found, {store.name, {}, {}});
    auto& variants = found->variants;
    auto variant =
        std::ranges::find_if(variants, [&](const auto& one) { return !is_told_apart(*one.store, store); });
    if (variant == variants.end()) variant = variants.insert(variant, {&store, {}});
    add_once(variant->machines, member.machine);
  }

  void worst_first() {
    std::vector<Fleet::Cause> causes;
    for (const auto verdict : {Verdict::will_break, Verdict::inconclusive}) {
      for (auto& cause : x_out.causes) {
        if (cause.verdict == verdict) causes.push_back(std::move(cause));
      }
    }
    x_out.causes = std::move(causes);
  }

  void note_missing() {
    for (auto& differing : x_out.stores) {
      for (const auto& member : x_members) {
        if (std::ranges::find(member.run.stores, differing.store, &StoreReport::name) ==
            member.run.stores.end())
          differing.missing.push_back(member.machine);
      }
    }
  }

  const std::vector<Member>& x_members;
  std::map<std::vector<std::string>, std::size_t> x_causes;
  std::map<std::tuple<const Row*, std::string, std::string, std::string>, std::size_t> x_places;
  Fleet x_out;
};

}  // namespace

Fleet join(const std::vector<Member>& members) {
  return Joining(members).go();
}

}  // namespace rehearse::judge
