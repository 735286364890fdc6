#include "report/what_to_do.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cert/certificate.h"
#include "judge/cause.h"
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
  if (!problem.owners.empty()) page.field(kRemedyIndent, "by", {some_of(page, problem.owners, 5)});
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

// What many stores need alike: one line of endpoints and one of stores for all of them.
struct Shared {
  const judge::Row* row = nullptr;
  std::set<std::string> stores, endpoints;
};

std::vector<Shared> shared_needs(const judge::Run& run) {
  std::vector<Shared> out;
  std::map<std::vector<std::string>, std::size_t> known;
  for (const auto& row : run.rows) {
    if (row.verdict != judge::Verdict::will_break) continue;
    const auto [at, is_new] = known.try_emplace(judge::cause_of(row), out.size());
    if (is_new) out.push_back({.row = &row, .stores = {}, .endpoints = {}});
    out[at->second].stores.insert(row.store);
    out[at->second].endpoints.insert(row.endpoint);
  }
  return out;
}

std::string some_of(const Page& page, const std::set<std::string>& names) {
  constexpr std::size_t kNames = 4;
  return some_of(page, std::vector<std::string>(names.begin(), names.end()), kNames);
}

void write_shared(Page& page, std::size_t number, const Shared& shared) {
  const auto& row = *shared.row;
  const auto stores = count(shared.stores.size(), "store", "stores");
  page.paragraph(2, {fmt::format("{}. {}, {}: {}", number, page.safe(why(row)), stores,
                                 row.remedy ? "to be changed" : "no store mends it"),
                     Tone::bad});
  page.field(kRemedyIndent, "breaks", {some_of(page, shared.endpoints)});
  if (!row.remedy) {
    page.field(kRemedyIndent, "remedy", {std::string(without_remedy(row))});
    return;
  }
  page.field(kRemedyIndent, "stores", {some_of(page, shared.stores)});
  for (const auto& one : row.remedy->add)
    page.field(kRemedyIndent, "add",
               {one.certificate ? subject(page, *one.certificate) : page.safe(one.name, 160)});
  for (const auto& one : row.remedy->remove)
    page.field(kRemedyIndent, "remove", {subject(page, *one.certificate)});
}

void write_folded(Page& page, const judge::Run& run) {
  constexpr std::size_t kShown = 5;
  const auto all = shared_needs(run);
  if (all.empty()) return;
  page.heading("What to do");
  for (std::size_t i = 0; i < std::min(all.size(), kShown); ++i) write_shared(page, i + 1, all[i]);
  if (all.size() > kShown)
    page.paragraph(2, {"and " + count(all.size() - kShown, "problem more", "problems more")});
  page.paragraph(
      2, {"--verbose and the other reports have commands, digests and processes to restart", Tone::quiet});
}

}  // namespace

void write_what_to_do(Page& page, const judge::Run& run) {
  if (is_folded(page, run)) return write_folded(page, run);
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
