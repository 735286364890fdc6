// What refers to something elsewhere in the profile.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/hostname.h"
#include "base/printable.h"
#include "base/url.h"
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

// The node of a call, and the words that every message about it has.
Value value_of_call(const Read<Endpoint>& endpoint, std::size_t number) {
  if (const auto* oauth = child(endpoint.value.node, "oauth"); oauth != nullptr) {
    if (number == 0) return {oauth, endpoint.value.where + ".oauth", oauth->at};
    --number;  // it stands first, and not in the list
  }
  const auto* calls = child(endpoint.value.node, "calls");
  const bool is_list = calls != nullptr && number < calls->items.size();
  const auto* node = is_list ? calls->items[number] : endpoint.value.node;
  return {node, endpoint.value.where + ".calls", node->at};
}

// A place is filled by a variable, or by what an earlier call of the endpoint captures.
void check_places(Reading& reading, const Read<Endpoint>& endpoint, const Values& variables) {
  std::set<std::string> known;
  for (const auto& [name, value] : variables) known.insert(name);
  for (std::size_t i = 0; i < endpoint.item.calls.size(); ++i) {
    const auto& call = endpoint.item.calls[i];
    for (const auto& name : places_in(call)) {
      if (known.contains(name)) continue;
      const auto value = value_of_call(endpoint, i);
      reading.problems.add(
          value.key_at, "unknown-variable",
          fmt::format("{}: nothing is called '{}': no variable, and no capture of an earlier call{}",
                      value.where, name, hint(name, known)));
    }
    for (const auto& capture : call.captures) known.insert(capture.name);
  }
}

void check_captured_names(Reading& reading, const Read<Endpoint>& endpoint, const Values& variables) {
  const auto* oauth = child(endpoint.value.node, "oauth");
  if (oauth == nullptr || !variables.contains(std::string(kOauthToken))) return;
  reading.problems.add(
      oauth->at, "duplicate-name",
      fmt::format("{}.oauth: a variable '{}', as this makes one", endpoint.value.where, kOauthToken));
}

// The places a call may go to, as authorities: where the endpoints are, and where a target puts them.
std::set<std::string> places_of(const Sections& sections) {
  std::set<std::string> out;
  for (const auto& endpoint : sections.endpoints) {
    auto url = endpoint.item.url;
    out.insert(url.authority());
    for (const auto& target : sections.targets) {
      for (const auto* from : {"*", endpoint.item.url.host.c_str()}) {
        const auto to = target.item.redirect.host.find(from);
        if (to == target.item.redirect.host.end()) continue;
        url.host = to->second;
        out.insert(url.authority());
      }
    }
  }
  return out;
}

// What an answer gives is looked at when it is there; what is written out can be told now.
void check_destinations(Reading& reading, Read<Endpoint>& endpoint, const std::set<std::string>& known) {
  for (std::size_t i = 0; i < endpoint.item.calls.size(); ++i) {
    auto& call = endpoint.item.calls[i];
    const auto url = places_in(call.url).empty() ? parse_url(call.url.reveal()) : fail("no-value", "");
    if (!url) continue;
    const bool is_stand_in = !reading.stand_ins.empty() && url->host.ends_with(".invalid");
    if (!known.contains(url->authority()) && !is_stand_in) {
      const auto value = value_of_call(endpoint, i);
      const auto shown = call.url.has_secret() ? "that place" : "'" + printable(url->authority(), 80) + "'";
      reading.problems.add(
          value.key_at, "unknown-host",
          fmt::format("{}: it would leave the hosts of the profile: no endpoint is at {}{}", value.where,
                      shown, call.url.has_secret() ? "" : hint(url->authority(), known)));
    }
    const bool is_own = url->authority() == endpoint.item.url.authority();
    if (is_own && !call.path.empty()) call.url = SecretText();
  }
}

// What a query says, only those who ask it can tell.
void check_queries(Reading& reading, const Read<Endpoint>& endpoint,
                   const std::map<std::string, std::string>& namespaces) {
  if (!reading.context.check_query) return;
  for (std::size_t i = 0; i < endpoint.item.calls.size(); ++i) {
    const auto& call = endpoint.item.calls[i];
    for (const auto& query : queries_of(call)) {
      // A stand-in is not what will be asked.
      if (holds_stand_in(reading, query.text)) continue;
      const auto fit = reading.context.check_query(query, namespaces);
      if (fit) continue;
      const auto value = value_of_call(endpoint, i);
      const bool holds_secret = std::ranges::any_of(call.expect.secrets, [&](const std::string& secret) {
        return !secret.empty() && query.text.find(secret) != std::string::npos;
      });
      const auto what = holds_secret ? std::string(", into which a variable was put, cannot be asked")
                                     : fmt::format(" '{}': {}", printable(query.text, 120),
                                                   printable(fit.error().text(), 300));
      reading.problems.add(value.key_at, "bad-query",
                           fmt::format("{}: {}{}", value.where, to_id(query.kind), what));
    }
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
    check_captured_names(reading, endpoint, sections.variables);
    check_places(reading, endpoint, sections.variables);
    check_queries(reading, endpoint, sections.namespaces);
  }
  // Nor can a host be called unknown while some URL could not be read.
  if (hosts.contains("") || hosts.empty()) return;
  const auto places = places_of(sections);
  for (auto& endpoint : sections.endpoints) check_destinations(reading, endpoint, places);
  for (const auto& target : sections.targets) check_replaced_hosts(reading, target, hosts);
}

}  // namespace rehearse::profile
