#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/hostname.h"
#include "route/resolver.h"
#include "route/staging_edge.h"

namespace rehearse::route {

namespace {

// The key of `host:` or `edge:` that speaks of `host`: its own before "*".
const std::pair<const std::string, std::string>* entry_of(const std::map<std::string, std::string>& by_host,
                                                          const std::string& host) {
  const std::pair<const std::string, std::string>* any = nullptr;
  for (const auto& entry : by_host) {
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
  if (const auto* entry = entry_of(plan.target->redirect.host, endpoint.url.host)) {
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

// REQUIRES: `candidates` is not empty.
std::vector<Address> chosen(const std::vector<Address>& candidates, profile::Addresses which) {
  if (which == profile::Addresses::all) return candidates;
  const auto ipv4 = std::ranges::find(candidates, Family::ipv4, &Address::family);
  return {ipv4 == candidates.end() ? candidates.front() : *ipv4};
}

Route without_sni(Route route) {
  route.sni.clear();
  route.without_sni = true;
  return route;
}

}  // namespace

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

// DNS's answer, and how it came about.
const Result<Resolved>& Resolver::take_answer(const std::string& name, Place& out) {
  const auto& resolved = x_lookups.ask(name);
  if (resolved) {
    out.candidates = resolved->addresses;
    out.aliases = resolved->aliases;
    out.ttl = resolved->ttl;
    out.unanswered = resolved->unanswered;
  } else {
    out.unresolved = resolved.error();
  }
  return resolved;
}

// What is connected to in place of what the production name resolves to.
Result<std::string> Resolver::edge_of(const std::string& host, Plan& plan, std::string& text) {
  const auto& redirect = plan.target->redirect;
  const bool is_akamai = redirect.network == profile::Network::akamai_staging;
  if (const auto* entry = entry_of(redirect.edge, host)) {
    plan.edges.push_back(entry->first);
    const auto staging = is_akamai ? akamai_staging_name(entry->second) : std::nullopt;
    text = fmt::format("edge: {}{} of target {}", entry->second,
                       staging ? ", whose staging twin is " + *staging : "", plan.target->name);
    return staging.value_or(entry->second);
  }
  if (!is_akamai) {
    const auto network = to_id(redirect.network);
    return fail("cannot-be-staged", fmt::format("{}: {}", network, why_not_staged(network)));
  }
  const auto& seen = x_lookups.ask(host);
  if (!seen) return std::unexpected(seen.error());
  auto staging = akamai_staging_edge(host, *seen);
  if (staging)
    text = fmt::format("akamai-staging: {}, whose staging twin is {}", text_of(seen->aliases), *staging);
  return staging;
}

// False where the target says nothing of edges.
bool Resolver::apply_edge(const Url& url, Plan& plan, Place& out) {
  const auto& redirect = plan.target->redirect;
  if (redirect.network == profile::Network::none && !entry_of(redirect.edge, url.host)) return false;
  out.redirected = true;
  if (out.why != Why::override_) out.why = Why::edge;
  std::string text;
  const auto edge = edge_of(url.host, plan, text);
  out.text += (out.text.empty() || text.empty() ? "" : ", then ") + text;
  if (!edge) {
    out.unresolved = edge.error();
    if (edge.error().code == "cannot-be-staged")
      found("cannot-be-staged", fmt::format("target {}", plan.target->name), edge.error().detail);
    return true;
  }
  if (take_answer(*edge, out)) out.addresses = chosen(out.candidates, plan.target->which);
  return true;
}

// What the name itself resolves to: an address in the URL, this machine's hosts file, DNS.
void Resolver::apply_answer(const std::string& name, const Route& named, const Plan& plan, Place& out) {
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
    if (!take_answer(name, out)) return;
  }
  out.addresses = chosen(out.candidates, plan.target->which);
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
    } else if (!still_the_name || !apply_edge(named.url, plan, out)) {
      if (out.why != Why::override_ && redirect.port) {
        out.why = Why::port;
        out.text = fmt::format("port: {} of target {}", *redirect.port, plan.target->name);
      } else if (out.why != Why::override_) {
        out.why = named.why;  // a replaced host, or nothing yet
        out.text = named.why_text;
      }
      apply_answer(name, named, plan, out);
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
  if (!plan.target->redirect.pem_name.empty()) {
    route.why = Why::pem;
    route.why_text = fmt::format("pem: {} of target {}", plan.target->redirect.pem_name, plan.target->name);
    x_out.routes.push_back(route);
    return;
  }

  const Place to = place(route, plan);
  if (route.role == profile::Role::next) find_uncovered_family(route, to);
  find_unknown_family(route, to);
  route.proxy = plan.target->proxy ? plan.target->proxy : x_inputs.proxy;
  route.port = to.port;
  route.why = to.why;
  route.why_text = to.text;
  route.candidates = to.candidates;
  route.aliases = to.aliases;
  route.ttl = to.ttl;
  route.unresolved = to.unresolved;
  if (to.addresses.empty()) x_out.routes.push_back(route);
  for (auto address = to.addresses.begin(); address != to.addresses.end(); ++address) {
    if (std::find(to.addresses.begin(), address, *address) != address) continue;  // written twice
    route.address = *address;
    x_out.routes.push_back(route);
    if (plan.target->also_without_sni && !route.sni.empty()) x_out.routes.push_back(without_sni(route));
  }
  // Every address was asked for, and of these it is not known what they are.
  if (!to.unanswered || plan.target->which != profile::Addresses::all) return;
  route.address.reset();
  route.unresolved = to.unanswered->error;
  x_out.routes.push_back(route);
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

Result<Routes> resolve(const profile::Profile& profile, const Inputs& inputs) {
  return Resolver(profile, inputs).run();
}

}  // namespace rehearse::route
