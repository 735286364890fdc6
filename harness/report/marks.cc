#include "report/marks.h"

#include <set>

namespace rehearse::report {

std::string_view sign(const Page& page, judge::Verdict verdict) {
  switch (verdict) {
    case judge::Verdict::ready:
      return page.glyph(sign(verdict), "+");
    case judge::Verdict::will_break:
      return page.glyph(sign(verdict), "x");
    case judge::Verdict::not_affected:
      return page.glyph(sign(verdict), ".");
    case judge::Verdict::inconclusive:
      return sign(verdict);
  }
  return sign(verdict);
}

Tone tone_of(judge::Verdict verdict) {
  switch (verdict) {
    case judge::Verdict::ready:
      return Tone::good;
    case judge::Verdict::will_break:
      return Tone::bad;
    case judge::Verdict::not_affected:
      return Tone::quiet;
    case judge::Verdict::inconclusive:
      return Tone::unsure;
  }
  return Tone::unsure;
}

bool is_folded(const Page& page, const judge::Run& run) {
  constexpr std::size_t kAll = 12;  // endpoints
  if (page.options().verbose) return false;
  std::set<std::string_view> endpoints;
  for (const auto& report : run.routes) {
    endpoints.insert(report.route.endpoint);
    if (endpoints.size() > kAll) return true;
  }
  return false;
}

std::string some_of(const Page& page, const std::vector<std::string>& names, std::size_t shown) {
  return some_of(names, shown, [&](std::string_view name) { return page.safe(name, 60); });
}

}  // namespace rehearse::report
