#include <algorithm>

#include <fmt/format.h>

#include "base/lines.h"
#include "base/printable.h"
#include "report/html.h"
#include "report/html/template.h"
#include "report/html/views.h"
#include "report/phrases.h"

namespace rehearse::report {
namespace {

constexpr std::size_t kLongPage = 60;  // cards: some 40 screens, which take Chromium 150 over 50 ms

}  // namespace

namespace html {

std::string bounded(std::string_view foreign, std::size_t limit_bytes) {
  return printable(foreign, limit_bytes);
}

std::string_view tone(judge::Verdict verdict) {
  switch (verdict) {
    case judge::Verdict::ready:
      return "good";
    case judge::Verdict::will_break:
      return "bad";
    case judge::Verdict::not_affected:
      return "quiet";
    case judge::Verdict::inconclusive:
      return "unsure";
  }
  return "unsure";
}

std::string some(const std::vector<std::string>& names, std::size_t shown) {
  return some_of(names, shown, [](std::string_view name) { return bounded(name, 80); });
}

std::string validity(const cert::Certificate& certificate) {
  return utc_date(certificate.not_before) + " to " + utc_date(certificate.not_after);
}

Json copied_lines(std::string_view text) {
  Json out = Json::array();
  for (const auto line : lines_of(text)) out.push_back(std::string(line));
  return out;
}

std::string more_of(std::size_t all, std::size_t shown, std::string_view one, std::string_view many) {
  return all <= shown ? std::string() : count(all - shown, one, many);
}

void add_made(Json& view, const judge::Made& made) {
  view["machine"] = bounded(in_words(made.machine));
  view["started"] = utc(made.at);
  view["version"] = bounded(made.version);
}

}  // namespace html

std::string render_html(const judge::Run& run) {
  const html::Plan plan(run);
  Json view = Json::object();
  html::add_opening(view, run);
  html::add_todo(view, plan);
  html::add_untold(view, plan);
  html::add_matrix(view, plan);
  html::add_pairs(view, plan);
  html::add_timeline(view, plan);
  html::add_timings(view, run);
  html::add_clients(view, run);
  html::add_findings(view, run);
  html::add_stores(view, run);
  html::add_evidence(view, plan);
  html::add_certificates(view, plan);
  view["long"] = plan.endpoints().size() + plan.shown_certificates() > kLongPage;
  return html::fill_page("run", view);
}

}  // namespace rehearse::report
