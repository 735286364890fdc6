#include "report/check_parts.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/intermediates.h"
#include "report/marks.h"
#include "report/remedy.h"
#include "report/words.h"

namespace rehearse::report {
namespace {

using judge::Check;
using judge::CheckAnswer;
using judge::Verdict;

constexpr std::size_t kWhole = 0;  // of two stores, the paths may differ in their last letters

// One block for the answers that the same change mends, or that nothing mends for the same reason.
bool is_same(const CheckAnswer& a, const CheckAnswer& b) {
  if (a.store != b.store || a.remedy.has_value() != b.remedy.has_value()) return false;
  if (a.remedy)
    return a.remedy->add == b.remedy->add && a.remedy->remove == b.remedy->remove && a.client == b.client;
  return a.client == b.client && a.trusted == b.trusted && a.reason == b.reason && a.detail == b.detail;
}

std::string without_remedy(const CheckAnswer& answer) {
  if (answer.reason == "name-mismatch") return "no store mends this: the vendor has to, or the URL";
  if (answer.reason == "no-anchors")
    return fmt::format("{} takes nothing from a store of this kind, or no certificate that was seen mends it",
                       answer.client->id);
  if (answer.reason == "expired")
    return "no certificate that was seen mends this: ask the vendor for the renewal of what has expired";
  return "no certificate that was seen mends this: ask the vendor for the whole chain";
}

void write_problem(Page& page, const Check& check, const CheckAnswer& answer) {
  page.blank();
  page.paragraph(2,
                 {fmt::format("store {} with {}{}", page.safe(check.stores[answer.store].name, kWhole),
                              answer.client->id, answer.is_change ? ", from " + utc(answer.at) + " on" : ""),
                  Tone::bad});
  if (answer.trusted) {
    page.field(kRemedyIndent, "because", {page.safe(answer.refused_in_handshake)});
    page.field(kRemedyIndent, "remedy",
               {"no store mends this: the vendor has to send another chain, or the client to be replaced"});
    return;
  }
  page.field(kRemedyIndent, "because",
             {fmt::format("{}{}", in_words(answer.reason),
                          answer.detail.empty() ? "" : " (" + page.safe(answer.detail) + ")")});
  if (answer.culprit) page.field(kRemedyIndent, "culprit", {subject(page, *answer.culprit)});
  if (!answer.remedy) {
    page.field(kRemedyIndent, "remedy", {without_remedy(answer)});
    return;
  }
  write_remedy(page, *answer.remedy);
}

}  // namespace

std::string joined(const Page& page, const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ", ") + page.safe(text, 120);
  return out;
}

Verdict verdict_of(const CheckAnswer& answer) {
  if (answer.error) return Verdict::inconclusive;
  return answer.is_good() ? Verdict::ready : Verdict::will_break;
}

std::string said(const Page& page, const CheckAnswer& answer) {
  if (answer.error) return page.safe(answer.error->text());
  if (answer.is_good()) return "trusted, by " + page.safe(answer.path.back()->subject.short_name(), 80);
  if (answer.trusted) return "trusted as a file, refused if it is sent like this";
  return fmt::format("not trusted: {}", in_words(answer.reason));
}

void write_chain(Page& page, const Check& check) {
  page.paragraph(0,
                 {check.hosts.empty() ? "chain, no host asked for" : "chain for " + joined(page, check.hosts),
                  Tone::strong});
  if (!check.from.empty()) page.paragraph(2, {"from " + page.safe(check.from), Tone::quiet});
  for (const auto& finding : check.findings)
    page.paragraph(2, {fmt::format("{}: {}", finding.id, page.safe(finding.text)), Tone::unsure});
  for (const auto& one : check.chain) {
    page.paragraph(2, {fmt::format("{}, until {}", subject(page, *one), utc_date(one->not_after))});
    page.verbatim(4, "sha256", one->sha256.hex());
  }
  page.paragraph(2, {page.safe(in_words(check.intermediates, check.chain), 0)});
}

void write_what_to_do(Page& page, const Check& check) {
  std::vector<const CheckAnswer*> written;
  for (const auto& answer : check.answers) {
    if (verdict_of(answer) != Verdict::will_break) continue;
    if (std::ranges::any_of(written, [&](const auto* one) { return is_same(*one, answer); })) continue;
    if (written.empty()) page.heading("What to do");
    written.push_back(&answer);
    write_problem(page, check, answer);
  }
}

void write_end(Page& page, std::span<const Check> checks, bool all_were_asked) {
  std::size_t trusted = 0, refused = 0, untold = 0;
  for (const auto& check : checks) {
    for (const auto& answer : check.answers) {
      const auto verdict = verdict_of(answer);
      ++(verdict == Verdict::ready ? trusted : verdict == Verdict::will_break ? refused : untold);
    }
  }
  const auto worst = refused != 0                     ? Verdict::will_break
                     : untold != 0 || !all_were_asked ? Verdict::inconclusive
                                                      : Verdict::ready;
  page.blank();
  page.paragraph(0, {fmt::format("{} {} trusted, {} not, {} could not be told", sign(page, worst), trusted,
                                 refused, untold),
                     tone_of(worst)});
}

}  // namespace rehearse::report
