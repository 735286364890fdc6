#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "report/check_parts.h"
#include "report/marks.h"
#include "report/stores.h"

namespace rehearse::report {
namespace {

using judge::Inventory;
using judge::InventoryStore;
using judge::Presence;

constexpr std::size_t kPath = 0;  // a path is never cut: two may differ in their last letters

Piece announced(const Inventory& inventory, const InventoryStore& it) {
  // The anchor is what a store needs. An issuing authority in it is something only some clients use.
  for (std::size_t i = 0; i < it.announced.size(); ++i) {
    if (inventory.announced[i].role != "anchor") continue;
    switch (it.announced[i]) {
      case Presence::anchor:
        return {"has it", Tone::good};
      case Presence::not_anchor:
        return {"not trusted", Tone::bad};
      case Presence::absent:
        return {"lacks it", Tone::bad};
    }
  }
  return {};
}

void write_announced(Page& page, const Inventory& inventory) {
  for (const auto& one : inventory.announced) {
    page.paragraph(
        0, {fmt::format("announced {}: {}", one.role, page.safe(one.authority.name.text())), Tone::strong});
    if (one.authority.fingerprint) page.verbatim(2, "sha256", one.authority.fingerprint->hex());
  }
}

void write_stores(Page& page, const Inventory& inventory) {
  page.heading(inventory.root == "/" ? "Stores" : "Stores below " + page.safe(inventory.root, kPath));
  if (inventory.stores.empty()) page.paragraph(2, {"none were found"});
  const bool has_announced = !inventory.announced.empty();
  Table table{.rows = {}, .keeps_last_whole = true};
  for (const auto& it : inventory.stores) {
    std::vector<Piece> row = {
        {it.store ? it.store->kind : "not read", it.store ? Tone::plain : Tone::unsure},
        {it.store ? content_of_store(it.anchors, it.expired, it.duplicates) : std::string()}};
    if (has_announced) row.push_back(announced(inventory, it));
    row.push_back({joined(page, it.used_by)});
    row.push_back({page.safe(it.path, kPath), Tone::strong});
    table.rows.push_back(std::move(row));
  }
  page.table(table);
}

void write_reasons(Page& page, const Inventory& inventory) {
  if (!page.options().verbose) return;
  page.heading("Why they are listed");
  for (const auto& it : inventory.stores) {
    page.paragraph(2, {page.safe(it.path, kPath), Tone::strong});
    for (const auto& why : it.why) page.paragraph(4, {page.safe(why)});
    if (!it.store) continue;
    for (const auto& note : it.store->notes) page.paragraph(4, {page.safe(note), Tone::quiet});
  }
}

void write_unread(Page& page, const Inventory& inventory) {
  const auto is_unread = [](const InventoryStore& it) { return !it.store; };
  if (std::ranges::none_of(inventory.stores, is_unread)) return;
  page.heading("Not read");
  for (const auto& it : inventory.stores) {
    if (is_unread(it)) page.paragraph(2, {page.safe(it.store.error().text()), Tone::unsure});
  }
}

// One line a process, however many stores it loaded; those that are only like others that load it, with the
// verbose report.
void write_processes(Page& page, const Inventory& inventory) {
  if (!inventory.has_processes) return;
  page.heading("To be restarted, once the stores are as they should be");
  Table table{.rows = {}, .keeps_last_whole = true};
  std::set<int> by_default;
  for (const auto& it : inventory.stores) {
    for (const auto& process : it.processes) {
      if (!process.needs_restart) continue;
      const bool is_known = process.evidence != "by-default";
      if (!is_known) by_default.insert(process.id);
      if (!is_known && !page.options().verbose) continue;
      table.rows.push_back({{std::to_string(process.id), Tone::bad},
                            {page.safe(process.program, 60)},
                            {process.started ? utc(*process.started) : ""},
                            {page.safe(process.why)},
                            {page.safe(it.path, kPath)}});
    }
  }
  page.table(table);
  if (table.rows.empty() && by_default.empty())
    page.paragraph(2, {"no process that was seen loaded one of them before it last changed"});
  if (by_default.empty() || page.options().verbose) return;
  page.paragraph(2,
                 {fmt::format("{} may have loaded one of them before it last changed: --verbose lists them",
                              count(by_default.size(), "process", "processes")),
                  Tone::unsure});
}

void write_notes(Page& page, const Inventory& inventory) {
  if (inventory.notes.empty()) return;
  page.heading("Not looked at");
  for (const auto& note : inventory.notes) page.paragraph(2, {page.safe(note), Tone::quiet});
}

void write_no_chain(Page& page, const Inventory& inventory) {
  if (inventory.no_chain.empty()) return;
  page.heading("Not asked, for want of the announced chain");
  for (const auto& [where, reason, detail] : inventory.no_chain) {
    page.paragraph(2, {fmt::format("{}: {}{}", page.safe(where), page.safe(reason),
                                   detail.empty() ? "" : " (" + page.safe(detail) + ")"),
                       Tone::unsure});
  }
}

void write_matrix(Page& page, const Inventory& inventory, const judge::Check& check) {
  const auto& answers = check.answers;
  const bool one_moment =
      std::ranges::all_of(answers, [&](const auto& one) { return one.at == answers.front().at; });
  auto heading = std::string("Answers");
  if (inventory.checks.size() > 1) heading += " for " + joined(page, check.hosts);
  if (one_moment && !answers.empty()) heading += " at " + utc(answers.front().at);
  page.heading(heading + ", predicted");
  Table table{.rows = {}, .keeps_last_whole = true};
  for (const auto& answer : answers) {
    const auto verdict = verdict_of(answer);
    std::vector<Piece> row = {{std::string(sign(page, verdict)), tone_of(verdict)},
                              {std::string(answer.client->id)}};
    if (!one_moment) row.push_back({utc(answer.at)});
    row.push_back({answer.error ? std::string("could not be told") : said(page, answer)});
    row.push_back({page.safe(check.stores[answer.store].name, kPath), Tone::strong});
    table.rows.push_back(std::move(row));
  }
  page.table(table);
}

void write_sum(Page& page, const Inventory& inventory) {
  const auto unread =
      std::ranges::count_if(inventory.stores, [](const InventoryStore& it) { return !it.store; });
  page.blank();
  page.paragraph(0,
                 {fmt::format("{}, {} not read", count(inventory.stores.size(), "store", "stores"), unread),
                  Tone::strong});
}

}  // namespace

std::string render_stores_console(const Inventory& inventory, const ConsoleOptions& options) {
  Page page(options);
  write_announced(page, inventory);
  for (const auto& check : inventory.checks) write_chain(page, check);
  write_stores(page, inventory);
  write_reasons(page, inventory);
  write_unread(page, inventory);
  write_processes(page, inventory);
  write_notes(page, inventory);
  write_no_chain(page, inventory);
  for (const auto& check : inventory.checks) {
    write_matrix(page, inventory, check);
    write_what_to_do(page, check);
  }
  write_sum(page, inventory);
  if (!inventory.checks.empty() || !inventory.no_chain.empty())
    write_end(page, inventory.checks, inventory.no_chain.empty());
  return std::move(page).take();
}

}  // namespace rehearse::report
