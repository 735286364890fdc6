#include "profile/pasted_commands.h"

#include <algorithm>

namespace rehearse::profile {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view without_blanks(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  return line;
}

// The command that the line begins with, without what stands before it; empty = none.
std::string_view command_at(std::string_view line) {
  auto out = without_blanks(line);
  if (out.size() > 1 && out.front() == '$' && kBlanks.find(out[1]) != std::string_view::npos)
    out = without_blanks(out.substr(1));
  const auto end = out.find_first_of(kBlanks);
  if (end == std::string_view::npos) return {};
  const auto word = out.substr(0, end);
  return word == "curl" || word == "curl.exe" || word.ends_with("/curl") ? out : std::string_view();
}

}  // namespace

std::vector<std::string> commands_in(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool goes_on = !out.empty() && out.back().ends_with('\\') && without_blanks(line) != line;
    const auto command = goes_on ? std::string_view() : command_at(line);
    if (!command.empty()) {
      out.emplace_back(command);
    } else if (!out.empty()) {
      out.back() += "\n" + std::string(line);
    }
  }
  for (auto& command : out) command.resize(command.find_last_not_of("\n \t") + 1);
  return out;
}

}  // namespace rehearse::profile
