#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "base/printable.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "cli/reports.h"
#include "cli/temporary_folder.h"
#include "launch/host_outcome.h"
#include "launch/program.h"
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

// Whose machine an address is today, by the routes of the other targets.
std::vector<report::ElsewhereReport> elsewhere_of(const Rehearsal& rehearsal, const std::string& target,
                                                  const launch::Outside& outside) {
  std::vector<report::ElsewhereReport> out;
  for (const auto& [machine, connections] : outside) {
    const auto is_of = [&](const route::Route& route) {
      const auto is_it = [&](const Address& one) {
        return fmt::format("{}:{}", one.bracketed(), route.port) == machine;
      };
      return route.target != target &&
             (std::ranges::any_of(route.candidates, is_it) || (route.address && is_it(*route.address)));
    };
    const auto& routes = rehearsal.routes.routes;
    const auto found = std::ranges::find_if(routes, is_of);
    out.push_back({machine, connections, found == routes.end() ? "" : found->url.host});
  }
  // In the order of addresses otherwise, each once.
  std::ranges::sort(out, {}, [](const auto& one) { return std::pair(one.host.empty(), one.machine); });
  return out;
}

// As a shell says it.
ExitCode code_of(const Error& error) {
  if (error.code == "program-not-found") return static_cast<ExitCode>(127);
  if (error.code == "program-not-started") return static_cast<ExitCode>(126);
  return error.code == "no-way" ? ExitCode::inconclusive : ExitCode::defect;
}

// What is to be done by hand where nothing can be redirected here.
void print_lines(const std::vector<launch::Staged>& hosts) {
  std::string out = "rehearse: this machine lets no program be redirected; by hand, in /etc/hosts:\n";
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
  return done ? static_cast<ExitCode>(exec.observed.exit) : leave(done.error(), ExitCode::usage);
}

}  // namespace

ExitCode exec_command(Rehearsal& rehearsal) {
  if (const auto done = prepare(rehearsal); !done) return leave(done.error());
  const auto target = target_of(rehearsal);
  if (!target) return leave(target.error(), ExitCode::usage);
  const auto hosts = staged_on(rehearsal, *target);
  if (!hosts) return leave(hosts.error());
  const auto& asked = rehearsal.arguments->exec;
  launch::Program program{.command = asked.command, .variables = {}, .via = {}};
  if (asked.isolated || !asked.via.empty())
    program.via = asked.isolated || asked.via == "netns" ? launch::Via::netns : launch::Via::hosts;
  const TemporaryFolder folder;
  if (rehearsal.vendor) {
    if (const auto written = write_lab_stores(*rehearsal.vendor, folder.path()); !written)
      return leave(written.error(), ExitCode::usage);
    program.variables = {"REHEARSE_LAB_CURRENT=" + folder.path() + kLabCurrent,
                         "REHEARSE_LAB_STALE=" + folder.path() + kLabStale,
                         "REHEARSE_LAB_JKS_CURRENT=" + folder.path() + kLabJavaCurrent,
                         "REHEARSE_LAB_JKS_STALE=" + folder.path() + kLabJavaStale};
  }
  if (interrupted()) return ExitCode::interrupted;
  auto observed = launch::run_program(program, *hosts);
  if (!observed) {
    if (observed.error().code == "no-way") print_lines(*hosts);
    return leave(observed.error(), code_of(observed.error()));
  }
  const report::Exec exec{.command = program.command,
                          .target = *target,
                          .lab = rehearsal.vendor.has_value(),
                          .hosts = launch::host_reports(*hosts, observed->connections),
                          .elsewhere = elsewhere_of(rehearsal, *target, observed->outside),
                          .observed = *std::move(observed)};
  return write(rehearsal, exec);
}

}  // namespace rehearse::cli
