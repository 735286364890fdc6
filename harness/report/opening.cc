#include "report/opening.h"

#include <chrono>
#include <string>

#include <fmt/format.h>

#include "base/zone.h"
#include "report/marks.h"

namespace rehearse::report {
namespace {

// "11 days", "7 hours": whole units, the largest that fits.
std::string span(std::chrono::seconds length) {
  using namespace std::chrono;
  const auto whole = [](auto number) { return static_cast<std::size_t>(number.count()); };
  if (length >= days(1)) return count(whole(duration_cast<days>(length)), "day", "days");
  if (length >= hours(1)) return count(whole(duration_cast<hours>(length)), "hour", "hours");
  return count(whole(duration_cast<minutes>(length)), "minute", "minutes");
}

std::string until_window(const profile::Maintenance& window, Instant now) {
  if (now < window.from) return "in " + span(window.from - now);
  if (now <= window.to) return fmt::format("open now, {} left", span(window.to - now));
  return fmt::format("over for {}", span(now - window.to));
}

// "2018-12-12 01:00 to 11:00 PST": what both ends share is said once.
std::string joined(const std::string& from, const std::string& to) {
  constexpr std::size_t kDate = 10;
  constexpr std::size_t kZone = 16;
  if (from.size() <= kZone || to.size() <= kZone) return from + " to " + to;
  const bool same_zone = from.substr(kZone) == to.substr(kZone);
  const bool same_date = from.substr(0, kDate) == to.substr(0, kDate);
  return (same_zone ? from.substr(0, kZone) : from) + " to " + (same_date ? to.substr(kDate + 1) : to);
}

void write_window(Page& page, const judge::Run& run) {
  const auto& window = *run.maintenance;
  const std::string in_utc = joined(utc(window.from), utc(window.to));
  const auto from = to_local(window.from, window.zone);
  const auto to = to_local(window.to, window.zone);
  std::string label = "window";
  if (from && to) {
    const std::string local = joined(*from, *to);
    if (local != in_utc) {
      page.field(2, label,
                 {fmt::format("{} ({})", page.safe(local), page.safe(window.zone, 60)), Tone::plain});
      label.clear();
    }
  }
  page.field(2, label, {fmt::format("{}, {}", in_utc, until_window(window, run.now)), Tone::plain});
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

std::string machine(const Page& page, const judge::Run::Machine& machine) {
  std::string out = page.safe(machine.host, 80);
  if (!machine.os.empty()) out += (out.empty() ? "" : ", ") + page.safe(machine.os, 80);
  if (!machine.user.empty()) out += (out.empty() ? "as " : ", as ") + page.safe(machine.user, 60);
  return out;
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
  const std::string by = machine(page, run.machine);
  if (!by.empty()) page.field(2, "machine", {by, Tone::plain});
  if (run.lab) write_lab(page, run);
}

}  // namespace rehearse::report
