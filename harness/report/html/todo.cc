#include "report/html/views.h"
#include "report/phrases.h"
#include "report/untold.h"

namespace rehearse::report::html {
namespace {

constexpr std::size_t kProblems = 60;

Json remedy_of(const Plan& plan, const trust::Remedy& remedy) {
  const auto add = [&](const trust::Remedy::Addition& one) {
    return Json{{"id", plan.certificate(one.sha256)},
                {"name", bounded(one.certificate ? one.certificate->subject.text() : one.name)},
                {"from", bounded(one.from)},
                {"sha256", one.sha256.hex()}};
  };
  const auto remove = [&](const trust::Remedy::Removal& one) {
    return Json{{"id", plan.certificate(one.sha256)},
                {"name", bounded(one.certificate->subject.text())},
                {"place", bounded(one.place)},
                {"sha256", one.sha256.hex()}};
  };
  return {{"adds", list(remedy.add, add)},      {"removes", list(remedy.remove, remove)},
          {"where", bounded(remedy.where)},     {"restart", bounded(remedy.restart)},
          {"caution", bounded(remedy.caution)}, {"tried", tried(remedy)}};
}

Json problem_of(const Plan& plan, const Problem& problem) {
  const auto& row = *problem.row;
  auto breaks = some(problem.endpoints, 8);
  if (!problem.clients.empty()) breaks += " with " + some(problem.clients, 5);
  const auto commands = row.remedy ? copied_lines(row.remedy->command) : Json::array();
  return {{"change", bounded(change_asked_for(row))},
          {"breaks", breaks},
          {"by", some(problem.owners, 5)},
          {"because", bounded(why(row))},
          {"detail", bounded(row.detail)},
          {"remedy", row.remedy ? remedy_of(plan, *row.remedy) : Json()},
          {"no_remedy", without_remedy(row)},
          {"has_command", !commands.empty()},
          {"commands", commands},
          {"evidence", plan.row(row)},
          {"evidence_name", bounded(row.endpoint + " on " + row.target)}};
}

}  // namespace

void add_todo(Json& view, const Plan& plan) {
  auto all = problems(plan.run());
  view["has_todo"] = !all.empty();
  view["problems_more"] = more_of(all.size(), kProblems, "problem more", "problems more");
  if (all.size() > kProblems) all.resize(kProblems);
  view["problems"] = list(all, [&](const Problem& one) { return problem_of(plan, one); });
}

void add_untold(Json& view, const Plan& plan) {
  auto all = untold(plan.run());
  view["has_untold"] = !all.empty();
  view["untold_more"] = more_of(all.size(), kProblems, "reason more", "reasons more");
  if (all.size() > kProblems) all.resize(kProblems);
  view["untold"] = list(all, [&](const Untold& one) {
    return Json{{"because", bounded(why(*one.row))},
                {"detail", bounded(one.row->detail)},
                {"places", some(one.places, 8)},
                {"evidence", plan.row(*one.row)}};
  });
}

}  // namespace rehearse::report::html
