#include "report/compare.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/columns.h"
#include "report/differences.h"
#include "report/json_parts.h"
#include "report/marks.h"
#include "report/page.h"

namespace rehearse::report {
namespace {

using judge::Comparison;
using judge::Difference;

constexpr std::size_t kShown = 25;  // differences, unless all are asked for
constexpr std::size_t kValueBytes = 160;
constexpr std::size_t kPathBytes = 120;

Tone weight_tone(const Difference& difference) {
  if (difference.area == Difference::Area::time) return Tone::quiet;
  return difference.weight >= kHeavy ? Tone::bad : Tone::unsure;
}

std::string or_nothing(const Page& page, const std::string& text) {
  return text.empty() ? "nothing" : page.safe(text, kValueBytes);
}

// What is so in some answers alone, a reader who asks once may not find.
std::string of_candidate(const Page& page, const Difference& one) {
  const auto value = or_nothing(page, one.candidate);
  return one.seen_in == one.of ? value : fmt::format("{} (in {} of {})", value, one.seen_in, one.of);
}

void write_differences(Page& page, const Comparison& comparison) {
  const auto all = shared_differences(comparison);
  if (all.empty()) return;
  page.heading("What differs, the weightiest first");
  const auto baseline = page.safe(comparison.baseline, 60), candidate = page.safe(comparison.candidate, 60);
  const auto columns = std::max(display_width(baseline), display_width(candidate));
  const auto shown = page.options().verbose ? all.size() : std::min(all.size(), kShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [one, where] = all[i];
    page.paragraph(2, {fmt::format("{} {} of {}", to_id(one->area), page.safe(one->path, kPathBytes),
                                   some_of(page, where, page.options().verbose ? 1000 : 5)),
                       weight_tone(*one)});
    page.field(4, fmt::format("{:{}}", baseline, columns), {or_nothing(page, one->baseline)});
    page.field(4, fmt::format("{:{}}", candidate, columns), {of_candidate(page, *one)});
  }
  if (shown < all.size())
    page.paragraph(2, {fmt::format("and {} more; --verbose shows them", all.size() - shown)});
}

void write_not_compared(Page& page, const Comparison& comparison) {
  if (comparison.not_compared.empty()) return;
  page.heading("Not compared");
  for (const auto& [where, reason] : comparison.not_compared)
    page.paragraph(2, {fmt::format("{}: {}", page.safe(where), page.safe(reason)), Tone::unsure});
}

void write_timings(Page& page, const Comparison& comparison) {
  if (comparison.timings.empty() || !page.options().verbose) return;
  page.heading("How long the calls took");
  Table table{.rows = {{{""},
                        {page.safe(comparison.baseline, 60), Tone::strong},
                        {page.safe(comparison.candidate, 60), Tone::strong}}}};
  for (const auto& one : comparison.timings)
    table.rows.push_back({{page.safe(one.where)}, {span_of(one.baseline)}, {span_of(one.candidate)}});
  page.table(table);
}

void write_texts(Page& page, const std::string& title, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  page.heading(title);
  for (const auto& text : texts) page.paragraph(2, {page.safe(text, 600)});
}

void write_end(Page& page, const Comparison& comparison) {
  const auto verdict = verdict_of(comparison);
  page.blank();
  page.paragraph(0, {fmt::format("{} {}: {}", sign(page, verdict), in_words(comparison), counted(comparison)),
                     tone_of(verdict)});
}

Json difference_of(const Difference& one) {
  return {{"area", to_id(one.area)},  {"path", one.where + " " + one.path},
          {"baseline", one.baseline}, {"candidate", one.candidate},
          {"weight", one.weight},     {"at", texts(one.at)},
          {"seen_in", one.seen_in},   {"of", one.of}};
}

Json milliseconds(const std::vector<std::chrono::milliseconds>& times) {
  return list(times, [](auto time) { return Json(time.count()); });
}

}  // namespace

std::string render_compare_console(const Comparison& comparison, const ConsoleOptions& options) {
  Page page(options);
  page.paragraph(
      0, {fmt::format("{} held against {}", page.safe(comparison.candidate), page.safe(comparison.baseline)),
          Tone::strong});
  write_differences(page, comparison);
  write_not_compared(page, comparison);
  write_timings(page, comparison);
  write_texts(page,
              fmt::format("What a pass at {} proves of {}", page.safe(comparison.candidate, 60),
                          page.safe(comparison.baseline, 60)),
              comparison.proves);
  write_texts(page, "What it does not prove", comparison.proves_not);
  write_end(page, comparison);
  return std::move(page).take();
}

std::string render_compare_json(const Comparison& comparison) {
  const auto missing = [](const judge::NotCompared& one) {
    return Json{{"where", one.where}, {"reason", one.reason}};
  };
  const auto timing = [](const judge::Timing& one) {
    return Json{{"where", one.where},
                {"baseline_ms", milliseconds(one.baseline)},
                {"candidate_ms", milliseconds(one.candidate)}};
  };
  const Json verdict = comparison.differs()    ? Json("differs")
                       : comparison.is_whole() ? Json("alike")
                                               : Json();
  const Json out = {{"schema", "rehearse-compare/1"},
                    {"baseline", comparison.baseline},
                    {"candidate", comparison.candidate},
                    {"verdict", verdict},
                    {"differences", list(comparison.differences, difference_of)},
                    {"proves", texts(comparison.proves)},
                    {"proves_not", texts(comparison.proves_not)},
                    {"compared", comparison.compared},
                    {"ignored", comparison.ignored},
                    {"not_compared", list(comparison.not_compared, missing)},
                    {"timings", list(comparison.timings, timing)},
                    {"lab", comparison.lab},
                    {"profile", comparison.profile.path.empty() ? Json() : profile(comparison.profile)},
                    {"made", made(comparison.made)}};
  return out.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace rehearse::report
