#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "report/columns.h"
#include "report/html/views.h"
#include "report/phrases.h"

namespace rehearse::report::html {
namespace {

constexpr int kToday = 10, kNext = 350, kWidth = 300;  // where columns begin, and how wide a box is
constexpr int kTop = 34, kStep = 72, kHeight = 48;
constexpr std::size_t kNameColumns = 34, kEndColumns = 34;

struct Box {
  cert::CertificatePtr certificate;
  bool sent = true;
};

// What was sent, and the anchor that a store put on top of it.
std::vector<Box> column_of(const judge::RouteReport* report, const cert::Chain& path) {
  std::vector<Box> out;
  if (report == nullptr) return out;
  for (const auto& one : report->handshake->chain) out.push_back({one, true});
  for (const auto& one : path) {
    const bool is_there =
        std::ranges::any_of(out, [&](const Box& box) { return box.certificate->sha256 == one->sha256; });
    if (!is_there) out.push_back({one, false});
  }
  return out;
}

// A name that does not fit, or a call that fails, is no matter of the path.
bool is_trusted(const judge::Row& row) {
  return std::ranges::any_of(row.stages, [](const judge::Stage& one) {
    return one.name == judge::StageName::trust && one.outcome == judge::StageOutcome::pass;
  });
}

// The path of the first row of the route that some store accepts.
cert::Chain path_on(const EndpointView& view, const judge::RouteReport* report) {
  if (report == nullptr) return {};
  for (const auto* row : view.rows) {
    if (row->target == report->route.target && is_trusted(*row) && !row->path.empty()) return row->path;
  }
  return {};
}

std::set<Sha256> digests_of(const std::vector<Box>& boxes) {
  std::set<Sha256> out;
  for (const auto& box : boxes) out.insert(box.certificate->sha256);
  return out;
}

int y_of(std::size_t number) {
  return kTop + static_cast<int>(number) * kStep;
}

class Diagram {
 public:
  Diagram(const Plan& plan, const Pair& pair)
      : x_plan(plan),
        x_view(view_of(plan, pair)),
        x_today(column_of(pair.today, {})),
        x_next(column_of(pair.next, path_on(*x_view, pair.next))),
        x_pair(pair) {}

  Json draw() && {
    draw_column(x_today, kToday, digests_of(x_next), "old");
    draw_column(x_next, kNext, digests_of(x_today), "new");
    draw_shared();
    draw_ends();
    const auto rows = std::max({x_today.size(), x_next.size(), x_end_rows});
    return {{"width", 900},
            {"height", y_of(rows) - kStep + kHeight + 20},
            {"boxes", std::move(x_boxes)},
            {"links", std::move(x_links)},
            {"ends", std::move(x_ends)},
            {"pair_says", says()}};
  }

 private:
  static const EndpointView* view_of(const Plan& plan, const Pair& pair) {
    const auto& all = plan.endpoints();
    const auto found =
        std::ranges::find(all, pair.endpoints.front(), [](const auto& one) { return one.view.name; });
    return &found->view;
  }

  void draw_column(const std::vector<Box>& boxes, int x, const std::set<Sha256>& others,
                   std::string_view kind) {
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const auto& one = *boxes[i].certificate;
      const auto y = y_of(i);
      const auto name = bounded(one.subject.short_name(), 120);
      x_boxes.push_back({{"id", x_plan.certificate(one.sha256)},
                         {"full", fmt::format("{}, {}", bounded(one.subject.text(), 300), validity(one))},
                         {"kind", fmt::format("{}{}", others.contains(one.sha256) ? "same" : kind,
                                              boxes[i].sent ? "" : " unsent")},
                         {"x", x},
                         {"y", y},
                         {"text_x", x + 12},
                         {"name_y", y + 20},
                         {"sub_y", y + 38},
                         {"name", fit(name, kNameColumns, "…")},
                         {"sub", fmt::format("{}{}", validity(one), boxes[i].sent ? "" : ", not sent")}});
      if (i > 0) add_link("up", {x + kWidth / 2, y_of(i - 1) + kHeight}, {x + kWidth / 2, y});
    }
  }

  void draw_shared() {
    for (std::size_t i = 0; i < x_today.size(); ++i) {
      for (std::size_t j = 0; j < x_next.size(); ++j) {
        if (x_today[i].certificate->sha256 == x_next[j].certificate->sha256)
          add_link("across", {kToday + kWidth, y_of(i) + kHeight / 2}, {kNext, y_of(j) + kHeight / 2});
      }
    }
  }

  // Beside the certificate at which each store ends; what is not trusted, where it got stuck.
  void draw_ends() {
    if (x_pair.next == nullptr) return;
    std::vector<int> taken(x_next.size() + 1, 0);
    for (const auto* row : x_view->rows) {
      if (row->target != x_pair.next->route.target || row->path.empty()) continue;
      const auto at = std::ranges::find(x_next, row->path.back()->sha256,
                                        [](const Box& box) { return box.certificate->sha256; });
      const auto number = static_cast<std::size_t>(at - x_next.begin());
      if (at == x_next.end() || taken[number] == 3) continue;
      const auto verdict = is_trusted(*row) ? judge::Verdict::ready : row->verdict;
      const auto text = fmt::format("{} {} {}", sign(verdict), bounded(row->store, 60),
                                    is_trusted(*row) ? "ends here" : "goes no further");
      x_ends.push_back({{"y", y_of(number) + 14 + 16 * taken[number]++},
                        {"tone", tone(verdict)},
                        {"text", fit(text, kEndColumns, "…")}});
      x_end_rows = std::max(x_end_rows, number + 1);
    }
  }

  void add_link(std::string_view kind, std::pair<int, int> from, std::pair<int, int> to) {
    x_links.push_back(
        {{"kind", kind}, {"x1", from.first}, {"y1", from.second}, {"x2", to.first}, {"y2", to.second}});
  }

  // The picture in a sentence.
  std::string says() const {
    if (x_pair.today == nullptr) return "no chain of today was seen.";
    if (x_pair.next == nullptr) return "no chain to come was seen.";
    std::string kept;
    const auto before = digests_of(x_today);
    for (const auto& box : x_next) {
      if (before.contains(box.certificate->sha256))
        kept += (kept.empty() ? "" : ", ") + bounded(box.certificate->subject.short_name(), 80);
    }
    if (kept.empty()) return "nothing of today's chain is in the chain to come.";
    if (before == digests_of(x_next)) return "both are the same.";
    return fmt::format("in both: {}. All else is new.", kept);
  }

  const Plan& x_plan;
  const EndpointView* x_view;
  std::vector<Box> x_today, x_next;
  const Pair& x_pair;
  std::size_t x_end_rows = 0;
  Json x_boxes = Json::array(), x_links = Json::array(), x_ends = Json::array();
};

}  // namespace

Json diagram_of(const Plan& plan, const Pair& pair) {
  return Diagram(plan, pair).draw();
}

}  // namespace rehearse::report::html
