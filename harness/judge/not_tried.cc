#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "judge/edges.h"
#include "judge/evidence.h"
#include "judge/summary.h"

namespace rehearse::judge {

namespace {

// The targets that show the new certificate under another name than the endpoint's own.
std::set<std::string> replacing(const Evidence& evidence, const profile::Endpoint& endpoint) {
  std::set<std::string> out;
  for (const auto* route : routes_of(evidence, endpoint.name, profile::Role::next)) {
    if (route->route.verify_name != endpoint.url.host) out.insert(route->route.target);
  }
  return out;
}

// Whose verdicts are predicted alone.
std::string clients_not_run(const std::vector<Row>& rows) {
  std::set<std::string> predicted;
  bool is_any_run = false;
  for (const auto& row : rows) {
    if (row.how == "predicted") predicted.insert(row.client);
    is_any_run = is_any_run || row.how != "predicted";
  }
  if (!is_any_run)
    return "the clients themselves: their verdicts are predicted from their rules, none of them was run";
  std::string names;
  for (const auto& one : predicted) names += (names.empty() ? "" : ", ") + one;
  return names.empty() ? names
                       : "some clients themselves, whose verdicts are predicted from their rules: " + names;
}

}  // namespace

std::vector<std::string> not_tried(const Evidence& evidence, const std::vector<Row>& rows) {
  std::vector<std::string> out = {
      "revocation: no CRL was fetched and no OCSP answer was judged",
      "more samples: an edge that holds several certificates may show another one to the next connection",
  };
  if (auto clients = clients_not_run(rows); !clients.empty()) out.push_back(std::move(clients));
  std::size_t not_run = 0;
  std::map<std::pair<std::string, std::string>, std::set<Address>> candidates, tried;
  std::set<std::string> withheld, published;
  for (const auto& route : evidence.routes) {
    const std::pair place(route.route.endpoint, route.route.target);
    if (route.route.why == route::Why::pem) published.insert(route.route.target);
    candidates[place].insert(route.route.candidates.begin(), route.route.candidates.end());
    if (route.route.address) tried[place].insert(*route.route.address);
    for (const auto& call : route.calls) not_run += call.judged.outcome == call::Outcome::not_run ? 1 : 0;
  }
  for (const auto& target : evidence.profile->targets) {
    if (target.credentials == profile::Credentials::withheld) withheld.insert(target.name);
  }
  std::size_t more_addresses = 0;
  for (const auto& [place, all] : candidates) {
    const auto& known = tried[place];
    for (const auto& one : all) more_addresses += known.contains(one) ? 0 : 1;
  }
  if (more_addresses > 0) {
    out.push_back(std::to_string(more_addresses) + " more addresses that the names lead to were not tried");
  }
  if (not_run > 0) {
    out.push_back(std::to_string(not_run) + " calls that may change data (--allow-unsafe makes them)");
  }
  for (const auto& endpoint : evidence.profile->endpoints) {
    for (const auto& target : replacing(evidence, endpoint))
      out.push_back("the name " + endpoint.url.host + ": target " + target + " has another in its place");
  }
  for (const auto& store : evidence.stores) {
    const auto judges = [&](const profile::Endpoint& endpoint) {
      return std::ranges::count(stores_of(evidence, endpoint), &store) > 0;
    };
    if (std::ranges::none_of(evidence.profile->endpoints, judges))
      out.push_back("store " + store.name + ": no endpoint of the profile names it");
  }
  for (const auto& target : published)
    out.push_back("the edge of target " + target + ": a published chain stands for what it will show");
  for (const auto& target : withheld)
    out.push_back("logins on target " + target + ": credentials are withheld there");
  return out;
}

}  // namespace rehearse::judge
