#include "cli/manual.h"

#include <algorithm>
#include <ranges>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

namespace rehearse::cli {
namespace {

constexpr std::string_view kExamples = "Examples:\n";

std::vector<std::string> pieces(std::string_view text, std::string_view between) {
  std::vector<std::string> out;
  for (const auto part : std::views::split(text, between)) {
    if (!part.empty()) out.emplace_back(part.begin(), part.end());
  }
  return out;
}

// The type name says it all, to people and here: "FILE", "DIR", "[NAME=]PATH", "auto|always|never".
Takes takes_of(const CLI::Option& option, const std::string& type) {
  if (option.get_items_expected_max() == 0) return Takes::nothing;
  if (type.find('|') != std::string::npos) return Takes::word;
  if (type == "FILE" || type.ends_with("PATH")) return Takes::file;
  return type == "DIR" ? Takes::folder : Takes::text;
}

OptionManual manual_of(const CLI::Option& option) {
  OptionManual out;
  for (const auto& name : option.get_snames()) out.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) out.names.push_back("--" + name);
  if (out.names.empty()) out.names.push_back(option.get_name(true));
  const auto type = option.get_type_name();
  out.takes = takes_of(option, type);
  if (out.takes != Takes::nothing) out.value = type;
  if (out.takes == Takes::word) out.words = pieces(type, "|");
  out.standard = option.get_default_str();
  out.about = option.get_description();
  out.is_required = option.get_required();
  out.is_repeatable = option.get_items_expected_max() > 1;
  return out;
}

// Lines that follow each other are one paragraph, which whoever shows it breaks anew.
void take_footer(const std::string& text, CommandManual& out) {
  const auto examples = text.find(kExamples);
  for (auto note : pieces(std::string_view(text).substr(0, examples), "\n\n")) {
    std::ranges::replace(note, '\n', ' ');
    note.erase(note.find_last_not_of(' ') + 1);
    out.notes.push_back(std::move(note));
  }
  if (examples == std::string::npos) return;
  for (const auto& line : pieces(std::string_view(text).substr(examples + kExamples.size()), "\n"))
    out.examples.push_back(line.substr(line.find_first_not_of(' ')));
}

CommandManual manual_of_one(const CLI::App& app) {
  CommandManual out{.name = app.get_name(),
                    .about = app.get_description(),
                    .positionals = {},
                    .options = {},
                    .notes = {},
                    .examples = {}};
  for (const auto* option : app.get_options([](const CLI::Option* it) { return !it->get_group().empty(); })) {
    auto& list = option->get_snames().empty() && option->get_lnames().empty() ? out.positionals : out.options;
    list.push_back(manual_of(*option));
  }
  take_footer(app.get_footer(), out);
  return out;
}

}  // namespace

Manual manual_of(const CLI::App& app) {
  Manual out{.version = app.version(), .whole = manual_of_one(app), .commands = {}};
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
    out.commands.push_back(manual_of_one(*command));
  return out;
}

std::string footer_text(const std::string& notes, const std::vector<std::string>& examples) {
  auto out = notes;
  if (!examples.empty()) out += "\n\n" + std::string(kExamples);
  for (const auto& example : examples) out += "  " + example + "\n";
  // CLI11 ends it with a line feed of its own.
  if (!examples.empty()) out.pop_back();
  return out;
}

}  // namespace rehearse::cli
