#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/lines.h"
#include "report/fleet.h"
#include "report/marks.h"
#include "report/remedy.h"

namespace rehearse::report {
namespace {

using judge::Fleet;

constexpr std::size_t kMachines = 20, kCauses = 10, kPlaces = 8;

std::size_t shown_of(const Page& page, std::size_t all, std::size_t most) {
  return page.options().verbose ? all : std::min(all, most);
}

void write_more(Page& page, std::size_t indent, std::size_t all, std::size_t shown, std::string_view what) {
  if (shown < all)
    page.paragraph(indent,
                   {fmt::format("and {} {} more; --verbose shows them", all - shown, what), Tone::quiet});
}

void write_machines(Page& page, const Fleet& fleet) {
  const auto machines = worst_first(fleet);
  page.heading("Machines");
  Table table;
  const auto shown = shown_of(page, machines.size(), kMachines);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& one = *machines[i];
    const auto tone = tone_of(one.verdict);
    table.rows.push_back({{std::string(sign(page, one.verdict)), tone},
                          {page.safe(one.name, 80)},
                          {std::string(in_words(one.verdict)), tone},
                          {fmt::format("{}{}{}, {}{}", in_words(one.summary), one.lab ? ", in the lab" : "",
                                       one.interrupted ? ", interrupted" : "", utc(one.now),
                                       one.started == one.now ? "" : " in a run of " + utc(one.started))}});
  }
  page.table(table);
  write_more(page, 2, machines.size(), shown, "machines");
}

void write_places(Page& page, const Fleet::Cause& cause) {
  const auto shown = shown_of(page, cause.places.size(), kPlaces);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& place = cause.places[i];
    page.field(kRemedyIndent, "on",
               {fmt::format("{}, store {} ({}): {}", page.safe(place.machine, 80), page.safe(place.store, 80),
                            page.safe(place.client, 40), some_of(page, place.endpoints, 4))});
    if (cause.row->remedy == std::nullopt) continue;
    page.field(kRemedyIndent, "  where", {page.safe(place.where)});
    for (const auto line : lines_of(place.command)) page.verbatim(kRemedyIndent, "  run", page.safe(line, 0));
    if (!place.restart.empty()) page.field(kRemedyIndent, "  restart", {page.safe(place.restart)});
  }
  write_more(page, kRemedyIndent, cause.places.size(), shown, "places");
}

void write_cause(Page& page, std::size_t number, const Fleet::Cause& cause) {
  const auto& row = *cause.row;
  page.blank();
  page.paragraph(2, {fmt::format("{}. {}: {}", number, page.safe(why(row)),
                                 count(cause.machines.size(), "machine", "machines")),
                     tone_of(cause.verdict)});
  page.field(kRemedyIndent, "machines", {some_of(page, cause.machines, page.options().verbose ? 1000 : 8)});
  if (!row.detail.empty()) page.field(kRemedyIndent, "such as", {page.safe(row.detail)});
  if (row.remedy) {
    for (const auto& one : row.remedy->add) {
      page.field(kRemedyIndent, "add",
                 {one.certificate ? subject(page, *one.certificate) : page.safe(one.name, 160)});
      page.verbatim(kRemedyIndent, "  sha256", one.sha256.hex());
    }
    for (const auto& one : row.remedy->remove) {
      page.field(kRemedyIndent, "remove", {subject(page, *one.certificate)});
      page.verbatim(kRemedyIndent, "  sha256", one.sha256.hex());
    }
  } else if (cause.verdict == judge::Verdict::will_break) {
    page.field(kRemedyIndent, "remedy", {without_remedy(cause)});
  }
  write_places(page, cause);
}

void write_causes(Page& page, const Fleet& fleet) {
  if (fleet.causes.empty()) return;
  page.heading("What breaks, and what could not be told");
  const auto shown = shown_of(page, fleet.causes.size(), kCauses);
  for (std::size_t i = 0; i < shown; ++i) write_cause(page, i + 1, fleet.causes[i]);
  write_more(page, 2, fleet.causes.size(), shown, "causes");
}

