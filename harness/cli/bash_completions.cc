#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/manual.h"

namespace rehearse::cli {
namespace {

// bash splits at = and :, so that "--color=al" is three words, and "--store app=tr" four.
constexpr std::string_view kHead = R"(# bash completion for rehearse; written by `rehearse completions bash`
_rehearse() {
  local word=${COMP_WORDS[COMP_CWORD]} at=$((COMP_CWORD - 1)) split=
  if [[ $word == '=' ]]; then
    word= split=yes
  elif [[ ${COMP_WORDS[at]} == '=' ]]; then
    at=$((at - 1)) split=yes
  fi
  if [[ $split && $at -gt 1 && ${COMP_WORDS[at]} != -* ]]; then at=$((at - 1)); fi
  local before=${COMP_WORDS[at]} command=${COMP_WORDS[1]}
  local options= words= takes=nothing given=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then command=; fi
  case $command in
)";

constexpr std::string_view kTail = R"(  esac
  if [[ ! $given && ($word == -* || $takes == nothing) ]]; then
    takes=word words=$options
  fi
  case $takes in
    word) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word") ;;
    file)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      ;;
    folder)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      ;;
  esac
}
complete -F _rehearse rehearse
)";

std::string_view to_word(Takes takes) {
  switch (takes) {
    case Takes::nothing:
      return "nothing";
    case Takes::text:
      return "text";
    case Takes::word:
      return "word";
    case Takes::file:
      return "file";
    case Takes::folder:
      return "folder";
  }
  return "nothing";
}

std::string setting(const OptionManual& option) {
  const auto takes = fmt::format("takes={}", to_word(option.takes));
  return option.words.empty() ? takes : fmt::format("{} words='{}'", takes, fmt::join(option.words, " "));
}

std::string branch_of(const CommandManual& command) {
  std::string names, values;
  for (const auto& option : command.options) {
    for (const auto& name : option.names) names += (names.empty() ? "" : " ") + name;
    if (option.takes == Takes::nothing) continue;
    values += fmt::format("        {}) {} given=yes ;;\n", fmt::join(option.names, " | "), setting(option));
  }
  auto out = fmt::format("    {})\n      options='{}'\n", command.name, names);
  if (!command.positionals.empty()) out += "      " + setting(command.positionals.front()) + "\n";
  if (!values.empty()) out += "      case $before in\n" + values + "      esac\n";
  return out + "      ;;\n";
}

std::string first_word(const Manual& manual) {
  std::string names, commands;
  for (const auto& option : manual.whole.options) {
    for (const auto& name : option.names) names += (names.empty() ? "" : " ") + name;
  }
  for (const auto& command : manual.commands) commands += (commands.empty() ? "" : " ") + command.name;
  return fmt::format("    '')\n      options='{}'\n      takes=word words='{}'\n      ;;\n", names, commands);
}

}  // namespace

std::string bash_completions(const Manual& manual) {
  std::string out(kHead);
  out += first_word(manual);
  for (const auto& command : manual.commands) out += branch_of(command);
  return out.append(kTail);
}

}  // namespace rehearse::cli
