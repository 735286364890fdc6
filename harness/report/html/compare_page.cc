#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/printable.h"
#include "report/columns.h"
#include "report/differences.h"
#include "report/html.h"
#include "report/html/chart.h"
#include "report/html/template.h"
#include "report/html/views.h"
#include "report/phrases.h"

namespace rehearse::report {
namespace html {
namespace {

using judge::Comparison;
using judge::Difference;
using Area = Difference::Area;

constexpr std::size_t kDifferences = 300, kPlaces = 100, kCalls = 40;
constexpr std::array kAreas = {Area::tls, Area::http, Area::body, Area::time};

std::string_view tone_of_weight(const Difference& one) {
  if (one.area == Area::time) return "quiet";
  return one.weight >= kHeavy ? "bad" : "unsure";
}

bool is_inside_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80;
}

// What stands at both ends of two texts, cut between characters.
struct Common {
  std::size_t front = 0, back = 0;
};

Common common_of(std::string_view a, std::string_view b) {
  const auto most = std::min(a.size(), b.size());
  Common out;
  while (out.front < most && a[out.front] == b[out.front]) ++out.front;
  const auto splits = [](std::string_view text, std::size_t at) {
    return at < text.size() && is_inside_character(text[at]);
  };
  while (out.front > 0 && (splits(a, out.front) || splits(b, out.front))) --out.front;
  while (out.back < most - out.front && a[a.size() - out.back - 1] == b[b.size() - out.back - 1]) ++out.back;
  while (out.back > 0 && is_inside_character(a[a.size() - out.back])) --out.back;
  return out;
}

// Its middle is what the other text has not; nothing is marked where the two have hardly anything in common.
Json marked(const std::string& text, const Common& common) {
  if (text.empty()) return {{"is_there", false}, {"front", ""}, {"middle", ""}, {"back", ""}};
  const auto middle = text.size() - common.front - common.back;
  const bool is_alike = common.front + common.back >= 3;
  return {{"is_there", true},
          {"front", is_alike ? text.substr(0, common.front) : text},
          {"middle", is_alike ? text.substr(common.front, middle) : ""},
          {"back", is_alike ? text.substr(text.size() - common.back) : ""}};
}

Json view_of(const SharedDifference& shared, std::size_t number) {
  const auto& one = *shared.difference;
  const auto before = bounded(one.baseline, 600), after = bounded(one.candidate, 600);
  const auto common = common_of(before, after);
  return {{"id", fmt::format("d{}", number)},
          {"area", to_id(one.area)},
          {"what", bounded(one.path, 200)},
          {"where", some(shared.where, 5)},
          {"weight", one.weight},
          {"tone", tone_of_weight(one)},
          {"before", marked(before, common)},
          {"after", marked(after, common)},
          {"seen", one.seen_in == one.of ? "" : fmt::format("in {} of {}", one.seen_in, one.of)}};
}

// Endpoints and calls by areas: how much differs, and the heaviest of it.
struct Place {
  struct Cell {
    std::size_t count = 0, first = 0;
    const Difference* heaviest = nullptr;
  };
  std::array<Cell, kAreas.size()> cells;
};

void add_places(Json& view, const Comparison& comparison, const std::vector<SharedDifference>& all) {
  std::map<const Difference*, std::size_t> numbers;
  for (std::size_t i = 0; i < all.size(); ++i) numbers[all[i].difference] = i;
  std::map<std::string, Place> places;
  std::size_t number = 0;
  for (const auto& one : comparison.differences) {
    // The first of those that are alike comes first, so that others find its number.
    if (const auto known = numbers.find(&one); known != numbers.end()) number = known->second;
    auto& cell = places[one.where].cells[static_cast<std::size_t>(one.area)];
    if (++cell.count > 1 && cell.heaviest->weight >= one.weight) continue;
    cell.heaviest = &one;
    cell.first = number;
  }
  Json lines = Json::array();
  for (const auto& [name, place] : places) {
    if (lines.size() == kPlaces) break;
    Json cells = Json::array();
    for (std::size_t i = 0; i < kAreas.size(); ++i) {
      const auto& cell = place.cells[i];
      const bool is_shown = cell.count > 0 && cell.first < kDifferences;
      cells.push_back({{"count", cell.count == 0 ? "" : fmt::to_string(cell.count)},
                       {"tone", cell.count == 0 ? "" : tone_of_weight(*cell.heaviest)},
                       {"area", to_id(kAreas[i])},
                       {"id", is_shown ? fmt::format("d{}", cell.first) : "differences"}});
    }
    lines.push_back({{"place", bounded(name, 120)}, {"cells", std::move(cells)}});
  }
  view["places_more"] = more_of(places.size(), kPlaces, "endpoint or call more", "endpoints and calls more");
  view["has_places"] = !lines.empty();
  view["places"] = std::move(lines);
}

using Times = std::vector<std::chrono::milliseconds>;

double longest(const Comparison& comparison) {
  double out = 1;
  for (const auto& one : comparison.timings) {
    for (const auto* side : {&one.baseline, &one.candidate})
      out = std::max(out, static_cast<double>(side->back().count()));
  }
  return out;
}

// From the quickest to the slowest, with the median on it.
Json range_of(const Times& times, double full, int y, std::string_view kind) {
  const auto x = [&](std::chrono::milliseconds time) {
    return kLeft + static_cast<double>(time.count()) / full * (kRight - kLeft - 90);
  };
  const auto from = x(times.front()), to = x(times.back());
  return {{"kind", kind},
          {"x", number(from)},
          {"y", y},
          {"w", number(std::max(to - from, 2.0))},
          {"median", number(x(times[times.size() / 2]))},
          {"median_to", y + 10},
          {"text_x", number(std::max(to, from + 2) + 6)},
          {"text_y", y + 10},
          {"text", span_of(times)}};
}

void add_call_times(Json& view, const Comparison& comparison) {
  const auto full = longest(comparison);
  Json out = Json::array();
  for (const auto& one : comparison.timings) {
    if (out.size() == kCalls) break;
    const int y = static_cast<int>(out.size()) * 2 * kStep + 4;
    const auto name = bounded(one.where, 120);
    out.push_back(
        {{"name", fit(name, kNameColumns, "…")},
         {"full",
          fmt::format("{}: baseline {}, candidate {}", name, span_of(one.baseline), span_of(one.candidate))},
         {"text_y", y + 20},
         {"ranges", {range_of(one.baseline, full, y, "old"), range_of(one.candidate, full, y + 16, "new")}}});
  }
  view["times_height"] = static_cast<int>(out.size()) * 2 * kStep + 8;
  view["times_more"] = more_of(comparison.timings.size(), kCalls, "call more", "calls more");
  view["has_times"] = !out.empty();
  view["times"] = std::move(out);
}

std::string lead_of(const Comparison& comparison) {
  const auto heavy = std::ranges::count_if(comparison.differences, [](const Difference& one) {
    return one.area != Area::time && one.weight >= kHeavy;
  });
  if (heavy > 0) {
    return fmt::format(
        "{} an integration would notice: what passes at the candidate may fail at the baseline.",
        count(static_cast<std::size_t>(heavy), "thing differs that", "things differ that"));
  }
  if (comparison.differs()) return "What differs is small; whether it matters is to be read below.";
  return comparison.is_whole() ? "Nothing differs, as far as both were asked."
                               : "Nothing that was compared differs; not everything could be.";
}

void add_texts(Json& view, const Comparison& comparison) {
  constexpr std::size_t kTexts = 200;
  const auto text = [](const std::string& one) { return Json(bounded(one, 600)); };
  view["proves"] = list(comparison.proves, text);
  view["has_proves"] = !comparison.proves.empty();
  view["proves_not"] = list(comparison.proves_not, text);
  view["has_proves_not"] = !comparison.proves_not.empty();
  auto missing = comparison.not_compared;
  view["missing_more"] = more_of(missing.size(), kTexts, "more", "more");
  if (missing.size() > kTexts) missing.resize(kTexts);
  view["has_missing"] = !missing.empty();
  view["missing"] = list(missing, [](const judge::NotCompared& one) {
    return Json{{"at", bounded(one.where, 120)}, {"says", bounded(one.reason)}};
  });
}

}  // namespace

}  // namespace html

