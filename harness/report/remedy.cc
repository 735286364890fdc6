#include "report/remedy.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/lines.h"
#include "cert/certificate.h"
#include "report/marks.h"

namespace rehearse::report {
namespace {

constexpr std::size_t kSubject = 160;

// Each line of a text of ours or of a command, by itself: a line feed is the only control that is meant.
void write_lines(Page& page, std::string_view label, std::string_view text) {
  for (const auto line : lines_of(text)) {
    if (line.empty()) continue;
    page.verbatim(kRemedyIndent, label, page.safe(line, 0));
    label = "";
  }
}

void write_addition(Page& page, const trust::Remedy::Addition& addition) {
  const auto& certificate = addition.certificate;
  page.field(kRemedyIndent, "add",
             {certificate ? subject(page, *certificate) : page.safe(addition.name, kSubject), Tone::plain});
  page.verbatim(kRemedyIndent, "  sha256", addition.sha256.hex());
  if (certificate) {
    page.field(
        kRemedyIndent, "  valid",
        {fmt::format("{} to {}", utc_date(certificate->not_before), utc_date(certificate->not_after))});
  }
  if (!addition.from.empty()) page.field(kRemedyIndent, "  source", {page.safe(addition.from)});
  if (certificate && page.options().verbose) {
    page.field(kRemedyIndent, "  PEM", {page.safe("save as " + trust::label_of(addition) + ".pem:")});
    page.unindented(cert::to_pem(*certificate));
  }
}

void write_removal(Page& page, const trust::Remedy::Removal& removal) {
  page.field(kRemedyIndent, "remove", {subject(page, *removal.certificate)});
  page.verbatim(kRemedyIndent, "  sha256", removal.sha256.hex());
  page.field(kRemedyIndent, "  expired", {utc_date(removal.certificate->not_after)});
  if (!removal.place.empty()) page.field(kRemedyIndent, "  where", {page.safe(removal.place)});
}

}  // namespace

std::string subject(const Page& page, const cert::Certificate& certificate) {
  const auto text = certificate.subject.text();
  return text.empty() ? "(no subject)" : page.safe(text, kSubject);
}

void write_remedy(Page& page, const trust::Remedy& remedy) {
  for (const auto& addition : remedy.add) write_addition(page, addition);
  for (const auto& removal : remedy.remove) write_removal(page, removal);
  page.field(kRemedyIndent, "where", {page.safe(remedy.where, 0)});
  write_lines(page, "run", remedy.command);
  const bool at_hand =
      std::ranges::any_of(remedy.add, [](const auto& one) { return one.certificate != nullptr; });
  if (at_hand && !remedy.command.empty() && !page.options().verbose) {
    page.field(kRemedyIndent, "  files",
               {"--verbose prints the PEM; the JSON report has it under certificates"});
  }
  if (!remedy.restart.empty()) page.field(kRemedyIndent, "restart", {page.safe(remedy.restart)});
  if (!remedy.caution.empty()) page.field(kRemedyIndent, "caution", {page.safe(remedy.caution)});
  page.field(kRemedyIndent, "tried", {std::string(tried(remedy))});
}

}  // namespace rehearse::report
