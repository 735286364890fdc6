#include <optional>

#include <fmt/format.h>

#include "report/check.h"
#include "report/check_parts.h"
#include "report/clients.h"
#include "report/marks.h"

namespace rehearse::report {
namespace {

using judge::Check;

// Of those that could be read; what is wrong with the others stands in their answers.
void write_stores(Page& page, const Check& check) {
  Table table;
  for (const auto& holding : check.stores) {
    if (!holding.store) continue;
    const auto& store = *holding.store;
    table.rows.push_back({{page.safe(holding.name, 80), Tone::strong},
                          {store.kind},
                          {content_of_store(store.anchors.size(), expired_at(store, check.now).size(),
                                            duplicates(store).size())},
                          {page.safe(store.source)}});
  }
  if (table.rows.empty()) return;
  page.heading("Stores");
  page.table(table);
  for (const auto& holding : check.stores) {
    if (!holding.store) continue;
    for (const auto& note : holding.store->notes)
      page.paragraph(2, {fmt::format("{}: {}", page.safe(holding.name, 80), page.safe(note)), Tone::quiet});
  }
}

void write_answers(Page& page, const Check& check) {
  page.heading("Answers, predicted");
  Table table;
  for (const auto& answer : check.answers) {
    const auto verdict = verdict_of(answer);
    table.rows.push_back({{std::string(sign(page, verdict)), tone_of(verdict)},
                          {page.safe(check.stores[answer.store].name, 80)},
                          {std::string(answer.client->id)},
                          {(answer.is_change ? "from " : "") + utc(answer.at)},
                          {said(page, answer)}});
  }
  page.table(table);
}

// "api.example.com < Issuing CA < Root"
std::string names(const Page& page, const cert::Chain& path) {
  std::string out;
  for (const auto& one : path) out += (out.empty() ? "" : " < ") + page.safe(one->subject.short_name(), 60);
  return out;
}

// Of each store once, where there is more than one way to it.
void write_ways(Page& page, const Check& check) {
  std::optional<std::size_t> written;
  for (const auto& answer : check.answers) {
    if (answer.ways.size() < 2 || answer.store == written) continue;
    if (!written) page.heading("Ways from the leaf to the store, and who takes them");
    written = answer.store;
    page.paragraph(
        2, {fmt::format("store {}, {}", page.safe(check.stores[answer.store].name, 80), utc(answer.at)),
            Tone::strong});
    for (const auto& [way, taken_by] : answer.ways) {
      std::string clients;
      for (const auto* client : taken_by) clients += (clients.empty() ? "" : ", ") + std::string(client->id);
      page.paragraph(4, {fmt::format("{}, until {}", names(page, way.path), utc_date(way.until))});
      page.paragraph(6, {clients.empty() ? "nobody" : clients, Tone::quiet});
    }
  }
}

}  // namespace

std::string render_check_console(const Check& check, const ConsoleOptions& options) {
  Page page(options);
  write_chain(page, check);
  write_stores(page, check);
  write_answers(page, check);
  write_clients(page, check.clients);
  write_ways(page, check);
  write_what_to_do(page, check);
  write_end(page, {&check, 1});
  return std::move(page).take();
}

}  // namespace rehearse::report
