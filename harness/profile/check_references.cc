// What refers to something elsewhere in the profile.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/hostname.h"
#include "base/printable.h"
#include "profile/sections.h"

namespace rehearse::profile {
namespace {

std::string hint(std::string_view written, const std::set<std::string>& known) {
  const std::vector<std::string_view> words(known.begin(), known.end());
  return did_you_mean(written, words);
}

const Node* child(const Node* map, std::string_view key) {
  if (map == nullptr) return nullptr;
  const auto found = std::ranges::find(map->entries, key, &Node::Entry::key);
  return found == map->entries.end() ? nullptr : found->value;
}

// The node in endpoints.X.stores that says `name`; for a name that a variable yields, the list.
const Node* node_of_store(const Value& endpoint, std::string_view name) {
  const auto* stores = child(endpoint.node, "stores");
  if (stores == nullptr) return endpoint.node;
  const auto item = std::ranges::find(stores->items, name, [](const Node* node) { return node->text; });
  return item == stores->items.end() ? stores : *item;
}

// Where `host` stands as a key of targets.X.redirect.host.
Place place_of_host(const Value& target, std::string_view host) {
  const auto* hosts = child(child(target.node, "redirect"), "host");
  if (hosts == nullptr) return target.key_at;
  const auto is = [&](const Node::Entry& entry) { return normal_host(entry.key) == host; };
  const auto entry = std::ranges::find_if(hosts->entries, is);
  return entry == hosts->entries.end() ? hosts->at : entry->at;
}

void check_store_names(Reading& reading, const Read<Endpoint>& endpoint, const std::set<std::string>& known) {
  for (const auto& name : endpoint.item.stores) {
    if (known.contains(name)) continue;
    const auto* node = node_of_store(endpoint.value, name);
    const bool written = node->text == name;
    reading.problems.add(
        node->at, "unknown-store",
        fmt::format("{}.stores: there is no store {}{}", endpoint.value.where,
                    written ? "'" + printable(name, 60) + "'" : "of the name that a variable yields",
                    written ? hint(name, known) : std::string()));
  }
}

void check_replaced_hosts(Reading& reading, const Read<Target>& target, const std::set<std::string>& known) {
  for (const auto& [from, to] : target.item.redirect.host) {
    if (from == "*" || known.contains(from)) continue;
    reading.problems.add(place_of_host(target.value, from), "unknown-host",
                         fmt::format("{}.redirect.host: no endpoint is at '{}'{}", target.value.where,
                                     printable(from, 80), hint(from, known)));
  }
}

}  // namespace

void check_references(Reading& reading, Sections& sections) {
  std::vector<std::string> in_order;
  std::set<std::string> stores, hosts;
  for (const auto& store : sections.stores) in_order.push_back(store.name);
  stores.insert(in_order.begin(), in_order.end());
  for (const auto& endpoint : sections.endpoints) hosts.insert(endpoint.item.url.host);

  for (auto& endpoint : sections.endpoints) {
    // Where there are no stores at all, that is the problem, and it is reported.
    if (!stores.empty()) check_store_names(reading, endpoint, stores);
    if (endpoint.item.stores.empty()) endpoint.item.stores = in_order;
  }
  // Nor can a host be called unknown while some URL could not be read.
  if (hosts.contains("") || hosts.empty()) return;
  for (const auto& target : sections.targets) check_replaced_hosts(reading, target, hosts);
}

}  // namespace rehearse::profile
