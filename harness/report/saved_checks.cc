#include "report/saved_checks.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "judge/summary.h"
#include "report/json_reader.h"

namespace rehearse::report {
namespace {

using judge::Row;
using judge::StageName;
using judge::StageOutcome;
using judge::Verdict;

[[noreturn]] void refuse_row(const Row& row, std::string_view what) {
  refuse(fmt::format("the row of {} on {}, store {}, {}", row.endpoint, row.target, row.store, what));
}

StageOutcome outcome_of(const Row& row, StageName name) {
  return row.stages[static_cast<std::size_t>(name)].outcome;
}

void check_stages(const Row& row) {
  const auto number = [](const judge::Stage& stage) { return static_cast<std::size_t>(stage.name); };
  constexpr auto kStages = static_cast<std::size_t>(StageName::call) + 1;
  bool is_whole = row.stages.size() == kStages;
  for (std::size_t i = 0; is_whole && i < kStages; ++i) is_whole = number(row.stages[i]) == i;
  if (!is_whole) refuse_row(row, "has not the seven stages");
  const bool fails =
      std::ranges::any_of(row.stages, [](const auto& one) { return one.outcome == StageOutcome::fail; });
  const bool is_good = row.verdict == Verdict::ready || row.verdict == Verdict::not_affected;
  if (is_good && (fails || row.stage || row.remedy)) refuse_row(row, "says more than its stages");
  if (row.stage && outcome_of(row, *row.stage) != StageOutcome::fail)
    refuse_row(row, "was decided by a stage that did not fail");
  if (row.verdict == Verdict::will_break && !row.stage) refuse_row(row, "breaks at no stage");
  if (row.verdict != Verdict::ready) return;
  for (const auto name : {StageName::identify, StageName::name, StageName::trust}) {
    if (outcome_of(row, name) != StageOutcome::pass) refuse_row(row, "says more than its stages");
  }
  if (!row.reason.empty()) refuse_row(row, "is ready for a reason that speaks against it");
}

void check_place(const judge::Run& run, const Row& row) {
  const auto store = std::ranges::find(run.stores, row.store, &judge::StoreReport::name);
  if (store == run.stores.end() || store->not_judged) refuse_row(row, "was judged by no store of the run");
  const auto is_its_own = [&](const judge::RouteReport& one) {
    return one.route.endpoint == row.endpoint && one.route.target == row.target;
  };
  if (std::ranges::none_of(run.routes, is_its_own)) refuse_row(row, "has no route");
  if (row.verdict != Verdict::ready) return;
  if (!store->error.empty()) refuse_row(row, "is ready by a store that was not read");
  const auto shows_a_chain = [&](const judge::RouteReport& one) {
    const bool was_reached = one.route.why == route::Why::pem || one.route.address.has_value();
    return is_its_own(one) && was_reached && one.handshake && !one.handshake->chain.empty();
  };
  if (std::ranges::none_of(run.routes, shows_a_chain))
    refuse_row(row, "is ready by a chain that nobody sent");
}

// Something may speak against all rows; nothing speaks for more than they do.
void check_verdict(const judge::Run& run) {
  auto most = judge::over_all(run.rows);
  const auto is_gap = [](const Finding& one) { return one.id == "not-judged"; };
  std::set<std::string> judged, stores;
  for (const auto& row : run.rows) {
    judged.insert(row.endpoint);
    stores.insert(row.store);
  }
  const auto is_missing = [&](const judge::RouteReport& one) { return !judged.contains(one.route.endpoint); };
  if (std::ranges::any_of(run.findings, is_gap) || std::ranges::any_of(run.routes, is_missing))
    most = judge::worse(most, Verdict::inconclusive);
  if (judge::worse(most, run.verdict) != run.verdict) refuse("the verdict says more than the rows");
  if (judge::summarise(run.rows) != run.summary) refuse("the summary is not that of the rows");
  if (run.verdict != Verdict::ready && run.verdict != Verdict::not_affected) return;
  for (const auto& store : run.stores) {
    if (!store.not_judged && !stores.contains(store.name))
      refuse(fmt::format("no row says anything of store {}", store.name));
  }
}

}  // namespace

void check_saved_run(const judge::Run& run) {
  if (run.maintenance && run.maintenance->to < run.maintenance->from)
    refuse("the window ends before it begins");
  const auto is_lab = [](const judge::RouteReport& one) { return one.route.why == route::Why::lab; };
  if (!run.lab && std::ranges::any_of(run.routes, is_lab))
    refuse("a route led into the lab, and the run not");
  for (const auto& row : run.rows) {
    check_stages(row);
    check_place(run, row);
  }
  check_verdict(run);
}

}  // namespace rehearse::report
