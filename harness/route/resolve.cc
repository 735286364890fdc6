#include "route/resolve.h"

#include <algorithm>
#include <deque>

#include <fmt/format.h>

#include "base/hostname.h"
#include "route/names.h"

namespace rehearse::route {
namespace {

constexpr std::size_t kUnusedLinesTold = 20;  // of one hosts file: ad-blocking ones have a hundred thousand

// Everything that may redirect one target, and what of it served.
struct Plan {
  const profile::Target* target = nullptr;
  std::vector<Override> overrides;  // the command line's first, so that of equals they win
  std::size_t of_command_line = 0;
  std::vector<bool> used;
  std::vector<HostsTable*> hosts;  // likewise
  std::vector<const LabEdge*> lab;
  std::vector<std::string> replaced;  // the keys of `host:` that served
};

// Where one endpoint goes on one target.
struct Place {
  std::vector<Address> addresses;  // a route each
  std::vector<Address> candidates;
  std::uint16_t port = 443;
  Why why = Why::dns;
  std::string text;
  bool redirected = false;  // the addresses are not what the name itself resolves to
  std::optional<Error> unresolved;
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
  void apply_answer(const std::string& name, const Route& named, Place& out);

  void find_uncovered_family(const Route& named, const Place& place);
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

HostsTable* Resolver::add_hosts(std::vector<HostsLine> lines, std::string name) {
  return &x_tables.emplace_back(std::move(lines), std::move(name));
}

Result<Plan> Resolver::plan_of(const profile::Target& target) {
  Plan out;
  out.target = &target;
  if (target.role == profile::Role::next) {
    out.overrides = x_inputs.overrides;
    if (x_command_line_hosts) out.hosts.push_back(x_command_line_hosts);
  }
  out.of_command_line = out.overrides.size();
  for (const auto& text : target.redirect.connect_to) {
    auto one = parse_connect_to(text);
    if (!one) return std::unexpected(std::move(one.error()).in("target " + target.name));
    one->written = "connect_to: " + text;
    out.overrides.push_back(std::move(*one));
  }
  out.used.resize(out.overrides.size());
  if (!target.redirect.hosts.empty()) {
    const std::string name = target.redirect.hosts_name.empty() ? "hosts" : target.redirect.hosts_name;
    auto lines = parse_hosts(target.redirect.hosts);
    if (!lines) return std::unexpected(std::move(lines.error()).in(name).in("target " + target.name));
    out.hosts.push_back(add_hosts(std::move(*lines), name));
  }
  for (const auto& edge : x_inputs.lab) {
    if (edge.target == target.name) out.lab.push_back(&edge);
  }
  return out;
}

Result<void> Resolver::read_redirects() {
  if (!x_inputs.hosts_file.empty()) {
    const std::string name = x_inputs.hosts_file_name.empty() ? "--hosts" : x_inputs.hosts_file_name;
    auto lines = parse_hosts(x_inputs.hosts_file);
    if (!lines) return std::unexpected(std::move(lines.error()).in(name));
    x_command_line_hosts = add_hosts(std::move(*lines), name);
  }
  for (const auto& target : x_profile.targets) {
    auto plan = plan_of(target);
    if (!plan) return std::unexpected(std::move(plan.error()));
    x_plans.push_back(std::move(*plan));
  }
  return {};
}

// The key of `host:` that speaks of `host`: its own before "*".
const std::pair<const std::string, std::string>* replacement(const profile::Target& target,
                                                             const std::string& host) {
  const std::pair<const std::string, std::string>* any = nullptr;
  for (const auto& entry : target.redirect.host) {
    if (normal_host(entry.first) == host) return &entry;
    if (entry.first == "*") any = &entry;
  }
  return any;
}

Route named_route(const profile::Endpoint& endpoint, Plan& plan) {
  Route out;
  out.endpoint = endpoint.name;
  out.target = plan.target->name;
  out.role = plan.target->role;
  out.url = endpoint.url;
  if (const auto* entry = replacement(*plan.target, endpoint.url.host)) {
    const auto address = Address::parse(entry->second);
    out.url.host = address ? address->text() : normal_host(entry->second);
    out.why = Why::replaced_host;
    out.why_text = fmt::format("host: {} instead of {}", out.url.host, endpoint.url.host);
    plan.replaced.push_back(entry->first);
  }
  if (!Address::parse(out.url.host)) out.sni = out.url.host;
  out.host = out.url.authority();
  out.verify_name = out.url.host;
  out.port = out.url.port;
  return out;
}

// Returns the name to go on with where the override gives no address.
std::string Resolver::apply_override(const Url& url, Plan& plan, Place& out) {
  const auto use = [&](const Override& one) {
    plan.used[static_cast<std::size_t>(&one - plan.overrides.data())] = true;
    out.text += fmt::format("{}{}", out.text.empty() ? "override " : ", then ", one.written);
    out.why = Why::override_;
    out.addresses = one.to_addresses;
    out.redirected = !one.to_addresses.empty();
  };
  const Override* first = most_specific(plan.overrides, url.host, url.port);
  if (!first) return url.host;
  use(*first);
  out.port = first->to_port.value_or(url.port);
  const std::string name = first->to_host.empty() ? url.host : first->to_host;
  if (!out.addresses.empty()) return name;
  if (const Override* second = most_specific_resolve(plan.overrides, name, out.port)) use(*second);
  out.redirected = out.redirected || name != url.host;
  return name;
}

bool Resolver::apply_hosts_lines(const std::string& name, const Plan& plan, Place& out) {
  for (HostsTable* table : plan.hosts) {
    auto answer = table->take(name);
    if (!answer) continue;
    out.addresses = std::move(answer->addresses);
    out.redirected = true;
    if (out.why != Why::override_) {
      out.why = Why::hosts_line;
      out.text = answer->text;
    } else {
      out.text += ", then " + answer->text;
    }
    return true;
  }
  return false;
}

// What the name itself resolves to: an address in the URL, this machine's hosts file, DNS.
void Resolver::apply_answer(const std::string& name, const Route& named, Place& out) {
  const auto because = [&](Why why, const std::string& text) {
    if (out.text.empty()) out.why = why;
    out.text += (out.text.empty() ? "" : ", then ") + text;
  };
  if (auto address = Address::parse(name)) {
    because(Why::literal, "the URL holds an address");
    out.addresses = {*address};
    out.candidates = out.addresses;
    return;
  }
  if (auto answer = x_machine.take(name)) {
    because(Why::hosts_file, answer->text);
    out.candidates = std::move(answer->addresses);
    found("hosts-file-answers", where(named),
          fmt::format("{} says that {} is {}; DNS was not asked", answer->text, name,
                      out.candidates.front().text()));
  } else {
    because(Why::dns, "DNS");
    const auto& resolved = x_lookups.ask(name);
    if (!resolved) {
      out.unresolved = resolved.error();
      return;
    }
    out.candidates = *resolved;
  }
  const auto ipv4 = std::ranges::find(out.candidates, Family::ipv4, &Address::family);
  out.addresses = {ipv4 == out.candidates.end() ? out.candidates.front() : *ipv4};
}

Place Resolver::place(const Route& named, Plan& plan) {
  const auto& redirect = plan.target->redirect;
  Place out;
  out.port = redirect.port.value_or(named.url.port);
  const std::string name = apply_override(named.url, plan, out);
  if (out.addresses.empty() && !apply_hosts_lines(name, plan, out)) {
    const bool still_the_name = name == named.url.host;
    if (still_the_name && !redirect.addresses.empty()) {
      out.addresses = redirect.addresses;
      out.redirected = true;
      if (out.why != Why::override_) out.why = Why::address;
      out.text +=
          fmt::format("{}address: of target {}", out.text.empty() ? "" : ", then ", plan.target->name);
    } else {
      if (out.why != Why::override_ && redirect.port) {
        out.why = Why::port;
        out.text = fmt::format("port: {} of target {}", *redirect.port, plan.target->name);
      } else if (out.why != Why::override_) {
        out.why = named.why;  // a replaced host, or nothing yet
        out.text = named.why_text;
      }
      apply_answer(name, named, out);
    }
  }
  if (out.candidates.empty()) out.candidates = out.addresses;
  return out;
}

void Resolver::add_routes(const profile::Endpoint& endpoint, Plan& plan) {
  Route route = named_route(endpoint, plan);
  for (const LabEdge* edge : plan.lab) {
    route.address = edge->address;
    route.port = edge->port;
    route.why = Why::lab;
    route.why_text = fmt::format("lab {}:{}", edge->address.bracketed(), edge->port);
    route.candidates = {edge->address};
    x_out.routes.push_back(route);
  }
  if (!plan.lab.empty()) return;

  const Place to = place(route, plan);
  if (route.role == profile::Role::next) find_uncovered_family(route, to);
  route.proxy = plan.target->proxy ? plan.target->proxy : x_inputs.proxy;
  route.port = to.port;
  route.why = to.why;
  route.why_text = to.text;
  route.candidates = to.candidates;
  route.unresolved = to.unresolved;
  if (to.addresses.empty()) x_out.routes.push_back(route);
  for (auto address = to.addresses.begin(); address != to.addresses.end(); ++address) {
    if (std::find(to.addresses.begin(), address, *address) != address) continue;  // written twice
    route.address = *address;
    x_out.routes.push_back(route);
  }
}

void Resolver::find_uncovered_family(const Route& named, const Place& to) {
  if (!to.redirected || to.candidates.empty() || named.sni.empty()) return;
  const auto* really = x_lookups.ask_in_passing(named.url.host);
  if (!really) return;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const auto there = std::ranges::find(*really, family, &Address::family);
    const auto covered = std::ranges::find(to.candidates, family, &Address::family);
    if (there == really->end() || covered != to.candidates.end()) continue;
    found("family-not-covered", where(named),
          fmt::format("{} also has the {} address {}, which nothing redirects: a client that prefers it goes "
                      "past {}",
                      named.url.host, family == Family::ipv4 ? "IPv4" : "IPv6", there->text(), named.target));
  }
}

void Resolver::find_unused_lines(const HostsTable& table, const std::string& prefix) {
  const auto lines = table.unused();
  for (std::size_t i = 0; i < lines.size() && i < kUnusedLinesTold; ++i) {
    found("unused-override", fmt::format("{}{} line {}", prefix, table.name(), lines[i]->line),
          fmt::format("no route used '{} {}'", lines[i]->address.text(), lines[i]->names.front()));
  }
  if (lines.size() > kUnusedLinesTold) {
    found("unused-override", prefix + table.name(),
          fmt::format("no route used {} more lines", lines.size() - kUnusedLinesTold));
  }
}

void Resolver::find_unused() {
  const auto takes_command_line = [](const Plan& plan) { return plan.target->role == profile::Role::next; };
  const bool lab_took_over = std::ranges::any_of(
      x_plans, [&](const Plan& plan) { return takes_command_line(plan) && !plan.lab.empty(); });
  for (std::size_t i = 0; i < x_inputs.overrides.size() && !lab_took_over; ++i) {
    const bool used = std::ranges::any_of(
        x_plans, [&](const Plan& plan) { return takes_command_line(plan) && plan.used[i]; });
    if (!used) {
      found("unused-override", fmt::format("override {}", i + 1),
            fmt::format("no route used {}", x_inputs.overrides[i].written));
    }
  }
  if (x_command_line_hosts && !lab_took_over) find_unused_lines(*x_command_line_hosts, "");
  for (const auto& plan : x_plans) {
    if (!plan.lab.empty()) continue;
    const std::string prefix = fmt::format("target {}, ", plan.target->name);
    for (std::size_t i = plan.of_command_line; i < plan.overrides.size(); ++i) {
      if (plan.used[i]) continue;
      found("unused-override", fmt::format("{}override {}", prefix, i - plan.of_command_line + 1),
            fmt::format("no route used {}", plan.overrides[i].written));
    }
    for (const HostsTable* table : plan.hosts) {
      if (table != x_command_line_hosts) find_unused_lines(*table, prefix);
    }
    for (const auto& [from, to] : plan.target->redirect.host) {
      if (std::ranges::find(plan.replaced, from) != plan.replaced.end()) continue;
      found("unused-override", fmt::format("{}host {}", prefix, from),
            fmt::format("no endpoint has the host {}, so {} is never tried", from, to));
    }
  }
}

void Resolver::find_proxies() {
  const bool all_in_lab = std::ranges::all_of(x_plans, [](const Plan& plan) { return !plan.lab.empty(); });
  if (x_inputs.proxy || all_in_lab) return;
  for (const auto& variable : x_inputs.proxy_environment) {
    found("proxy-in-environment", "environment " + variable.substr(0, variable.find('=')),
          fmt::format("{} is set and not obeyed; --proxy-from-env takes it", variable));
  }
}

Result<Routes> Resolver::run() {
  if (auto read = read_redirects(); !read) return std::unexpected(std::move(read.error()));
  for (const auto& endpoint : x_profile.endpoints) {
    for (auto& plan : x_plans) add_routes(endpoint, plan);
  }
  find_unused();
  find_proxies();
  return std::move(x_out);
}

}  // namespace

Result<Routes> resolve(const profile::Profile& profile, const Inputs& inputs) {
  return Resolver(profile, inputs).run();
}

}  // namespace rehearse::route
