#include "report/opening.h"

#include <string>

#include <fmt/format.h>

#include "report/marks.h"

namespace rehearse::report {
namespace {

void write_window(Page& page, const judge::Run& run) {
  const auto& window = *run.maintenance;
  const auto text = in_words(window, run.now);
  std::string label = "window";
  if (!text.local.empty()) {
    page.field(2, label, {fmt::format("{} ({})", page.safe(text.local), page.safe(window.zone, 60))});
    label.clear();
  }
  page.field(2, label, {fmt::format("{}, {}", text.utc, text.until)});
}

void write_lab(Page& page, const judge::Run& run) {
  page.blank();
  page.paragraph(
      2, {"Lab: the vendor was played on this machine. Nothing below was seen at the vendor.", Tone::unsure});
  Table points;
  points.indent = 4;
  for (const auto& finding : run.findings) {
    if (!is_of_lab(finding)) continue;
    points.rows.push_back({{std::string(page.glyph("•", "-"))}, {page.safe(finding.text)}});
  }
  page.table(points);
}

}  // namespace

void write_opening(Page& page, const judge::Run& run) {
  const std::string title = page.safe(run.profile.title);
  page.paragraph(0, {title.empty() ? std::string("(no title)") : title, Tone::strong});
  if (!run.profile.path.empty()) page.field(2, "profile", {page.safe(run.profile.path), Tone::plain});
  if (run.maintenance) write_window(page, run);
  std::string judged = utc(run.now);
  if (run.now != run.started) judged += fmt::format(" (the run itself: {})", utc(run.started));
  page.field(2, "judged at", {judged, Tone::plain});
  const std::string by = page.safe(in_words(run.machine));
  if (!by.empty()) page.field(2, "machine", {by, Tone::plain});
  if (run.lab) write_lab(page, run);
}

}  // namespace rehearse::report
