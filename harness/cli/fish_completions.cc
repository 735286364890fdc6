#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/manual.h"

namespace rehearse::cli {
namespace {

constexpr std::string_view kHead = R"(# fish completion for rehearse; written by `rehearse completions fish`
function __rehearse_has_command
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]
end
function __rehearse_has_none
    test (count (commandline -opc)) -eq 1
end
complete -c rehearse -f
)";

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string value_of(const OptionManual& option) {
  switch (option.takes) {
    case Takes::nothing:
      return "";
    case Takes::text:
      return " -x";
    case Takes::word:
      return fmt::format(" -x -a '{}'", fmt::join(option.words, " "));
    case Takes::file:
      return " -r -F";
    case Takes::folder:
      return " -x -a '(__fish_complete_directories)'";
  }
  return "";
}

std::string line_of(const OptionManual& option, std::string_view when) {
  auto out = fmt::format("complete -c rehearse -n '{}'", when);
  for (const auto& name : option.names)
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  return out + value_of(option) + " -d " + in_quotes(option.about) + "\n";
}

// -r and -x say something of an option's value: to an operand they mean nothing.
std::string line_of_operand(const OptionManual& positional, std::string_view when) {
  const auto head = fmt::format("complete -c rehearse -n '{}'", when);
  switch (positional.takes) {
    case Takes::word:
      return fmt::format("{} -a '{}'\n", head, fmt::join(positional.words, " "));
    case Takes::file:
      return head + " -F\n";
    case Takes::folder:
      return head + " -a '(__fish_complete_directories)'\n";
    case Takes::nothing:
    case Takes::text:
      break;
  }
  return "";
}

}  // namespace

std::string fish_completions(const Manual& manual) {
  std::string out(kHead);
  for (const auto& option : manual.whole.options) out += line_of(option, "__rehearse_has_none");
  for (const auto& command : manual.commands) {
    out += fmt::format("complete -c rehearse -n __rehearse_has_none -a {} -d {}\n", command.name,
                       in_quotes(command.about));
  }
  for (const auto& command : manual.commands) {
    const auto when = "__rehearse_has_command " + command.name;
    for (const auto& option : command.options) out += line_of(option, when);
    for (const auto& positional : command.positionals) out += line_of_operand(positional, when);
  }
  return out;
}

}  // namespace rehearse::cli
