#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/manual.h"

namespace rehearse::cli {
namespace {

// As roff prints it: a backslash and a hyphen mean themselves, and no line is taken for a request.
std::string roff(std::string_view text) {
  std::string out;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    at_start = c == '\n';
  }
  return out;
}

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string italic(std::string_view text) {
  return "\\fI" + roff(text) + "\\fR";
}

// "-o, --output FILE"
std::string head_of(const OptionManual& option) {
  std::string out;
  for (const auto& name : option.names) out += (out.empty() ? "" : ", ") + bold(name);
  return option.value.empty() ? out : out + " " + italic(option.value);
}

std::string text_of(const OptionManual& option) {
  std::string out = roff(option.about);
  // The name of a positional does not say what it may be.
  if (option.names.front().front() != '-' && !option.words.empty())
    out += roff(fmt::format(": {}", fmt::join(option.words, ", ")));
  if (!option.standard.empty()) out += roff("; default " + option.standard);
  if (option.is_repeatable) out += "; may be given more than once";
  if (option.is_required) out += "; needed";
  return out + ".\n";
}

std::string list_of(const std::vector<OptionManual>& options) {
  std::string out;
  for (const auto& option : options) out += ".TP\n" + head_of(option) + "\n" + text_of(option);
  return out;
}

// "PROFILE", "[URL...]"
std::string operand(const OptionManual& positional) {
  const auto name = italic(positional.names.front()) + (positional.is_repeatable ? "..." : "");
  return positional.is_required ? name : "[" + name + "]";
}

std::string synopsis(const CommandManual& command) {
  std::string out = bold("rehearse " + command.name) + " [" + italic("OPTION") + "]...";
  for (const auto& positional : command.positionals) out += " " + operand(positional);
  return out + "\n";
}

std::string positionals_of(const CommandManual& command) {
  std::string out;
  for (const auto& positional : command.positionals)
    out += ".TP\n" + italic(positional.names.front()) + "\n" + text_of(positional);
  return out;
}

std::string examples_of(const std::vector<std::string>& examples) {
  std::string out;
  if (!examples.empty()) out += ".PP\nExamples:\n.RS\n.nf\n";
  for (const auto& example : examples) out += roff(example) + "\n";
  return examples.empty() ? out : out + ".fi\n.RE\n";
}

std::string section_of(const CommandManual& command) {
  std::string out = ".SS rehearse " + roff(command.name) + "\n" + synopsis(command);
  out += ".PP\n" + roff(command.about) + ".\n";
  out += positionals_of(command) + list_of(command.options);
  for (const auto& note : command.notes) out += ".PP\n" + roff(note) + "\n";
  return out + examples_of(command.examples);
}

}  // namespace

std::string man_page(const Manual& manual) {
  std::string out = fmt::format(".TH REHEARSE 1 \"\" \"{}\" \"User Commands\"\n", manual.version);
  out += ".SH NAME\nrehearse \\- try out a vendor's new certificate before it goes live\n";
  out += ".SH SYNOPSIS\n" + bold("rehearse") + " " + italic("COMMAND") + " [" + italic("OPTION") + "]...\n";
  out += ".SH DESCRIPTION\n" + roff(manual.whole.about) + "\n";
  out += list_of(manual.whole.options);
  out += ".SH COMMANDS\n";
  for (const auto& command : manual.commands) out += section_of(command);
  out += ".SH EXIT STATUS\n";
  for (const auto& note : manual.whole.notes) out += ".PP\n" + roff(note) + "\n";
  return out + "What a code means to a command is said there.\n";
}

}  // namespace rehearse::cli
