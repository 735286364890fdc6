#include <algorithm>

#include <fmt/format.h>

#include "route/resolver.h"

namespace rehearse::route {
namespace {

constexpr std::size_t kUnusedLinesTold = 20;  // of one hosts file: ad-blocking ones have a hundred thousand

std::string_view name_of(Family family) {
  return family == Family::ipv4 ? "IPv4" : "IPv6";
}

}  // namespace

void Resolver::find_uncovered_family(const Route& named, const Place& to) {
  if (!to.redirected || to.candidates.empty() || named.sni.empty()) return;
  const auto* really = x_lookups.ask_in_passing(named.url.host);
  if (!really) return;
  const auto& addresses = really->addresses;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const auto there = std::ranges::find(addresses, family, &Address::family);
    const auto covered = std::ranges::find(to.candidates, family, &Address::family);
    if (there == addresses.end() || covered != to.candidates.end()) continue;
    if (to.unanswered && to.unanswered->family == family) continue;
    found("family-not-covered", where(named),
          fmt::format("{} also has the {} address {}, which nothing redirects: a client that prefers it goes "
                      "past {}",
                      named.url.host, name_of(family), there->text(), named.target));
  }
}

void Resolver::find_unknown_family(const Route& named, const Place& to) {
  if (!to.unanswered) return;
  found("family-not-known", where(named),
        fmt::format("whether there are {} addresses, and what they serve, is not known: {}",
                    name_of(to.unanswered->family), to.unanswered->error.text()));
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
    for (const auto& [from, to] : plan.target->redirect.edge) {
      if (std::ranges::find(plan.edges, from) != plan.edges.end()) continue;
      found("unused-override", fmt::format("{}edge {}", prefix, from),
            fmt::format("no route used the edge {} for {}", to, from));
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

}  // namespace rehearse::route
