#include "report/what_to_do.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "cert/certificate.h"
#include "report/marks.h"
#include "report/problems.h"
#include "report/remedy.h"

namespace rehearse::report {
namespace {

constexpr std::size_t kBlocks = 10;  // more distinct problems than one reads at once

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

void write_problem(Page& page, const judge::Run& run, const Problem& problem) {
  const auto& row = *problem.row;
  page.field(kRemedyIndent, "breaks",
             {fmt::format("{}{}", some_of(page, problem.endpoints, page.options().verbose ? 1000 : 5),
                          problem.clients.empty() ? "" : " with " + some_of(page, problem.clients, 5))});
  std::string reason = page.safe(why(row));
  if (!row.detail.empty()) reason += fmt::format(" ({})", page.safe(row.detail));
  page.field(kRemedyIndent, "because", {reason});
  if (row.culprit && !row.remedy) {
    const auto* certificate = seen(run, *row.culprit);
    if (certificate != nullptr) page.field(kRemedyIndent, "culprit", {subject(page, *certificate)});
    page.verbatim(kRemedyIndent, certificate == nullptr ? "culprit" : "  sha256", row.culprit->hex());
  }
  if (row.remedy) {
    write_remedy(page, *row.remedy);
  } else {
    page.field(kRemedyIndent, "remedy", {std::string(without_remedy(row))});
  }
}

}  // namespace

void write_what_to_do(Page& page, const judge::Run& run) {
  const auto all = problems(run);
  if (all.empty()) return;
  page.heading("What to do");
  const std::size_t shown = page.options().verbose ? all.size() : std::min(all.size(), kBlocks);
  for (std::size_t i = 0; i < shown; ++i) {
    page.blank();
    page.paragraph(2,
                   {fmt::format("{}. {}", i + 1, page.safe(change_asked_for(*all[i].row), 160)), Tone::bad});
    write_problem(page, run, all[i]);
  }
  if (shown < all.size()) {
    page.blank();
    page.paragraph(2, {fmt::format("and {}; --verbose shows them",
                                   count(all.size() - shown, "problem more", "problems more"))});
  }
}

}  // namespace rehearse::report
