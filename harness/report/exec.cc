#include "report/exec.h"

#include <fmt/format.h>

#include "base/hostname.h"
#include "report/json_parts.h"
#include "report/marks.h"
#include "report/page.h"

namespace rehearse::report {
namespace {

using launch::HostOutcome;

judge::Verdict verdict_of(HostOutcome outcome) {
  switch (outcome) {
    case HostOutcome::accepted:
      return judge::Verdict::ready;
    case HostOutcome::refused:
      return judge::Verdict::will_break;
    case HostOutcome::never_connected:
    case HostOutcome::no_sni:
    case HostOutcome::unknown:
      return judge::Verdict::inconclusive;
  }
  return judge::Verdict::inconclusive;
}

std::string name_of(const Page& page, const launch::HostReport& host) {
  const auto name = page.safe(host.host, 120);
  return host.port == 443 ? name : fmt::format("{}:{}", name, host.port);
}

std::string details_of(const Page& page, const launch::HostReport& host) {
  std::string out = count(host.connections, "connection", "connections");
  if (!host.version.empty()) out += ", " + page.safe(host.version, 40);
  if (host.sni && *host.sni != host.host) out += ", SNI " + page.safe(*host.sni, 120);
  return out;
}

void write_hosts(Page& page, const Exec& exec) {
  for (const auto& host : exec.hosts) {
    const auto verdict = verdict_of(host.outcome);
    page.paragraph(2,
                   {fmt::format("{} {}: {}", sign(page, verdict), name_of(page, host), page.safe(host.says)),
                    tone_of(verdict)});
    if (host.connections > 0) page.paragraph(4, {details_of(page, host), Tone::quiet});
  }
}

void write_outside(Page& page, const Exec& exec) {
  constexpr std::size_t kShown = 20;
  const auto& all = exec.elsewhere;
  if (all.empty()) return;
  const bool is_alone = exec.observed.via == launch::Via::netns;
  page.heading(is_alone ? "It wanted to connect elsewhere as well, and could not"
                        : "It connected elsewhere as well, or tried to");
  Table table;
  for (const auto& one : all) {
    if (!page.options().verbose && table.rows.size() == kShown) break;
    const auto past = one.host.empty() ? "" : page.safe(one.host, 120) + ", past the relay";
    table.rows.push_back({{page.safe(one.machine, 80), past.empty() ? Tone::plain : Tone::unsure},
                          {count(one.connections, "connection", "connections"), Tone::quiet},
                          {past, Tone::unsure}});
  }
  page.table(table);
  if (table.rows.size() < all.size())
    page.paragraph(
        2, {fmt::format("and {} more; --verbose shows them", all.size() - table.rows.size()), Tone::quiet});
}

void write_allowed(Page& page, const Exec& exec) {
  if (exec.allowed.empty()) return;
  page.heading("Allowed besides");
  Table table;
  for (const auto& one : exec.allowed)
    table.rows.push_back({{page.safe(with_port(one.host, one.port), 120)},
                          {count(one.connections, "connection", "connections"), Tone::quiet}});
  page.table(table);
}

Json host_of(const launch::HostReport& host) {
  return {{"host", host.host},
          {"port", host.port},
          {"reached", host.reached},
          {"sni", host.sni ? Json(*host.sni) : Json()},
          {"version", known(host.version)},
          {"outcome", to_id(host.outcome)},
          {"alert", host.alert ? Json(*host.alert) : Json()},
          {"connections", host.connections},
          {"says", host.says},
          {"closed_silently", host.closed_silently},
          {"without_sni", host.without_sni}};
}

}  // namespace

std::string render_exec_console(const Exec& exec, const ConsoleOptions& options) {
  Page page(options);
  page.paragraph(
      0, {fmt::format("{} on target {}{}: ended with {}", page.safe(exec.command.front(), 120),
                      page.safe(exec.target, 60), exec.lab ? " (in the lab)" : "", exec.observed.exit),
          Tone::strong});
  write_hosts(page, exec);
  write_allowed(page, exec);
  write_outside(page, exec);
  if (exec.observed.lost > 0)
    page.paragraph(2, {count(exec.observed.lost, "connection", "connections") +
                           " could not be led anywhere, and had to be refused",
                       Tone::unsure});
  std::string blind;
  for (const auto& one : exec.observed.cannot_see) blind += (blind.empty() ? "" : "; ") + page.safe(one);
  page.blank();
  const auto& why_not = exec.observed.why_not;
  page.paragraph(0, {fmt::format("Redirected by {}{}. Not seen: {}", to_id(exec.observed.via),
                                 why_not.empty() ? "" : fmt::format(" ({})", page.safe(why_not)), blind),
                     Tone::quiet});
  return std::move(page).take();
}

std::string render_exec_json(const Exec& exec) {
  const auto& observed = exec.observed;
  const auto outside = [](const ElsewhereReport& one) {
    return Json{{"address", one.machine}, {"connections", one.connections}, {"host", known(one.host)}};
  };
  const auto allowed = [](const AllowedReport& one) {
    return Json{{"host", one.host}, {"port", one.port}, {"connections", one.connections}};
  };
  const Json out = {{"schema", "rehearse-exec/1"},
                    {"command", texts(exec.command)},
                    {"target", exec.target},
                    {"lab", exec.lab},
                    {"hosts", list(exec.hosts, host_of)},
                    {"outside", list(exec.elsewhere, outside)},
                    {"exit", observed.exit},
                    {"via", to_id(observed.via)},
                    {"why_not", known(observed.why_not)},
                    {"lost", observed.lost},
                    {"cannot_see", texts(observed.cannot_see)},
                    {"allowed", list(exec.allowed, allowed)}};
  return out.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace rehearse::report
