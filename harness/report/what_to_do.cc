#include "report/what_to_do.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "cert/certificate.h"
#include "report/marks.h"
#include "report/problems.h"

namespace rehearse::report {
namespace {

constexpr std::size_t kIndent = 4;
constexpr std::size_t kBlocks = 10;  // more distinct problems than one reads at once
constexpr std::size_t kSubject = 160;

// Each line of a text of ours or of a command, by itself: a line feed is the only control that is meant.
void write_lines(Page& page, std::string_view label, std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (end != 0) {
      page.verbatim(kIndent, label, page.safe(text.substr(0, end), 0));
      label = "";
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void write_addition(Page& page, const trust::Remedy::Addition& addition) {
  const auto& certificate = addition.certificate;
  page.field(kIndent, "add",
             {page.safe(certificate ? certificate->subject.text() : addition.name, kSubject), Tone::plain});
  page.verbatim(kIndent, "  sha256", addition.sha256.hex());
  if (certificate) {
    page.field(
        kIndent, "  valid",
        {fmt::format("{} to {}", utc_date(certificate->not_before), utc_date(certificate->not_after))});
  }
  if (!addition.from.empty()) page.field(kIndent, "  source", {page.safe(addition.from)});
  if (certificate && page.options().verbose) {
    write_lines(page, "  PEM", cert::to_pem(*certificate));
  }
}

// The certificate behind a digest, where a chain that was seen holds it.
const cert::Certificate* seen(const judge::Run& run, const Sha256& sha256) {
  for (const auto& route : run.routes) {
    if (!route.handshake) continue;
    for (const auto& certificate : route.handshake->chain) {
      if (certificate && certificate->sha256 == sha256) return certificate.get();
    }
  }
  return nullptr;
}

void write_remedy(Page& page, const judge::Run& run, const trust::Remedy& remedy) {
  for (const auto& addition : remedy.add) write_addition(page, addition);
  for (const auto& removed : remedy.remove) {
    const auto* certificate = seen(run, removed);
    page.field(kIndent, "remove",
               {certificate == nullptr ? std::string("the certificate with this digest")
                                       : page.safe(certificate->subject.text(), kSubject)});
    page.verbatim(kIndent, "  sha256", removed.hex());
  }
  page.field(kIndent, "where", {page.safe(remedy.where)});
  write_lines(page, "run", remedy.command);
  const bool at_hand =
      std::ranges::any_of(remedy.add, [](const auto& one) { return one.certificate != nullptr; });
  if (at_hand && !remedy.command.empty() && !page.options().verbose) {
    page.field(kIndent, "  files", {"--verbose prints the PEM; the JSON report has it under certificates"});
  }
  if (!remedy.restart.empty()) page.field(kIndent, "restart", {page.safe(remedy.restart)});
  page.field(kIndent, "tried",
             {remedy.proven ? "with this change the client accepts the chain"
                            : "no: the certificate itself is not at hand, only what was announced"});
}

std::string_view without_remedy(const judge::Row& row) {
  if (row.stage == judge::StageName::name) return "no store mends this: the vendor has to, or the URL";
  if (row.stage == judge::StageName::call) return "no store mends this: look at the call and its answer";
  return "no certificate that was seen or announced mends this: ask the vendor for the whole chain";
}

void write_problem(Page& page, const judge::Run& run, const Problem& problem) {
  const auto& row = *problem.row;
  page.field(kIndent, "breaks",
             {fmt::format("{}{}", some_of(page, problem.endpoints, page.options().verbose ? 1000 : 5),
                          problem.clients.empty() ? "" : " with " + some_of(page, problem.clients, 5))});
  std::string reason = why(page, row);
  if (!row.detail.empty()) reason += fmt::format(" ({})", page.safe(row.detail));
  page.field(kIndent, "because", {reason});
  if (row.culprit && !row.remedy) {
    const auto* certificate = seen(run, *row.culprit);
    if (certificate != nullptr)
      page.field(kIndent, "culprit", {page.safe(certificate->subject.text(), kSubject)});
    page.verbatim(kIndent, certificate == nullptr ? "culprit" : "  sha256", row.culprit->hex());
  }
  if (row.remedy) {
    write_remedy(page, run, *row.remedy);
  } else {
    page.field(kIndent, "remedy", {std::string(without_remedy(row))});
  }
}

// "Store billing: add 1 certificate"
std::string title_of(const Page& page, const judge::Row& row) {
  if (!row.remedy) {
    if (row.stage == judge::StageName::trust) return fmt::format("store {}", page.safe(row.store, 80));
    return why(page, row);
  }
  std::string change;
  if (!row.remedy->add.empty()) {
    change = fmt::format("add {}", count(row.remedy->add.size(), "certificate", "certificates"));
  }
  if (!row.remedy->remove.empty()) {
    change += fmt::format("{}remove {}", change.empty() ? "" : ", ",
                          count(row.remedy->remove.size(), "certificate", "certificates"));
  }
  return fmt::format("store {}: {}", page.safe(row.store, 80), change.empty() ? "change it" : change);
}

}  // namespace

void write_what_to_do(Page& page, const judge::Run& run) {
  const auto all = problems(run);
  if (all.empty()) return;
  page.heading("What to do");
  const std::size_t shown = page.options().verbose ? all.size() : std::min(all.size(), kBlocks);
  for (std::size_t i = 0; i < shown; ++i) {
    page.blank();
    page.paragraph(2, {fmt::format("{}. {}", i + 1, title_of(page, *all[i].row)), Tone::bad});
    write_problem(page, run, all[i]);
  }
  if (shown < all.size()) {
    page.blank();
    page.paragraph(2, {fmt::format("and {}; --verbose shows them",
                                   count(all.size() - shown, "problem more", "problems more"))});
  }
}

}  // namespace rehearse::report
