#include "report/marks.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/words.h"

namespace rehearse::report {

std::string_view sign(const Page& page, judge::Verdict verdict) {
  switch (verdict) {
    case judge::Verdict::ready:
      return page.glyph("✓", "+");
    case judge::Verdict::will_break:
      return page.glyph("✗", "x");
    case judge::Verdict::not_affected:
      return page.glyph("·", ".");
    case judge::Verdict::inconclusive:
      return "?";
  }
  return "?";
}

std::string_view in_words(judge::Verdict verdict) {
  switch (verdict) {
    case judge::Verdict::ready:
      return "ready";
    case judge::Verdict::will_break:
      return "will break";
    case judge::Verdict::not_affected:
      return "not affected";
    case judge::Verdict::inconclusive:
      return "inconclusive";
  }
  return "inconclusive";
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

std::string why(const Page& page, const judge::Row& row) {
  if (!row.stage && row.reason.empty()) return {};
  const std::string stage = row.stage ? std::string(to_id(*row.stage)) : std::string();
  const std::string reason = page.safe(in_words(row.reason));
  if (stage.empty()) return reason;
  return reason.empty() ? stage : fmt::format("{}: {}", stage, reason);
}

bool is_of_lab(const Finding& finding) {
  return finding.id.starts_with("lab-");
}

std::string utc(Instant at) {
  const std::string text = to_rfc3339(at);
  const auto t = text.find('T');
  return t == std::string::npos ? text : text.substr(0, t) + " " + text.substr(t + 1, 5) + " UTC";
}

std::string utc_date(Instant at) {
  const std::string text = to_rfc3339(at);
  return text.substr(0, text.find('T'));
}

std::string count(std::size_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

std::string content_of_store(std::size_t anchors, std::size_t expired, std::size_t duplicates) {
  auto out = count(anchors, "anchor", "anchors");
  if (expired != 0) out += fmt::format(", {} expired", expired);
  if (duplicates != 0) out += fmt::format(", {} twice", duplicates);
  return out;
}

std::string some_of(const Page& page, const std::vector<std::string>& names, std::size_t shown) {
  std::string out;
  // "and 1 more" is no shorter than the name.
  const std::size_t last = names.size() <= shown + 1 ? names.size() : shown;
  for (std::size_t i = 0; i < last; ++i) {
    out += (i == 0 ? "" : ", ") + page.safe(names[i], 60);
  }
  if (last < names.size()) out += fmt::format(" and {} more", names.size() - last);
  return out;
}

}  // namespace rehearse::report
