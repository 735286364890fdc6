#pragma once

#include <map>
#include <string>
#include <vector>

#include "route/resolve.h"

namespace rehearse::route {

/// One endpoint at https://api.example.com/x, targets added by name, and a DNS that is a table.
struct Scene {
  profile::Profile profile;
  Inputs inputs;
  std::map<std::string, std::vector<std::string>> dns = {{"api.example.com", {"198.51.100.1"}}};
  std::map<std::string, std::vector<std::string>> cnames;  ///< host -> what it is an alias of, in order
  std::map<std::string, std::string> dns_errors;           ///< host -> code
  std::map<std::string, Family> unanswered;                ///< host -> the family whose half failed
  std::vector<std::string> asked;
  bool with_lookup = true;

  Scene() { add_endpoint("rest", "https://api.example.com/x"); }

  void add_endpoint(const std::string& name, const std::string& url) {
    profile.endpoints.push_back({.name = name, .url = parse_url(url).value()});
  }
  /// The first one is the redirect most rows are about.
  profile::Redirect& next(const std::string& name = "staging") { return add(name, profile::Role::next); }
  profile::Redirect& add(const std::string& name, profile::Role role) {
    profile.targets.push_back({.name = name, .role = role});
    return profile.targets.back().redirect;
  }
  void connect_to(const std::string& text) { inputs.overrides.push_back(parse_connect_to(text).value()); }
  void resolve_option(const std::string& text) { inputs.overrides.push_back(parse_resolve(text).value()); }

  Result<Routes> run() {
    if (with_lookup) {
      inputs.lookup = [this](const std::string& host) -> Result<Resolved> {
        asked.push_back(host);
        if (const auto error = dns_errors.find(host); error != dns_errors.end()) {
          return fail(error->second, host + " failed");
        }
        const auto found = dns.find(host);
        if (found == dns.end()) return fail("name-not-found", "DNS knows no name " + host);
        Resolved out;
        for (const auto& text : found->second) out.addresses.push_back(Address::parse(text).value());
        if (const auto half = unanswered.find(host); half != unanswered.end())
          out.unanswered = Unanswered{half->second, {"dns-server-failed", host + " failed", {}}};
        std::string name = host;
        for (const auto& target : cnames[host]) {
          out.aliases.push_back({name, target, std::chrono::seconds(60)});
          name = target;
        }
        return out;
      };
    }
    return route::resolve(profile, inputs);
  }
};

/// "rest/staging 192.0.2.1:443 override; ..."; the reason behind "!" where a route has no address.
inline std::string shown(const std::vector<Route>& routes) {
  std::string out;
  for (const auto& route : routes) {
    const std::string to = route.address ? route.address->bracketed() + ":" + std::to_string(route.port)
                                         : "!" + route.unresolved.value_or(Error{"no-reason", "", {}}).code;
    out += (out.empty() ? "" : "; ") + where(route) + " " + to + " " + std::string(to_id(route.why));
  }
  return out;
}

}  // namespace rehearse::route
