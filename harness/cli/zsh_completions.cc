#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/manual.h"

namespace rehearse::cli {
namespace {

// Inside single quotes, and to _arguments(1) nothing but text.
std::string spec_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string action_of(const OptionManual& option) {
  switch (option.takes) {
    case Takes::nothing:
      return "";
    case Takes::text:
      return " ";
    case Takes::word:
      return fmt::format("({})", fmt::join(option.words, " "));
    case Takes::file:
      return "_files";
    case Takes::folder:
      return "_files -/";
  }
  return "";
}

// '(-v --verbose)'{-v,--verbose}'[every row]'
std::string spec_of(const OptionManual& option) {
  const bool takes = option.takes != Takes::nothing;
  auto text = fmt::format("[{}]", spec_text(option.about));
  if (takes) text += fmt::format(":{}:{}", spec_text(option.value), action_of(option));
  std::vector<std::string> names;
  for (const auto& name : option.names)
    names.push_back(name + (!takes ? "" : name.starts_with("--") ? "=" : "+"));
  if (option.is_repeatable) return fmt::format("'*{}{}'", names.front(), text);
  if (names.size() == 1) return fmt::format("'{}{}'", names.front(), text);
  return fmt::format("'({})'{{{}}}'{}'", fmt::join(option.names, " "), fmt::join(names, ","), text);
}

// The operands after the command; where there may be several, what the first is all are.
std::string spec_of_operand(const OptionManual& positional) {
  return fmt::format("'{}:{}:{}'", positional.is_repeatable ? "*" : "1", spec_text(positional.names.front()),
                     action_of(positional));
}

std::string arguments_of(const CommandManual& command, std::string_view indent) {
  std::string out;
  for (const auto& option : command.options) out += fmt::format(" \\\n{}{}", indent, spec_of(option));
  for (const auto& positional : command.positionals)
    out += fmt::format(" \\\n{}{}", indent, spec_of_operand(positional));
  return out;
}

}  // namespace

std::string zsh_completions(const Manual& manual) {
  std::string out =
      "#compdef rehearse\n# zsh completion for rehearse; written by `rehearse completions zsh`\n"
      "_rehearse() {\n"
      "  local curcontext=$curcontext state state_descr line\n"
      "  typeset -A opt_args\n"
      "  local -a commands=(\n";
  for (const auto& command : manual.commands)
    out += fmt::format("    '{}:{}'\n", command.name, spec_text(command.about));
  out += "  )\n  _arguments -C" + arguments_of(manual.whole, "    ");
  out +=
      " \\\n    '1:command:->command' \\\n    '*::argument:->argument'\n"
      "  case $state in\n    command) _describe command commands ;;\n    argument)\n"
      "      case $words[1] in\n";
  for (const auto& command : manual.commands)
    out += fmt::format("        {})\n          _arguments{}\n          ;;\n", command.name,
                       arguments_of(command, "            "));
  // Found in $fpath, the file is the function's first call; read by `source`, it only declares it.
  out +=
      "      esac\n      ;;\n  esac\n}\n"
      "if [[ ${funcstack[1]} == _rehearse ]]; then\n  _rehearse \"$@\"\nelse\n"
      "  compdef _rehearse rehearse\nfi\n";
  return out;
}

}  // namespace rehearse::cli
