#pragma once
// How resolve() goes about it: where routes go (resolve.cc), and what a reader must know besides
// (resolve_findings.cc).

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "route/names.h"
#include "route/resolve.h"

namespace rehearse::route {

// Everything that may redirect one target, and what of it served.
struct Plan {
  const profile::Target* target = nullptr;
  std::vector<Override> overrides;  // the command line's first, so that of equals they win
  std::size_t of_command_line = 0;
  std::vector<bool> used;
  std::vector<HostsTable*> hosts;  // likewise
  std::vector<const LabEdge*> lab;
  std::vector<std::string> replaced;  // the keys of `host:` that served
  std::vector<std::string> edges;     // those of `edge:`
};

// Where one endpoint goes on one target.
struct Place {
  std::vector<Address> addresses;  // a route each
  std::vector<Address> candidates;
  std::uint16_t port = 443;
  Why why = Why::dns;
  std::string text;
  bool redirected = false;  // the addresses are not what the name itself resolves to
  std::vector<Alias> aliases;
  std::chrono::seconds ttl{0};
  std::optional<Error> unresolved;
  std::optional<Unanswered> unanswered;
};

class Resolver {
 public:
  Resolver(const profile::Profile& profile, const Inputs& inputs)
      : x_profile(profile),
        x_inputs(inputs),
        x_lookups(inputs.lookup),
        x_machine(readable_hosts(inputs.machine_hosts), "/etc/hosts") {}

  Result<Routes> run();

 private:
  Result<void> read_redirects();
  Result<Plan> plan_of(const profile::Target& target);
  HostsTable* add_hosts(std::vector<HostsLine> lines, std::string name);

  void add_routes(const profile::Endpoint& endpoint, Plan& plan);
  Place place(const Route& named, Plan& plan);
  std::string apply_override(const Url& url, Plan& plan, Place& out);
  bool apply_hosts_lines(const std::string& name, const Plan& plan, Place& out);
  bool apply_edge(const Url& url, Plan& plan, Place& out);
  Result<std::string> edge_of(const std::string& host, Plan& plan, std::string& text);
  void apply_answer(const std::string& name, const Route& named, const Plan& plan, Place& out);
  const Result<Resolved>& take_answer(const std::string& name, Place& out);

  void find_uncovered_family(const Route& named, const Place& place);
  void find_unknown_family(const Route& named, const Place& place);
  void find_unused();
  void find_unused_lines(const HostsTable& table, const std::string& prefix);
  void find_proxies();
  void found(std::string_view id, std::string where, std::string text) {
    x_out.findings.push_back({std::string(id), std::move(where), std::move(text)});
  }

  const profile::Profile& x_profile;
  const Inputs& x_inputs;
  Lookups x_lookups;
  HostsTable x_machine;
  std::deque<HostsTable> x_tables;  // plans point into it
  HostsTable* x_command_line_hosts = nullptr;
  std::vector<Plan> x_plans;
  Routes x_out;
};

}  // namespace rehearse::route
