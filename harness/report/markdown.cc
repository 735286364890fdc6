#include "report/markdown.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/lines.h"
#include "base/printable.h"
#include "report/clients.h"
#include "report/grouped.h"
#include "report/matrix.h"
#include "report/phrases.h"
#include "report/problems.h"
#include "report/untold.h"

namespace rehearse::report {
namespace {

using judge::Verdict;

constexpr std::size_t kLines = 40;   // of a table: more than that nobody reads in a ticket
constexpr std::size_t kColumns = 8;  // stores beside each other
constexpr std::size_t kNames = 5;    // in a sentence
constexpr std::size_t kText = 600;   // bytes of a peer's text
constexpr std::size_t kFindings = 30;

// The longest run of backticks in `text`: its fence has to be longer.
std::size_t backticks(std::string_view text) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

// Foreign text as a code span.
std::string code(std::string_view foreign, std::size_t limit_bytes = kText) {
  const auto text = printable(foreign, limit_bytes);
  if (text.empty()) return {};
  const std::string fence(backticks(text) + 1, '`');
  const std::string_view pad =
      text.starts_with('`') || text.ends_with('`') || text.starts_with(' ') ? " " : "";
  return fmt::format("{0}{1}{2}{1}{0}", fence, pad, text);
}

// What stands in a cell of a table: a bar ends it even in a code span.
std::string cell(std::string_view markdown) {
  std::string out;
  for (const char c : markdown) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string block(std::string_view lines) {
  std::string text;
  for (const auto line : lines_of(lines)) text += printable(line) + "\n";
  const std::string fence(std::max<std::size_t>(3, backticks(text) + 1), '`');
  return fmt::format("{0}sh\n{1}{0}\n", fence, text);
}

std::string some(const std::vector<std::string>& names, std::size_t shown) {
  return some_of(names, shown, [](std::string_view name) { return code(name, 80); });
}

class Document {
 public:
  explicit Document(const judge::Run& run) : x_run(run) {}

  std::string write() && {
    opening();
    matrix();
    what_to_do();
    restarts();
    inconclusive();
    clients();
    findings();
    not_tried();
    sign_off();
    return std::move(x_out);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    x_out += fmt::format(format, std::forward<Args>(args)...) + "\n";
  }
  void heading(std::string_view text) { line("\n## {}\n", text); }

  void opening() {
    const auto& run = x_run;
    line("# {} {}{}: {}\n", sign(run.verdict), in_words(run.verdict), run.lab ? " (in the lab)" : "",
         code(run.profile.title.empty() ? "(no title)" : run.profile.title));
    line("**{}**\n", in_words(run.summary));
    if (run.interrupted) line("**Interrupted: this is what was found until then.**\n");
    if (run.lab) line("Played against a vendor on this machine: nothing below was seen at the vendor.\n");
    if (run.maintenance) {
      const auto text = in_words(*run.maintenance, run.now);
      line("- Window: {}{}, {}", text.local.empty() ? "" : code(text.local) + ", ", text.utc, text.until);
    }
    line("- Judged at: {}{}", utc(run.now),
         run.now == run.started ? "" : ", in a run of " + utc(run.started));
    line("- Profile: {}", code(run.profile.path));
  }

  void matrix() {
    const auto matrix = matrix_of(x_run);
    if (matrix.lines.empty()) return;
    heading("Endpoints and stores");
    const bool wide = matrix.stores.size() > kColumns;
    std::string head = "| endpoint |", rule = "| --- |";
    const std::size_t columns = wide ? 1 : matrix.stores.size();
    for (std::size_t i = 0; i < columns; ++i) {
      head += wide ? std::string(" stores |")
                   : fmt::format(" {} {} |", cell(code(matrix.stores[i].name, 60)),
                                 cell(code(matrix.stores[i].client, 40)));
      rule += " --- |";
    }
    line("{}\n{}", head, rule);
    const auto groups = alike(matrix);
    for (std::size_t i = 0; i < std::min(groups.size(), kLines); ++i)
      line("{}", wide ? counted(groups[i]) : cells(groups[i]));
    if (groups.size() > kLines) line("\nand {} kinds of endpoints more", groups.size() - kLines);
  }

  static std::string names_of(const AlikeLines& group) {
    std::vector<std::string> names;
    for (const auto* one : group.lines) names.emplace_back(one->endpoint);
    return cell(some(names, kNames));
  }

  static std::string cells(const AlikeLines& group) {
    std::string out = fmt::format("| {} |", names_of(group));
    for (const auto* cell : group.lines.front()->cells) {
      out += cell == nullptr ? std::string(" |")
                             : fmt::format(" {} {} |", sign(cell->verdict), in_words(cell->verdict));
    }
    return out;
  }

  static std::string counted(const AlikeLines& group) {
    judge::Summary sum;
    for (const auto* cell : group.lines.front()->cells) {
      if (cell == nullptr) continue;
      sum.ready += cell->verdict == Verdict::ready ? 1 : 0;
      sum.will_break += cell->verdict == Verdict::will_break ? 1 : 0;
      sum.not_affected += cell->verdict == Verdict::not_affected ? 1 : 0;
      sum.inconclusive += cell->verdict == Verdict::inconclusive ? 1 : 0;
    }
    return fmt::format("| {} | {} |", names_of(group), in_words(sum));
  }

  void what_to_do() {
    const auto all = problems(x_run);
    if (all.empty()) return;
    heading("What to do");
    for (std::size_t i = 0; i < all.size(); ++i) problem(i + 1, all[i]);
  }

  void problem(std::size_t number, const Problem& problem) {
    const auto& row = *problem.row;
    line("### {}. {}\n", number, code(change_asked_for(row)));
    line("- breaks: {} with {}", some(problem.endpoints, kNames), some(problem.clients, kNames));
    if (!problem.owners.empty()) line("- by: {}", some(problem.owners, kNames));
    line("- because: {}{}", code(why(row)), row.detail.empty() ? "" : " " + code(row.detail));
    if (!row.remedy) {
      line("- remedy: {}\n", without_remedy(row));
      return;
    }
    const auto& remedy = *row.remedy;
    for (const auto& one : remedy.add) {
      line("- add {}, SHA-256 `{}`, {}", code(one.certificate ? one.certificate->subject.text() : one.name),
           one.sha256.hex(), code(one.from));
    }
    for (const auto& one : remedy.remove)
      line("- remove {}, SHA-256 `{}`, {}", code(one.certificate->subject.text()), one.sha256.hex(),
           code(one.place));
    line("- where: {}", code(remedy.where));
    if (!remedy.restart.empty()) line("- restart: {}", code(remedy.restart));
    if (!remedy.caution.empty()) line("- caution: {}", code(remedy.caution));
    line("- tried: {}\n", tried(remedy));
    if (!remedy.command.empty()) line("{}", block(remedy.command));
  }

  // Each once, however many rows ask for it.
  void restarts() {
    Grouped all;
    for (const auto& row : x_run.rows) {
      if (row.remedy && !row.remedy->restart.empty()) all.add(row.remedy->where, row.remedy->restart);
    }
    if (all.groups().empty()) return;
    heading("Restart afterwards");
    for (const auto& [where, restarts] : all.groups())
      line("- {}{}: {}", is_nothing(restarts) ? "" : "[ ] ", code(where), some(restarts, kNames));
  }

  // Where every client looks into the store again by itself, there is nothing to tick off.
  static bool is_nothing(const std::vector<std::string>& restarts) {
    return std::ranges::all_of(restarts, [](const std::string& one) { return one.starts_with("nothing"); });
  }

  void inconclusive() {
    const auto all = untold(x_run);
    if (all.empty()) return;
    heading("What could not be told");
    for (std::size_t i = 0; i < std::min(all.size(), kLines); ++i) {
      const auto& row = *all[i].row;
      line("- {}: {}{}", some(all[i].places, kNames), code(why(row)),
           row.detail.empty() ? "" : " " + code(row.detail));
    }
    if (all.size() > kLines) line("- and {} reasons more", all.size() - kLines);
  }

  void clients() {
    if (x_run.clients.empty()) return;
    heading("Clients, observed");
    line("| client | where | store | |\n| --- | --- | --- | --- |");
    for (std::size_t i = 0; i < std::min(x_run.clients.size(), kLines); ++i) {
      const auto& one = x_run.clients[i];
      line("| {} | {} | {} | {} {} |", cell(code(one.client)), cell(code(place_of(one))),
           cell(code(store_of(one))), sign(verdict_of(one)), in_words(one));
    }
    if (x_run.clients.size() > kLines) line("\nand {} more", x_run.clients.size() - kLines);
  }

  void findings() {
    if (x_run.findings.empty()) return;
    heading("Findings");
    for (std::size_t i = 0; i < std::min(x_run.findings.size(), kFindings); ++i) {
      const auto& one = x_run.findings[i];
      line("- **{}** {}{}", code(one.id, 80), one.where.empty() ? "" : code(one.where) + ": ",
           code(one.text));
    }
    if (x_run.findings.size() > kFindings) line("- and {} more", x_run.findings.size() - kFindings);
  }

  void not_tried() {
    if (x_run.not_tried.empty()) return;
    heading("Not tried");
    for (const auto& one : x_run.not_tried) line("- {}", code(one));
  }

  void sign_off() {
    heading("Sign-off");
    line("| | |\n| --- | --- |");
    line("| machine | {} |", cell(code(in_words(x_run.machine))));
    line("| run | {} |", to_rfc3339(x_run.started));
    line("| judged at | {} |", to_rfc3339(x_run.now));
    if (x_run.maintenance) line("| window | {} |", in_words(*x_run.maintenance, x_run.now).utc);
    line("| profile SHA-256 | `{}` |", x_run.profile.sha256.hex());
    line("| rehearse | {} |", cell(code(x_run.version)));
    line("| verdict | {} {}{}{} |", sign(x_run.verdict), in_words(x_run.verdict),
         x_run.lab ? " (in the lab)" : "", x_run.interrupted ? ", interrupted" : "");
    line("| signed by | |\n| date | |");
  }

  const judge::Run& x_run;
  std::string x_out;
};

}  // namespace

std::string render_markdown(const judge::Run& run) {
  return Document(run).write();
}

}  // namespace rehearse::report
