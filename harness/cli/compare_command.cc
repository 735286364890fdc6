#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/printable.h"
#include "call/excerpt.h"
#include "cli/client_certificates.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/observe.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "cli/reports.h"
#include "judge/compare.h"
#include "report/compare.h"
#include "report/html.h"
#include "report/saved_run.h"

namespace rehearse::cli {
namespace {

std::unexpected<Farewell> usage(const std::string& text) {
  return std::unexpected(Farewell{"rehearse: " + printable(text) + "\n", true, ExitCode::usage});
}

std::string names_of(const std::vector<profile::Target>& targets) {
  std::vector<std::string> out;
  for (const auto& target : targets) out.push_back(target.name);
  return fmt::format("{}", fmt::join(out, ", "));
}

// The two targets of the profile: what was asked for, or what is meant where only one thing can be.
Prepared name_sides(const Rehearsal& rehearsal, judge::CompareQuestion& question) {
  const auto& asked = rehearsal.arguments->compare;
  const auto& targets = rehearsal.profile.targets;
  question.baseline.name = asked.baseline;
  if (asked.baseline.empty()) {
    const auto today = std::ranges::find(targets, profile::Role::today, &profile::Target::role);
    if (today == targets.end()) return usage("--baseline is needed: no target has the role today");
    question.baseline.name = today->name;
  }
  question.candidate.name = asked.candidate;
  if (asked.candidate.empty()) {
    if (targets.size() != 2) return usage("--candidate is needed; targets are " + names_of(targets));
    question.candidate.name =
        targets.front().name == question.baseline.name ? targets.back().name : targets.front().name;
  }
  for (const auto& [option, name] :
       {std::pair("--baseline", question.baseline.name), std::pair("--candidate", question.candidate.name)}) {
    if (std::ranges::count(targets, name, &profile::Target::name) == 0)
      return usage(
          fmt::format("{}: there is no target '{}'; targets are {}", option, name, names_of(targets)));
  }
  if (question.baseline.name == question.candidate.name)
    return usage("--baseline and --candidate are the same target");
  for (const auto& target : targets) {
    const bool is_side = target.name == question.baseline.name || target.name == question.candidate.name;
    if (is_side && !target.redirect.pem_name.empty())
      return usage("target " + target.name + " is a published chain: nothing answers there");
  }
  return {};
}

// Asks the targets of one round, the calls of each endpoint in order, and hands over what came.
Result<void> ask_round(Rehearsal& rehearsal, const std::vector<route::Route>& routes,
                       const std::set<std::string>& targets) {
  rehearsal.evidence.clear();
  rehearsal.routes.routes.clear();
  std::ranges::copy_if(routes, std::back_inserter(rehearsal.routes.routes),
                       [&](const route::Route& route) { return targets.contains(route.target); });
  return observe(rehearsal);
}

// Each address is an edge of its own: a chain that one of them serves meets some of whoever calls.
void take_round(const Rehearsal& rehearsal, judge::Side& side) {
  std::vector<judge::Sample> round;
  for (const auto& route : rehearsal.evidence) {
    if (route.route.target != side.name) continue;
    std::ranges::move(judge::samples_of(route, rehearsal.now), std::back_inserter(round));
  }
  side.rounds.push_back(std::move(round));
}

// Where there is one round, nothing is known of the baseline's noise, and both are asked once.
Prepared ask_targets(Rehearsal& rehearsal, judge::CompareQuestion& question) {
  const auto routes = rehearsal.routes.routes;
  const auto repeat = rehearsal.arguments->compare.repeat;
  for (std::size_t round = 0; round < repeat; ++round) {
    const bool has_candidate = round + 1 < repeat || repeat == 1;
    std::set<std::string> targets = {question.baseline.name};
    if (has_candidate) targets.insert(question.candidate.name);
    if (auto asked = ask_round(rehearsal, routes, targets); !asked) {
      return std::unexpected(
          Farewell{"rehearse: " + printable(asked.error().text()) + "\n", true, ExitCode::defect});
    }
    take_round(rehearsal, question.baseline);
    if (has_candidate) take_round(rehearsal, question.candidate);
    if (interrupted()) break;
  }
  return {};
}

Prepared compare_targets(Rehearsal& rehearsal, judge::CompareQuestion& question) {
  if (auto done = load_profile(rehearsal); !done) return done;
  if (const auto done = check_reports_are_no_input(rehearsal); !done) return usage(done.error().text());
  if (auto done = name_sides(rehearsal, question); !done) return done;
  if (auto done = resolve_routes(rehearsal); !done) return done;
  if (const auto opened = open_client_certificates(rehearsal); !opened) return usage(opened.error().text());
  open_stores(rehearsal);
  if (auto done = ask_targets(rehearsal, question); !done) return done;
  for (auto* side : {&question.baseline, &question.candidate}) {
    side->credentials =
        std::ranges::find(rehearsal.profile.targets, side->name, &profile::Target::name)->credentials;
  }
  question.ignore = rehearsal.profile.compare.ignore;
  question.lab = rehearsal.vendor.has_value();
  question.now = rehearsal.surroundings->started;
  for (const auto& store : rehearsal.profile.stores) question.stores.push_back(store.name);
  question.answer = [&rehearsal](const std::string& store, const cert::Chain& chain) {
    return rehearsal.verifier->ask(store, chain, rehearsal.now);
  };
  question.scrub = [&rehearsal](std::string_view text) { return rehearsal.redactor.scrub(text); };
  return {};
}

// One side from a saved run: the routes of a target, where one is named; else each by endpoint and target.
Prepared take_saved(const std::string& path, const std::string& target, judge::CompareQuestion& question,
                    judge::Side& side) {
  const auto text = read_file(path);
  if (!text) return usage(text.error().text());
  const auto saved = report::read_saved_run(*text);
  if (!saved) return usage(path + ": " + saved.error().text());
  question.lab = question.lab || saved->lab;
  side.name = target.empty() ? path : path + " " + target;
  auto& round = side.rounds.emplace_back();
  for (const auto& route : saved->routes) {
    if (!target.empty() && route.route.target != target) continue;
    for (auto& sample : judge::samples_of(route, saved->now)) {
      if (target.empty()) sample.endpoint = route::where(route.route);
      round.push_back(std::move(sample));
    }
  }
  return round.empty()
             ? Prepared(usage(path + ": holds no route" + (target.empty() ? "" : " of target " + target)))
             : Prepared();
}

Prepared compare_saved(const CompareArguments& asked, judge::CompareQuestion& question) {
  if (asked.baseline.empty() != asked.candidate.empty())
    return usage("of two saved runs, --baseline and --candidate are given both or none");
  if (auto done = take_saved(asked.what.front(), asked.baseline, question, question.baseline); !done)
    return done;
  return take_saved(asked.what.back(), asked.candidate, question, question.candidate);
}

// Out of every text that a peer wrote; what is too long for a reader goes with it.
void scrub(judge::Comparison& comparison, const Redactor& redactor) {
  for (auto& one : comparison.differences) {
    for (auto* text : {&one.path, &one.baseline, &one.candidate}) {
      *text = redactor.scrub(*text);
      constexpr std::size_t kMost = 1000;
      if (text->size() > kMost) *text = call::cut(*text, kMost);
    }
  }
  for (auto& one : comparison.not_compared) one.reason = redactor.scrub(one.reason);
  comparison.profile.title = redactor.scrub(comparison.profile.title);
  for (auto* texts : {&comparison.proves, &comparison.proves_not}) {
    for (auto& text : *texts) text = redactor.scrub(text);
  }
}

ExitCode exit_code(const judge::Comparison& comparison) {
  if (interrupted()) return ExitCode::interrupted;
  if (comparison.differs()) return ExitCode::will_break;
  return comparison.is_whole() ? ExitCode::ready : ExitCode::inconclusive;
}

void sign(const Rehearsal& rehearsal, judge::Comparison& comparison) {
  comparison.made = made_here(rehearsal);
  const auto& profile = rehearsal.profile;
  if (!profile.path.empty()) comparison.profile = {profile.path, profile.title, rehearsal.profile_sha256};
}

ExitCode write(const Rehearsal& rehearsal, const judge::Comparison& comparison) {
  const auto done = write_reports(
      rehearsal, {[&](const auto& options) { return report::render_compare_console(comparison, options); },
                  {{Format::json, [&] { return report::render_compare_json(comparison); }},
                   {Format::html, [&] { return report::render_compare_html(comparison); }}}});
  return done ? exit_code(comparison) : leave(done.error(), ExitCode::usage);
}

}  // namespace

ExitCode compare_command(Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  if (const auto done = check_reports(arguments); !done) return leave(done.error(), ExitCode::usage);
  judge::CompareQuestion question;
  const bool is_saved = arguments.compare.what.size() == 2;
  const auto asked =
      is_saved ? compare_saved(arguments.compare, question) : compare_targets(rehearsal, question);
  if (!asked) return leave(asked.error());
  auto comparison = judge::compare(question);
  sign(rehearsal, comparison);
  scrub(comparison, rehearsal.redactor);
  return write(rehearsal, comparison);
}

}  // namespace rehearse::cli
