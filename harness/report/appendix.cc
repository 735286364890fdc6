#include "report/appendix.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include <fmt/format.h>

#include "report/intermediates.h"
#include "report/marks.h"
#include "report/words.h"

namespace rehearse::report {
namespace {

constexpr std::size_t kFindings = 2;  // of one id, in full
constexpr std::size_t kWhole = 0;     // ours, with names that a peer chose
constexpr std::size_t kReplays = 3;   // routes
constexpr std::size_t kStores = 20;   // lines
constexpr std::size_t kChanges = 12;  // lines
constexpr std::size_t kFewChanges = 3;
constexpr std::size_t kFewSentences = 2;
constexpr std::size_t kFindingText = 600;  // bytes: ours, with a peer's words in it

void write_finding(Page& page, const Finding& finding) {
  const std::string text = page.safe(finding.text, kFindingText);
  page.paragraph(4, {finding.where.empty() ? text : fmt::format("{}: {}", page.safe(finding.where), text)});
}

using FindingsById = std::map<std::string, std::vector<const Finding*>>;

// Each id in a line: how often, and where.
void write_counted(Page& page, const std::vector<std::string>& order, const FindingsById& by_id) {
  constexpr std::size_t kShown = 8;
  Table table;
  for (const auto& id : order) {
    if (table.rows.size() == kShown) break;
    const auto& same = by_id.at(id);
    std::vector<std::string> where;
    for (const auto* one : same) {
      if (!one->where.empty()) where.push_back(one->where);
    }
    table.rows.push_back({{std::to_string(same.size())},
                          {page.safe(id, 80)},
                          {where.empty() ? page.safe(same.front()->text, 120) : some_of(page, where, 3)}});
  }
  page.table(table);
  if (order.size() > kShown)
    page.paragraph(2, {fmt::format("and {} more; --verbose shows them", order.size() - kShown), Tone::quiet});
}

std::vector<Piece> store_row(const Page& page, const judge::StoreReport& store) {
  const bool failed = !store.error.empty();
  const auto holds = content_of(store);
  std::string flow = page.safe(store.source);
  if (!store.kind.empty()) flow += fmt::format(" ({})", page.safe(store.kind, 60));
  if (failed) flow += (flow.empty() ? "" : ": ") + page.safe(store.error);
  for (const auto& note : store.notes) flow += "; " + page.safe(note);
  const Tone tone = failed ? Tone::unsure : store.not_judged ? Tone::quiet : Tone::plain;
  return {
      {page.safe(store.name, 80), tone}, {page.safe(store.client, 60), tone}, {holds, tone}, {flow, tone}};
}

// Those that one has to look at, and how many there are.
void write_unread(Page& page, const judge::Run& run) {
  constexpr std::size_t kShown = 4;
  Table table;
  std::size_t unread = 0;
  for (const auto& store : run.stores) {
    if (store.error.empty()) continue;
    if (++unread <= kShown) table.rows.push_back(store_row(page, store));
  }
  page.table(table);
  page.paragraph(
      2, {fmt::format("{}, {} not read", count(run.stores.size(), "store", "stores"), unread), Tone::quiet});
}

}  // namespace

void write_intermediates(Page& page, const judge::Run& run) {
  std::vector<std::string> order;
  std::map<std::string, std::set<std::string>> endpoints;
  for (const auto& route : run.routes) {
    if (!route.intermediates || !route.handshake) continue;
    auto text = in_words(*route.intermediates, route.handshake->chain);
    auto& same = endpoints[text];
    if (same.empty()) order.push_back(std::move(text));
    same.insert(route.route.endpoint);
  }
  if (order.empty()) return;
  page.heading("Intermediates of the new chain");
  const auto shown = is_folded(page, run) ? std::min(order.size(), kFewSentences) : order.size();
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& text = order[i];
    const std::vector<std::string> names(endpoints[text].begin(), endpoints[text].end());
    const auto which =
        order.size() == 1 ? std::string() : some_of(page, names, page.options().verbose ? 1000 : 5) + ": ";
    page.paragraph(2, {which + page.safe(text, kWhole)});
  }
  if (shown < order.size())
    page.paragraph(2, {fmt::format("and {} more; --verbose shows them", order.size() - shown), Tone::quiet});
}

void write_findings(Page& page, const judge::Run& run) {
  std::vector<std::string> order;
  FindingsById by_id;
  for (const auto& finding : run.findings) {
    if (run.lab && is_of_lab(finding)) continue;
    auto& same = by_id[finding.id];
    if (same.empty()) order.push_back(finding.id);
    same.push_back(&finding);
  }
  if (order.empty()) return;
  page.heading("Findings");
  if (is_folded(page, run)) return write_counted(page, order, by_id);
  for (const auto& id : order) {
    const auto& same = by_id[id];
    const std::size_t shown =
        page.options().verbose || same.size() <= kFindings + 1 ? same.size() : kFindings;
    page.paragraph(2, {page.safe(id, 80), Tone::strong});
    for (std::size_t i = 0; i < shown; ++i) write_finding(page, *same[i]);
    if (shown == same.size()) continue;
    std::vector<std::string> others;
    for (std::size_t i = shown; i < same.size(); ++i) {
      if (!same[i]->where.empty()) others.push_back(same[i]->where);
    }
    std::string more = fmt::format("and {} more", same.size() - shown);
    if (!others.empty()) more += ": " + some_of(page, others, 4);
    page.paragraph(4, {more, Tone::quiet});
  }
}

