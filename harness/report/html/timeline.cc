#include <algorithm>
#include <chrono>
#include <set>

#include <fmt/format.h>

#include "report/columns.h"
#include "report/html/chart.h"
#include "report/html/views.h"
#include "report/phrases.h"

namespace rehearse::report::html {
namespace {

using std::chrono::days;

constexpr int kTop = 30;
constexpr std::size_t kBars = 24;

struct Bar {
  cert::CertificatePtr certificate;
  bool today = false, next = false;
};

// Those of today and those to come, leaves first as they were met.
std::vector<Bar> bars_of(const std::vector<Pair>& pairs) {
  std::vector<Bar> out;
  const auto take = [&](const judge::RouteReport* report, bool Bar::* side) {
    if (report == nullptr) return;
    for (const auto& one : report->handshake->chain) {
      auto found =
          std::ranges::find(out, one->sha256, [](const Bar& bar) { return bar.certificate->sha256; });
      if (found == out.end()) found = out.insert(out.end(), {.certificate = one});
      (*found).*side = true;
    }
  };
  for (const auto& pair : pairs) {
    if (out.size() >= kBars) break;
    take(pair.today, &Bar::today);
    take(pair.next, &Bar::next);
  }
  if (out.size() > kBars) out.resize(kBars);
  return out;
}

// What is to be seen: leaves with some room, and the window; authorities reach out of it.
class Axis {
 public:
  Axis(const judge::Run& run, const std::vector<Pair>& pairs) : x_from(run.now), x_to(run.now) {
    if (run.maintenance) hold(run.maintenance->from, run.maintenance->to);
    for (const auto& pair : pairs) {
      for (const auto* report : {pair.today, pair.next}) {
        if (report == nullptr) continue;
        const auto& leaf = *report->handshake->chain.front();
        hold(std::max(leaf.not_before, run.now - days(800)), std::min(leaf.not_after, run.now + days(1200)));
      }
    }
    const auto room = std::max<std::chrono::seconds>((x_to - x_from) / 20, days(7));
    x_from -= room;
    x_to += room;
  }

  double x(Instant at) const {
    const auto whole = static_cast<double>((x_to - x_from).count());
    const auto part = static_cast<double>((at - x_from).count());
    return kLeft + (kRight - kLeft) * std::clamp(part / whole, 0.0, 1.0);
  }
  Instant from() const { return x_from; }
  Instant to() const { return x_to; }

 private:
  void hold(Instant from, Instant to) {
    x_from = std::min(x_from, from);
    x_to = std::max(x_to, to);
  }