std::string render_compare_html(const judge::Comparison& comparison) {
  using html::bounded;
  const auto all = shared_differences(comparison);
  Json view = Json::object();
  const auto verdict = verdict_of(comparison);
  view["sign"] = sign(verdict);
  view["tone"] = html::tone(verdict);
  view["verdict"] = in_words(comparison);
  view["baseline"] = bounded(comparison.baseline, 200);
  view["candidate"] = bounded(comparison.candidate, 200);
  view["title"] = fmt::format("{} held against {}", bounded(comparison.candidate, 200),
                              bounded(comparison.baseline, 200));
  view["lead"] = html::lead_of(comparison);
  view["lab"] = comparison.lab;
  view["interrupted"] = false;
  view["window"] = Json();
  view["judged_at"] = "";
  view["summary"] = counted(comparison);
  view["profile"] = bounded(comparison.profile.path);
  view["profile_sha256"] = comparison.profile.sha256.hex();
  html::add_made(view, comparison.made);
  html::add_texts(view, comparison);
  html::add_places(view, comparison, all);
  Json rows = Json::array();
  for (std::size_t i = 0; i < std::min(all.size(), html::kDifferences); ++i)
    rows.push_back(html::view_of(all[i], i));
  view["has_differences"] = !rows.empty();
  view["differences"] = std::move(rows);
  view["differences_more"] =
      html::more_of(all.size(), html::kDifferences, "difference more", "differences more");
  html::add_call_times(view, comparison);
  return html::fill_page("compare", view);
}

}  // namespace rehearse::report