void write_stores(Page& page, const judge::Run& run) {
  if (run.stores.empty()) return;
  page.heading("Stores");
  if (is_folded(page, run)) return write_unread(page, run);
  const bool all = page.options().verbose || run.stores.size() <= kStores;
  // Those with an error first where not all are shown: they are what one has to look at.
  std::vector<const judge::StoreReport*> stores;
  for (const auto& store : run.stores) {
    if (all || !store.error.empty()) stores.push_back(&store);
  }
  for (const auto& store : run.stores) {
    if (!all && store.error.empty()) stores.push_back(&store);
  }
  const std::size_t shown = all ? stores.size() : kStores;
  Table table;
  for (std::size_t i = 0; i < shown; ++i) table.rows.push_back(store_row(page, *stores[i]));
  page.table(table);
  if (shown < stores.size()) {
    page.paragraph(
        2, {fmt::format("and {}", count(stores.size() - shown, "store more", "stores more")), Tone::quiet});
  }
}

void write_later(Page& page, const judge::Run& run) {
  std::set<std::tuple<std::string, std::string, Instant, bool, std::string>> known;
  Table table;
  for (const auto& row : run.rows) {
    for (const auto& [at, trusted, reason, detail] : row.changes) {
      if (!known.emplace(row.store, row.client, at, trusted, detail).second) continue;
      const auto verdict = trusted ? judge::Verdict::ready : judge::Verdict::will_break;
      const auto says = page.safe(detail);
      table.rows.push_back(
          {{std::string(sign(page, verdict)), tone_of(verdict)},
           {page.safe(row.store, 80)},
           {page.safe(row.client, 40)},
           {"from " + utc(at)},
           {trusted ? "trusted, by " + says
                    : fmt::format("not trusted: {} ({})", page.safe(in_words(reason)), says)}});
    }
  }
  if (table.rows.empty()) return;
  const auto all = table.rows.size();
  const auto most = is_folded(page, run) ? kFewChanges : kChanges;
  if (!page.options().verbose && all > most) table.rows.resize(most);
  page.heading("Later, while the new certificate lasts");
  page.table(table);
  if (table.rows.size() < all)
    page.paragraph(2,
                   {fmt::format("and {} more; --verbose shows them", all - table.rows.size()), Tone::quiet});
}

void write_replay(Page& page, const judge::Run& run) {
  if (is_folded(page, run)) return;
  std::set<std::tuple<std::string, std::string, std::string>> known;
  std::size_t more = 0;
  for (const auto& row : run.rows) {
    const auto& replay = row.replay;
    const bool fine = row.verdict == judge::Verdict::ready || row.verdict == judge::Verdict::not_affected;
    if (fine && !page.options().verbose) continue;
    if (replay.curl.empty() && replay.openssl.empty() && replay.hosts.empty()) continue;
    if (!known.emplace(replay.curl, replay.openssl, replay.hosts).second) continue;
    if (!page.options().verbose && known.size() > kReplays) {
      ++more;
      continue;
    }
    if (known.size() == 1) page.heading("By hand");
    page.paragraph(2, {fmt::format("{} on {}, store {}", page.safe(row.endpoint, 120),
                                   page.safe(row.target, 60), page.safe(row.store, 80)),
                       Tone::quiet});
    if (!replay.curl.empty()) page.verbatim(4, "curl", page.safe(replay.curl, 0));
    if (!replay.openssl.empty()) page.verbatim(4, "openssl", page.safe(replay.openssl, 0));
    if (!replay.hosts.empty()) page.verbatim(4, "hosts", page.safe(replay.hosts, 0));
  }
  if (more != 0) page.paragraph(2, {fmt::format("and {} more; --verbose shows them", more), Tone::quiet});
}

void write_not_tried(Page& page, const judge::Run& run) {
  if (run.not_tried.empty()) return;
  std::string all;
  for (const auto& one : run.not_tried) all += (all.empty() ? "" : "; ") + page.safe(one);
  page.blank();
  page.paragraph(0, {"Not tried: " + all, Tone::quiet});
}

void write_verdict(Page& page, const judge::Run& run) {
  page.blank();
  if (run.interrupted) {
    page.paragraph(0, {"Interrupted: this is what was found until then.", Tone::unsure});
  }
  page.paragraph(0, {fmt::format("{} {}{}: {}", sign(page, run.verdict), in_words(run.verdict),
                                 run.lab ? " (in the lab)" : "", in_words(run.summary)),
                     tone_of(run.verdict)});
}

}  // namespace rehearse::report
