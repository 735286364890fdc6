#include <algorithm>

#include <fmt/format.h>

#include "report/clients.h"
#include "report/html/views.h"
#include "report/phrases.h"

namespace rehearse::report::html {
namespace {

using judge::Verdict;

std::string before_window(const judge::Run& run) {
  if (!run.maintenance) return {};
  const auto text = in_words(*run.maintenance, run.now);
  const auto local = text.local.empty() ? std::string() : bounded(text.local) + ", ";
  return fmt::format("Window: {}{} ({}).", local, text.utc, text.until);
}

// The answer in one sentence.
std::string lead(const judge::Run& run) {
  const auto changes = problems(run).size();
  switch (run.verdict) {
    case Verdict::will_break:
      return fmt::format("{} to be mended before the change, or what is marked will stop working.",
                         count(changes, "thing has", "things have"));
    case Verdict::inconclusive:
      return "What is marked with a question mark could not be told: a pass elsewhere does not cover it.";
    case Verdict::ready:
      return "Nothing has to be changed, as far as it was tried.";
    case Verdict::not_affected:
      return "No endpoint is in the change.";
  }
  return {};
}

Json window_of(const judge::Run& run) {
  if (!run.maintenance) return {};
  const auto text = in_words(*run.maintenance, run.now);
  return {{"local", bounded(text.local)},
          {"utc", text.utc},
          {"until", text.until},
          {"from", to_rfc3339(run.maintenance->from)},
          {"to", to_rfc3339(run.maintenance->to)}};
}

}  // namespace

void add_opening(Json& view, const judge::Run& run) {
  view["sign"] = sign(run.verdict);
  view["tone"] = tone(run.verdict);
  view["verdict"] = in_words(run.verdict);
  view["title"] = run.profile.title.empty() ? "(no title)" : bounded(run.profile.title);
  view["lead"] = lead(run);
  view["lab"] = run.lab;
  view["interrupted"] = run.interrupted;
  view["window"] = window_of(run);
  view["summary"] = in_words(run.summary);
  view["judged_at"] = utc(run.now);
  view["run_at"] = run.now == run.started ? "" : utc(run.started);
  view["machine"] = bounded(in_words(run.machine));
  view["started"] = utc(run.started);
  view["profile"] = bounded(run.profile.path);
  view["profile_sha256"] = run.profile.sha256.hex();
  view["version"] = bounded(run.version);
  view["deadline"] = before_window(run);
}

void add_findings(Json& view, const judge::Run& run) {
  constexpr std::size_t kInstances = 20;
  Json out = Json::array();
  std::map<std::string_view, std::vector<const Finding*>> by_id;
  std::vector<std::string_view> order;
  for (const auto& finding : run.findings) {
    auto& same = by_id[finding.id];
    if (same.empty()) order.push_back(finding.id);
    same.push_back(&finding);
  }
  for (const auto& id : order) {
    const auto& same = by_id[id];
    Json instances = Json::array();
    for (std::size_t i = 0; i < std::min(same.size(), kInstances); ++i)
      instances.push_back({{"at", bounded(same[i]->where)}, {"says", bounded(same[i]->text, 600)}});
    out.push_back({{"finding", bounded(id)},
                   {"instances", std::move(instances)},
                   {"instances_more", more_of(same.size(), kInstances, "more", "more")}});
  }
  view["has_findings"] = !out.empty();
  view["findings"] = std::move(out);
  view["has_not_tried"] = !run.not_tried.empty();
  view["not_tried"] = list(run.not_tried, [](const std::string& one) { return Json(bounded(one)); });
}

void add_clients(Json& view, const judge::Run& run) {
  constexpr std::size_t kShown = 400;
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min(run.clients.size(), kShown); ++i) {
    const auto& one = run.clients[i];
    out.push_back({{"client", bounded(one.client, 40)},
                   {"client_version", bounded(one.version)},
                   {"where", bounded(place_of(one))},
                   {"store", bounded(store_of(one))},
                   {"tone", tone(verdict_of(one))},
                   {"said", in_words(one)},
                   {"words", bounded(one.words)}});
  }
  view["has_clients"] = !run.clients.empty();
  view["clients"] = std::move(out);
  view["clients_more"] = more_of(run.clients.size(), kShown, "answer more", "answers more");
}

void add_stores(Json& view, const judge::Run& run) {
  constexpr std::size_t kNotes = 10;
  const auto note = [](const std::string& one) { return Json(bounded(one)); };
  view["has_stores"] = !run.stores.empty();
  view["stores"] = list(run.stores, [&](const judge::StoreReport& store) {
    auto notes = store.notes;
    if (notes.size() > kNotes) notes.resize(kNotes);
    const auto source = store.kind.empty() ? store.source : fmt::format("{} ({})", store.source, store.kind);
    return Json{{"store", bounded(store.name)}, {"client", bounded(store.client)},
                {"holds", content_of(store)},   {"tone", store.error.empty() ? "plain" : "unsure"},
                {"source", bounded(source)},    {"error", bounded(store.error)},
                {"notes", list(notes, note)},   {"sha256", store.sha256 ? store.sha256->hex() : ""}};
  });
}

}  // namespace rehearse::report::html