void write_stores(Page& page, const Fleet& fleet) {
  if (fleet.stores.empty()) return;
  page.heading("Stores that differ between machines");
  for (const auto& one : fleet.stores) {
    page.paragraph(2, {page.safe(one.store, 80), Tone::strong});
    Table table{.indent = 4, .rows = {}};
    for (const auto& variant : one.variants) {
      const auto& store = *variant.store;
      table.rows.push_back({{content_of(store)},
                            {page.safe(store.client, 40)},
                            {store.sha256 ? store.sha256->hex().substr(0, 16) : "-", Tone::quiet},
                            {some_of(page, variant.machines, 6)}});
    }
    if (!one.missing.empty())
      table.rows.push_back({{"not there"}, {"-"}, {"-"}, {some_of(page, one.missing, 6)}});
    page.table(table);
  }
}

void write_profiles(Page& page, const Fleet& fleet) {
  if (fleet.profiles.empty()) return;
  page.heading("Profiles");
  page.paragraph(
      2, {"not every machine ran the same profile: what one asked, another may not have", Tone::unsure});
  Table table{.indent = 4, .rows = {}};
  for (const auto& [sha256, machines] : fleet.profiles)
    table.rows.push_back({{sha256.hex().substr(0, 16), Tone::quiet}, {some_of(page, machines, 6)}});
  page.table(table);
}

void write_windows(Page& page, const Fleet& fleet) {
  if (fleet.windows.empty()) return;
  page.heading("Windows");
  page.paragraph(2, {"not every run is about the same window", Tone::unsure});
  Table table{.indent = 4, .rows = {}};
  for (const auto& [window, machines] : fleet.windows)
    table.rows.push_back({{in_words(window)}, {some_of(page, machines, 6)}});
  page.table(table);
}

}  // namespace

std::string without_remedy(const Fleet::Cause& cause) {
  const std::string alone(without_remedy(*cause.row));
  return cause.like ? fmt::format("none that these runs saw; {} has the same reason, and what mends it there",
                                  *cause.like + 1)
                    : alone;
}

std::string reservations(const Fleet& fleet) {
  const auto in_lab = std::ranges::count(fleet.machines, true, &Fleet::Machine::lab);
  const bool is_all = in_lab == std::ssize(fleet.machines);
  return fmt::format("{}{}",
                     in_lab == 0 ? ""
                     : is_all    ? " (in the lab)"
                                 : " (some in the lab)",
                     fleet.interrupted ? ", interrupted" : "");
}

std::string in_words(const std::optional<profile::Maintenance>& window) {
  return window ? fmt::format("{} to {}", utc(window->from), utc(window->to)) : "no window";
}

std::string runs_made(const Fleet& fleet) {
  const auto [first, last] = std::ranges::minmax(fleet.machines, {}, &Fleet::Machine::started);
  return first.started == last.started ? utc(first.started)
                                       : fmt::format("{} to {}", utc(first.started), utc(last.started));
}

std::vector<const Fleet::Machine*> worst_first(const Fleet& fleet) {
  std::vector<const Fleet::Machine*> out;
  for (const auto verdict : {judge::Verdict::will_break, judge::Verdict::inconclusive, judge::Verdict::ready,
                             judge::Verdict::not_affected}) {
    for (const auto& one : fleet.machines) {
      if (one.verdict == verdict) out.push_back(&one);
    }
  }
  return out;
}

std::string counted(const Fleet& fleet) {
  const auto with = [&](judge::Verdict verdict) {
    return std::ranges::count(fleet.machines, verdict, &Fleet::Machine::verdict);
  };
  std::set<std::string> hosts;
  for (const auto& one : fleet.machines) hosts.insert(one.host.empty() ? one.name : one.host);
  const auto runs = fleet.machines.size();
  const auto of = hosts.size() == runs
                      ? count(runs, "machine", "machines")
                      : count(runs, "run", "runs") + " of " + count(hosts.size(), "machine", "machines");
  return fmt::format("of {}, {} will break, {} inconclusive, {} ready, {} not affected", of,
                     with(judge::Verdict::will_break), with(judge::Verdict::inconclusive),
                     with(judge::Verdict::ready), with(judge::Verdict::not_affected));
}

std::string render_fleet_console(const Fleet& fleet, const ConsoleOptions& options) {
  Page page(options);
  write_machines(page, fleet);
  write_causes(page, fleet);
  write_stores(page, fleet);
  write_profiles(page, fleet);
  write_windows(page, fleet);
  page.blank();
  page.paragraph(0, {fmt::format("{} {}{}: {}", sign(page, fleet.verdict), in_words(fleet.verdict),
                                 reservations(fleet), counted(fleet)),
                     tone_of(fleet.verdict)});
  return std::move(page).take();
}

}  // namespace rehearse::report
