#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "base/printable.h"
#include "base/url.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "cli/reports.h"
#include "cli/temporary_folder.h"
#include "launch/host_outcome.h"
#include "launch/program.h"
#include "launch/sockets.h"
#include "report/exec.h"

namespace rehearse::cli {
namespace {

std::unexpected<Farewell> farewell(const std::string& text, ExitCode code) {
  return std::unexpected(Farewell{"rehearse: " + printable(text) + "\n", true, code});
}

// The target that was asked for, or the first on which the new certificate is.
Result<std::string> target_of(const Rehearsal& rehearsal) {
  const auto& asked = rehearsal.arguments->exec.target;
  const auto& targets = rehearsal.profile.targets;
  const auto found = asked.empty() ? std::ranges::find(targets, profile::Role::next, &profile::Target::role)
                                   : std::ranges::find(targets, asked, &profile::Target::name);
  if (found == targets.end()) return fail("no-target", "there is no target '" + asked + "'");
  if (!found->redirect.pem_name.empty())
    return fail("no-target", "target " + found->name + " is a published chain: nothing answers there");
  return found->name;
}

// Each host and port of the profile once, with the machine that stands for it.
std::expected<std::vector<launch::Staged>, Farewell> staged_on(const Rehearsal& rehearsal,
                                                               const std::string& target) {
  std::vector<launch::Staged> out;
  for (const auto& endpoint : rehearsal.profile.endpoints) {
    const auto& url = endpoint.url;
    const auto is_known = [&](const launch::Staged& one) {
      return one.host == url.host && one.port == url.port;
    };
    if (std::ranges::any_of(out, is_known)) continue;
    const auto& routes = rehearsal.routes.routes;
    const auto route = std::ranges::find_if(routes, [&](const route::Route& one) {
      return one.endpoint == endpoint.name && one.target == target && !one.without_sni;
    });
    if (route == routes.end() || !route->address) {
      const auto why =
          route != routes.end() && route->unresolved ? route->unresolved->text() : "it has no address";
      return farewell(fmt::format("{} on {}: {}: nothing was run", endpoint.name, target, why),
                      ExitCode::inconclusive);
    }
    if (route->proxy)
      return farewell(
          fmt::format("{} on {} is reached by a proxy, which exec does not go through: nothing was run",
                      endpoint.name, target),
          ExitCode::inconclusive);
    out.push_back(
        {.host = url.host, .port = url.port, .address = *route->address, .staged_port = route->port});
  }
  return out;
}

// Whose machine an address is, by the routes of all targets: whoever goes straight to the staged one went
// past the relay as well.
std::vector<report::ElsewhereReport> elsewhere_of(const Rehearsal& rehearsal,
                                                  const launch::Outside& outside) {
  std::vector<report::ElsewhereReport> out;
  for (const auto& [machine, connections] : outside) {
    const auto is_of = [&](const route::Route& route) {
      const auto is_it = [&](const Address& one) {
        return fmt::format("{}:{}", one.bracketed(), route.port) == machine;
      };
      return std::ranges::any_of(route.candidates, is_it) || (route.address && is_it(*route.address));
    };
    const auto& routes = rehearsal.routes.routes;
    const auto found = std::ranges::find_if(routes, is_of);
    out.push_back({machine, connections, found == routes.end() ? "" : found->url.host});
  }
  // In the order of addresses otherwise, each once.
  std::ranges::sort(out, {}, [](const auto& one) { return std::pair(one.host.empty(), one.machine); });
  return out;
}

// What an isolated program is allowed besides, where programs of this machine find it.
std::expected<std::vector<launch::Staged>, Farewell> allowed_besides(
    const Rehearsal& rehearsal, const std::vector<launch::Staged>& hosts) {
  std::vector<launch::Staged> out;
  for (const auto& text : rehearsal.arguments->exec.allowed) {
    const auto url = parse_url("https://" + text + "/");
    if (!url || url->path_query != "/")
      return farewell("--allow " + text + ": is no HOST:PORT", ExitCode::usage);
    const auto is_it = [&](const launch::Staged& one) {
      return one.host == url->host && one.port == url->port;
    };
    if (std::ranges::any_of(hosts, is_it))
      return farewell("--allow " + text + ": is a host of the profile, and led to its target",
                      ExitCode::usage);
    if (std::ranges::any_of(out, is_it)) continue;
    const auto literal = Address::parse(url->host);
    auto address = literal ? Result<Address>(*literal) : launch::look_up(url->host);
    if (!address)
      return farewell("--allow " + address.error().text() + ": nothing was run", ExitCode::inconclusive);
    out.push_back(
        {.host = url->host, .port = url->port, .address = *std::move(address), .staged_port = url->port});
  }
  return out;
}

std::vector<report::AllowedReport> allowed_of(const std::vector<launch::Staged>& allowed, std::size_t hosts,
                                              const std::vector<launch::Connection>& connections) {
  std::vector<report::AllowedReport> out;
  for (const auto& one : allowed) out.push_back({.host = one.host, .port = one.port});
  for (const auto& one : connections) {
    if (one.staged >= hosts) ++out.at(one.staged - hosts).connections;
  }
  return out;
}

// The way that was asked for; none = the first that works.
std::optional<launch::Via> via_of(const ExecArguments& asked) {
  using launch::Via;
  if (asked.isolated) return Via::netns;
  for (const auto via : {Via::hosts, Via::netns, Via::hosts_blind, Via::proxy}) {
    if (asked.via == launch::to_id(via)) return via;
  }
  return std::nullopt;
}

// As a shell says it.
ExitCode code_of(const Error& error) {
  if (error.code == "program-not-found") return static_cast<ExitCode>(127);
  if (error.code == "program-not-started") return static_cast<ExitCode>(126);
  return error.code == "no-way" ? ExitCode::inconclusive : ExitCode::defect;
}

// What is to be done by hand where nothing can be redirected here.
void print_lines(const std::vector<launch::Staged>& hosts, bool is_asked_for) {
  std::string out = is_asked_for
                        ? "rehearse: nothing was run; by hand, in /etc/hosts:\n"
                        : "rehearse: this machine lets no program be redirected; by hand, in /etc/hosts:\n";
  for (const auto& one : hosts)
    out += fmt::format("{} {}{}\n", one.address.text(), printable(one.host),
                       one.staged_port == one.port ? "" : fmt::format("  # port {}", one.staged_port));
  print_error(out);
}

Prepared prepare(Rehearsal& rehearsal) {
  if (auto done = check_reports(*rehearsal.arguments); !done)
    return farewell(done.error().text(), ExitCode::usage);
  if (auto done = load_profile(rehearsal); !done) return done;
  if (auto done = check_reports_are_no_input(rehearsal); !done)
    return farewell(done.error().text(), ExitCode::usage);
  return resolve_routes(rehearsal);
}

ExitCode write(const Rehearsal& rehearsal, const report::Exec& exec) {
  // Standard output is the program's.
  if (!rehearsal.arguments->quiet)
    print_error("\n" + for_terminal(rehearsal, report::render_exec_console(
                                                   exec, console_options(rehearsal, Output::error))));
  const auto& file = rehearsal.arguments->reports.json;
  if (file.empty()) return static_cast<ExitCode>(exec.observed.exit);
  const auto text = report::render_exec_json(exec);
  const auto done = file == "-" ? print(text) : write_file(file, text);
  const bool is_well = exec.observed.exit == 0;  // else the program's own failure is not to be lost
  if (!done) leave(done.error(), ExitCode::usage);
  return done || !is_well ? static_cast<ExitCode>(exec.observed.exit) : ExitCode::usage;
}

}  // namespace

ExitCode exec_command(Rehearsal& rehearsal) {
  if (const auto done = prepare(rehearsal); !done) return leave(done.error());
  const auto target = target_of(rehearsal);
  if (!target) return leave(target.error(), ExitCode::usage);
  const auto hosts = staged_on(rehearsal, *target);
  if (!hosts) return leave(hosts.error());
  const auto& asked = rehearsal.arguments->exec;
  if (asked.via == "none") {
    print_lines(*hosts, true);
    return ExitCode::inconclusive;
  }
  auto allowed = allowed_besides(rehearsal, *hosts);
  if (!allowed) return leave(allowed.error());
  launch::Program program{
      .command = asked.command, .variables = {}, .via = via_of(asked), .allowed = *std::move(allowed)};
  program.warn = [](const std::string& text) { print_error("rehearse: " + text + "\n"); };
  std::optional<TemporaryFolder> folder;
  if (rehearsal.vendor) {
    const auto path = folder.emplace().path();
    if (const auto written = write_lab_stores(*rehearsal.vendor, path); !written)
      return leave(written.error(), ExitCode::usage);
    program.variables = {"REHEARSE_LAB_CURRENT=" + path + kLabCurrent,
                         "REHEARSE_LAB_STALE=" + path + kLabStale,
                         "REHEARSE_LAB_JKS_CURRENT=" + path + kLabJavaCurrent,
                         "REHEARSE_LAB_JKS_STALE=" + path + kLabJavaStale};
  }
  if (interrupted()) return ExitCode::interrupted;
  auto observed = launch::run_program(program, *hosts);
  if (!observed) {
    if (observed.error().code == "no-way") print_lines(*hosts, false);
    return leave(observed.error(), code_of(observed.error()));
  }
  const report::Exec exec{.command = program.command,
                          .target = *target,
                          .lab = rehearsal.vendor.has_value(),
                          .hosts = launch::host_reports(*hosts, *observed),
                          .allowed = allowed_of(program.allowed, hosts->size(), observed->connections),
                          .elsewhere = elsewhere_of(rehearsal, observed->outside),
                          .observed = *std::move(observed)};
  return write(rehearsal, exec);
}

}  // namespace rehearse::cli
