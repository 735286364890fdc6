#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "report/fleet.h"
#include "report/html.h"
#include "report/html/template.h"
#include "report/html/views.h"
#include "report/phrases.h"

namespace rehearse::report {
namespace html {
namespace {

using judge::Fleet;
using judge::Verdict;

constexpr std::size_t kMachines = 1000, kCauses = 60, kPlaces = 100, kNames = 12;

std::string cause_id(std::size_t number) {
  return fmt::format("cause-{}", number);
}

Json place_of(const Fleet::Place& one) {
  const auto command = copied_lines(one.command);
  return {{"at", bounded(one.machine, 120)},   {"store", bounded(one.store, 120)},
          {"client", bounded(one.client, 80)}, {"endpoints", some(one.endpoints, 4)},
          {"where", bounded(one.where)},       {"restart", bounded(one.restart)},
          {"has_command", !command.empty()},   {"command", command}};
}

Json cause_of(const Fleet::Cause& cause, std::size_t number) {
  const auto& row = *cause.row;
  const auto add = [](const trust::Remedy::Addition& one) {
    return Json{{"name", bounded(one.certificate ? one.certificate->subject.text() : one.name)},
                {"from", bounded(one.from)},
                {"sha256", one.sha256.hex()}};
  };
  const auto remove = [](const trust::Remedy::Removal& one) {
    return Json{{"name", bounded(one.certificate->subject.text())}, {"sha256", one.sha256.hex()}};
  };
  auto places = cause.places;
  if (places.size() > kPlaces) places.resize(kPlaces);
  const bool has_none = !row.remedy && cause.verdict == Verdict::will_break;
  return {{"id", cause_id(number)},
          {"tone", tone(cause.verdict)},
          {"because", bounded(why(row))},
          {"machines_count", count(cause.machines.size(), "machine", "machines")},
          {"machines", some(cause.machines, kNames)},
          {"detail", bounded(row.detail)},
          {"adds", row.remedy ? list(row.remedy->add, add) : Json::array()},
          {"removes", row.remedy ? list(row.remedy->remove, remove) : Json::array()},
          {"no_remedy", has_none ? without_remedy(cause) : ""},
          {"places", list(places, place_of)},
          {"places_more", more_of(cause.places.size(), kPlaces, "place more", "places more")}};
}

void add_causes(Json& view, const Fleet& fleet) {
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min(fleet.causes.size(), kCauses); ++i)
    out.push_back(cause_of(fleet.causes[i], i + 1));
  view["has_causes"] = !out.empty();
  view["causes"] = std::move(out);
  view["causes_more"] = more_of(fleet.causes.size(), kCauses, "cause more", "causes more");
}

// Which causes a machine has, to be gone to.
std::map<std::string, Json> causes_by_machine(const Fleet& fleet) {
  std::map<std::string, Json> out;
  for (std::size_t i = 0; i < std::min(fleet.causes.size(), kCauses); ++i) {
    for (const auto& machine : fleet.causes[i].machines)
      out[machine].push_back({{"id", cause_id(i + 1)}, {"number", i + 1}});
  }
  return out;
}

void add_machines(Json& view, const Fleet& fleet) {
  auto causes = causes_by_machine(fleet);
  auto machines = worst_first(fleet);
  view["machines_more"] = more_of(machines.size(), kMachines, "machine more", "machines more");
  if (machines.size() > kMachines) machines.resize(kMachines);
  view["machines"] = list(machines, [&](const Fleet::Machine* one) {
    auto& mine = causes[one->name];
    return Json{{"name", bounded(one->name, 160)},
                {"tone", tone(one->verdict)},
                {"sign", sign(one->verdict)},
                {"verdict", in_words(one->verdict)},
                {"summary", in_words(one->summary)},
                {"lab", one->lab},
                {"interrupted", one->interrupted},
                {"causes", mine.is_null() ? Json::array() : mine},
                {"now", utc(one->now)},
                {"made", one->now == one->started ? "" : utc(one->started)},
                {"about", bounded(in_words({{}, one->os, one->user}), 160)}};
  });
}

void add_differing(Json& view, const Fleet& fleet) {
  Json out = Json::array();
  for (const auto& one : fleet.stores) {
    const auto line = [&](std::string_view holds, const std::string& client, const std::string& sha256,
                          const std::vector<std::string>& machines) {
      out.push_back({{"store", bounded(one.store, 120)},
                     {"holds", holds},
                     {"client", client},
                     {"sha256", sha256},
                     {"machines", some(machines, kNames)}});
    };
    for (const auto& variant : one.variants) {
      const auto& store = *variant.store;
      line(content_of(store), bounded(store.client, 80), store.sha256 ? store.sha256->hex() : "",
           variant.machines);
    }
    if (!one.missing.empty()) line("not there", "", "", one.missing);
  }
  view["has_stores"] = !out.empty();
  view["stores"] = std::move(out);
  view["has_profiles"] = !fleet.profiles.empty();
  view["profiles"] = list(fleet.profiles, [](const auto& one) {
    return Json{{"sha256", one.first.hex()}, {"machines", some(one.second, kNames)}};
  });
  view["has_windows"] = !fleet.windows.empty();
  view["windows"] = list(fleet.windows, [](const auto& one) {
    return Json{{"window", in_words(one.first)}, {"machines", some(one.second, kNames)}};
  });
}

std::string lead_of(const Fleet& fleet) {
  const auto breaking = std::ranges::count(fleet.machines, Verdict::will_break, &Fleet::Machine::verdict);
  switch (fleet.verdict) {
    case Verdict::will_break:
      return fmt::format("{} before the change, or what is marked will stop working there.",
                         count(static_cast<std::size_t>(breaking), "machine has to be mended",
                               "machines have to be mended"));
    case Verdict::inconclusive:
      return "Of what is marked with a question mark it could not be told: a pass elsewhere does not cover "
             "it.";
    case Verdict::ready:
      return "Nothing has to be changed on these machines, as far as it was tried.";
    case Verdict::not_affected:
      return "No endpoint of these machines is in the change.";
  }
  return {};
}

}  // namespace
}  // namespace html

std::string render_fleet_html(const judge::Fleet& fleet) {
  Json view = Json::object();
  view["sign"] = sign(fleet.verdict);
  view["tone"] = html::tone(fleet.verdict);
  view["verdict"] = in_words(fleet.verdict);
  view["title"] = fmt::format("{} joined", count(fleet.machines.size(), "run", "runs"));
  view["lead"] = html::lead_of(fleet);
  view["lab"] = std::ranges::any_of(fleet.machines, &judge::Fleet::Machine::lab);
  view["reservations"] = reservations(fleet);
  view["made"] = runs_made(fleet);
  view["window"] = Json();
  view["judged_at"] = "";
  view["interrupted"] = fleet.interrupted;
  view["summary"] = counted(fleet);
  view["profile"] = "";
  html::add_made(view, fleet.made);
  html::add_causes(view, fleet);
  html::add_machines(view, fleet);
  html::add_differing(view, fleet);
  return html::fill_page("fleet", view);
}

}  // namespace rehearse::report
