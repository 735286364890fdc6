#pragma once
// The options of each command, declared to CLI11: a file a command. arguments.cc puts them together.

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace CLI {
class App;
class Option;
class Validator;
}  // namespace CLI

namespace rehearse::cli {

/// What has to be read further once the command line is taken apart.
struct Typed {
  std::string now;
  std::string colour = "auto";
  std::vector<std::string> at;
};

inline constexpr const char* kExitCodes =
    "Exit codes: 0 ready or not affected, 1 something will break, 2 usage or profile, 3 inconclusive,\n"
    "4 a defect of rehearse, 130 interrupted (what was found so far is still reported).";

/// An empty value is an unset variable of a shell, not a wish.
const CLI::Validator& not_empty();
/// A URL or a port here would be blamed on the certificate.
const CLI::Validator& host_alone();

/// `option` takes one of `words`; its type name lists them, for people and for completions.
void one_of(CLI::Option& option, const std::vector<std::string>& words);
/// `option` takes a number from 1 to `most`.
void one_to(CLI::Option& option, int most);
/// What --help ends with: what else is to be known (the exit codes last), and lines to be tried.
void add_footer(CLI::App& app, const std::string& notes, const std::vector<std::string>& examples);

/// How the terminal is to be written to: every command's.
void add_terminal(CLI::App& app, Arguments& arguments, Typed& typed);
/// Of the commands whose exit code tells enough.
void add_quiet(CLI::App& app, Arguments& arguments);
/// Where connections go instead of where DNS says: with a hosts file, and without.
void add_overrides(CLI::App& app, Arguments& arguments);
void add_ways(CLI::App& app, Arguments& arguments);
/// What `check` and `stores` both ask of stores: whose rules, when, with which passwords. The texts say what
/// holds by default.
struct QuestionTexts {
  std::string default_client;
  std::string default_moment;
  std::string store;  ///< how a password names it: "NAME", "PATH"
};
void add_questions(CLI::App& app, Arguments& arguments, Typed& typed, const QuestionTexts& texts);
/// Of the commands that run the TLS clients of this machine.
CLI::Option* add_clients(CLI::App& app, Arguments& arguments);
/// Of the commands that find remedies.
void add_write_remedy(CLI::App& app, Arguments& arguments);
/// What every command with a profile takes.
void add_common(CLI::App& app, Arguments& arguments, Typed& typed);

void add_run(CLI::App& app, Arguments& arguments, Typed& typed);
void add_lab(CLI::App& app, Arguments& arguments, Typed& typed);
void add_check(CLI::App& app, Arguments& arguments, Typed& typed);
void add_stores(CLI::App& app, Arguments& arguments, Typed& typed);
void add_impact(CLI::App& app, Arguments& arguments, Typed& typed);
void add_compare(CLI::App& app, Arguments& arguments, Typed& typed);
void add_exec(CLI::App& app, Arguments& arguments, Typed& typed);
void add_init(CLI::App& app, Arguments& arguments, Typed& typed);
void add_report(CLI::App& app, Arguments& arguments, Typed& typed);
void add_merge(CLI::App& app, Arguments& arguments, Typed& typed);
void add_completions(CLI::App& app, Arguments& arguments, Typed& typed);
void add_man(CLI::App& app, Arguments& arguments, Typed& typed);
/// Where the reports of a run go besides the terminal.
void add_reports(CLI::App& app, Arguments& arguments);
/// Where the `what` of a command goes besides the terminal.
void add_report_json(CLI::App& app, Arguments& arguments, const std::string& what);
void add_report_html(CLI::App& app, Arguments& arguments);
/// What every command that makes calls takes.
void add_calls(CLI::App& app, Arguments& arguments);

}  // namespace rehearse::cli