  Instant x_from, x_to;
};

Json ticks_of(const Axis& axis, int bottom) {
  Json out = Json::array();
  constexpr int kTicks = 5;
  for (int i = 0; i <= kTicks; ++i) {
    const auto at = axis.from() + (axis.to() - axis.from()) * i / kTicks;
    out.push_back({{"x", number(axis.x(at) + (i == kTicks ? -30
                                              : i == 0    ? 10
                                                          : 0))},
                   {"bottom", bottom},
                   {"label", utc_date(at).substr(0, 7)}});
  }
  return out;
}

Json bar_of(const Plan& plan, const Axis& axis, const Bar& bar, int y) {
  const auto& one = *bar.certificate;
  const auto x = axis.x(one.not_before), end = axis.x(one.not_after);
  return {{"id", plan.certificate(one.sha256)},
          {"kind", bar.today && bar.next ? "same"
                   : bar.today           ? "old"
                                         : "new"},
          {"full", fmt::format("{}, {}", bounded(one.subject.text(), 300), validity(one))},
          {"name", fit(bounded(one.subject.short_name(), 120), kNameColumns, "…")},
          {"x", number(x)},
          {"w", number(std::max(end - x, 2.0))},
          {"y", y},
          {"text_y", y + 12}};
}

Json band_of(const judge::Run& run, const Axis& axis, int height) {
  if (!run.maintenance) return {};
  const auto x = axis.x(run.maintenance->from), end = axis.x(run.maintenance->to);
  return {{"x", number(x)},
          {"w", number(std::max(end - x, 3.0))},
          {"h", height},
          {"title", "window: " + in_words(*run.maintenance, run.now).utc}};
}

}  // namespace

void add_timeline(Json& view, const Plan& plan) {
  const auto& run = plan.run();
  const auto pairs = pairs_of(run);
  const auto bars = bars_of(pairs);
  const Axis axis(run, pairs);
  const int bottom = kTop + static_cast<int>(bars.size()) * kStep;
  Json drawn = Json::array();
  for (std::size_t i = 0; i < bars.size(); ++i)
    drawn.push_back(bar_of(plan, axis, bars[i], kTop + static_cast<int>(i) * kStep));
  const auto now = axis.x(run.now);
  view["has_timeline"] = !bars.empty();
  view["height"] = bottom + 24;
  view["axis_from"] = utc_date(axis.from());
  view["axis_to"] = utc_date(axis.to());
  view["ticks"] = ticks_of(axis, bottom);
  view["band"] = band_of(run, axis, bottom - 24);
  view["now"] = {{"x", number(now)},
                 {"bottom", bottom},
                 {"label_y", bottom + 16},
                 {"anchor", now > (kLeft + kRight) / 2 ? "end" : "start"},
                 {"label", "judged at " + utc_date(run.now)}};
  view["bars"] = std::move(drawn);
  view["caption"] =
      "Blue: today. Yellow: to come. Green: both. The band is the window, the line the moment judged from; "
      "what "
      "reaches the edge goes on beyond it.";
}

void add_timings(Json& view, const judge::Run& run) {
  constexpr std::size_t kShown = 24;
  std::vector<const judge::RouteReport*> all;
  for (const auto& report : run.routes) {
    if (report.handshake && report.handshake->timings.total.count() > 0) all.push_back(&report);
  }
  const auto total = [](const judge::RouteReport* one) { return one->handshake->timings.total; };
  // The slowest first; of those as slow, in the order of the run, which is that of their addresses.
  std::ranges::sort(
      all, [&](const auto* a, const auto* b) { return std::pair(total(b), a) < std::pair(total(a), b); });
  const auto longest = all.empty() ? 1.0 : static_cast<double>(total(all.front()).count());
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min(all.size(), kShown); ++i) {
    const auto& timings = all[i]->handshake->timings;
    const auto& route = all[i]->route;
    const int y = static_cast<int>(i) * kStep + 4;
    double x = kLeft;
    Json parts = Json::array();
    const auto part = [&](const char* kind, std::chrono::microseconds length) {
      if (length.count() <= 0) return;
      const auto w = static_cast<double>(length.count()) / longest * (kRight - kLeft - 80);
      parts.push_back({{"kind", kind}, {"x", number(x)}, {"y", y}, {"w", number(w)}});
      x += w;
    };
    const auto shaken = timings.connect + timings.handshake;
    part("t-connect", timings.connect);
    part("t-handshake", timings.handshake);
    part("t-wait", timings.first_byte - shaken);
    part("t-body", timings.total - std::max(timings.first_byte, shaken));
    const auto name = bounded(route.endpoint + " on " + route.target, 120);
    const auto ms = [](std::chrono::microseconds length) {
      return fmt::format("{:.1f} ms", static_cast<double>(length.count()) / 1000);
    };
    out.push_back({{"name", fit(name, kNameColumns, "…")},
                   {"full", fmt::format("{}: connect {}, handshake {}, first byte after {}, total {}", name,
                                        ms(timings.connect), ms(timings.handshake), ms(timings.first_byte),
                                        ms(timings.total))},
                   {"text_y", y + 12},
                   {"parts", std::move(parts)},
                   {"end", number(x + 6)},
                   {"total", ms(timings.total)}});
  }
  view["timings_height"] = static_cast<int>(out.size()) * kStep + 8;
  view["has_timings"] = !out.empty();
  view["timings"] = std::move(out);
  view["timings_more"] = more_of(all.size(), kShown, "connection more", "connections more");
}

}  // namespace rehearse::report::html
