#include <algorithm>
#include <filesystem>
#include <thread>

#include <fmt/format.h>

#include "base/file.h"
#include "cli/ask_hosts.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "machine/har.h"
#include "machine/host_list.h"
#include "machine/host_tree.h"
#include "report/impact.h"

namespace rehearse::cli {
namespace {

// What was found, and how much of everything was seen.
struct Gathered {
  machine::FoundHosts found;
  judge::LookedThrough looked_through;
  std::vector<Finding> findings;
};

// The names of the notice, and of the endpoints: under these a host counts wherever it stands.
machine::Domains domains_of(const profile::Profile& profile) {
  auto patterns = profile.change.names;
  patterns.insert(patterns.end(), profile.change.except.begin(), profile.change.except.end());
  for (const auto& endpoint : profile.endpoints) patterns.push_back(endpoint.url.host);
  return machine::Domains(patterns);
}

Result<void> take_list(const std::string& path, Gathered& out) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(Error(text.error()).in("--hosts"));
  const auto list = machine::read_host_list(*text);
  for (const auto& mention : list.mentions) out.found.add(mention, path);
  for (const auto& [line, word] : list.unreadable)
    out.findings.push_back(
        {"unreadable-line", fmt::format("{}:{}", path, line), word + ": is neither a host name nor a URL"});
  return {};
}

Result<void> take_recording(const std::string& path, Gathered& out) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(Error(text.error()).in("--har"));
  const auto mentions = machine::read_har(*text);
  if (!mentions) return std::unexpected(Error(mentions.error()).in(path).in("--har"));
  for (const auto& mention : *mentions) out.found.add(mention, path);
  return {};
}

Result<void> take_tree(const std::string& path, const machine::Domains& domains, Gathered& out) {
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    return fail("usage", "--scan: " + path + ": there is no such file or folder");
  machine::ScanLimits limits;
  limits.threads = std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
  limits.is_stopped = interrupted;
  auto tree = machine::scan_tree(path, domains, limits);
  out.found.merge(std::move(tree.found));
  auto& into = out.looked_through;
  const auto& counts = tree.counts;
  into.files += counts.files;
  into.bytes += counts.bytes;
  into.binary += counts.binary;
  into.archives += counts.archives;
  into.links += counts.links;
  into.folders += counts.folders;
  into.too_large += counts.too_large;
  into.unreadable += counts.unreadable;
  std::ranges::move(tree.findings, std::back_inserter(out.findings));
  return {};
}

void take_endpoints(const profile::Profile& profile, Gathered& out) {
  for (const auto& endpoint : profile.endpoints) {
    out.found.add({.host = endpoint.url.host, .port = endpoint.url.port, .how = machine::How::asked},
                  fmt::format("endpoint {} of {}", endpoint.name, profile.path));
  }
}

Result<Gathered> gather(const Rehearsal& rehearsal) {
  const auto& asked = rehearsal.arguments->impact;
  Gathered out;
  for (const auto& text : asked.hosts) {
    const auto mention = machine::read_host(text);
    if (!mention) return std::unexpected(Error(mention.error()).in("--host"));
    out.found.add(*mention, "--host");
  }
  for (const auto& path : asked.lists) {
    if (auto done = take_list(path, out); !done) return std::unexpected(std::move(done.error()));
  }
  for (const auto& path : asked.recordings) {
    if (auto done = take_recording(path, out); !done) return std::unexpected(std::move(done.error()));
  }
  const auto domains = domains_of(rehearsal.profile);
  for (const auto& path : asked.trees) {
    if (auto done = take_tree(path, domains, out); !done) return std::unexpected(std::move(done.error()));
  }
  const bool any =
      !asked.hosts.empty() || !asked.lists.empty() || !asked.recordings.empty() || !asked.trees.empty();
  if (!any) take_endpoints(rehearsal.profile, out);
  return out;
}

judge::ImpactHost impact_host(const machine::FoundHosts::Name& name, const machine::FoundHost& found) {
  judge::ImpactHost out{
      .host = std::get<1>(name), .port = std::get<2>(name), .is_unfinished = std::get<0>(name)};
  out.places = found.places;
  out.mentions = found.mentions;
  out.files = found.files;
  for (const auto how : found.hows) out.hows.emplace_back(machine::to_id(how));
  out.urls = found.paths.size();
  out.only_in_comments = found.only_in_comments;
  return out;
}

judge::Impact impact_of(const Rehearsal& rehearsal, Gathered&& gathered) {
  judge::Impact out{.profile = rehearsal.profile.path, .title = rehearsal.profile.title, .at = rehearsal.now};
  for (const auto& [name, found] : gathered.found.hosts) out.hosts.push_back(impact_host(name, found));
  for (const auto& [host, found] : gathered.found.namespaces) {
    const bool is_called = gathered.found.hosts.contains({false, host, std::uint16_t{443}});
    if (!is_called) out.namespaces.push_back({host, found.places, found.mentions});
  }
  out.looked_through = gathered.looked_through;
  // Each of these says what may hold more hosts.
  out.is_whole = gathered.findings.empty() && !interrupted();
  out.findings = lab_findings(rehearsal);
  std::ranges::move(gathered.findings, std::back_inserter(out.findings));
  return out;
}

}  // namespace

ExitCode impact_command(Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  if (const auto done = load_profile(rehearsal); !done) return leave(done.error());
  // Which hosts there are.
  auto gathered = gather(rehearsal);
  if (!gathered) return leave(gathered.error(), ExitCode::usage);
  auto impact = impact_of(rehearsal, *std::move(gathered));
  // What they serve now.
  if (!arguments.impact.no_connect && !interrupted()) {
    if (const auto done = ask_hosts(rehearsal, impact); !done) return leave(done.error());
  }
  // What that says.
  judge::judge_impact(rehearsal.profile, impact);
  return print_and_leave(arguments.impact.json
                             ? report::render_impact_json(impact)
                             : report::render_impact_console(impact, console_options(rehearsal)),
                         interrupted() ? ExitCode::interrupted : exit_code(impact));
}

}  // namespace rehearse::cli
