#include "e2e/help.h"

#include <regex>
#include <sstream>

#include <gtest/gtest.h>

#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

// The text behind a heading, to its end.
std::string behind(const std::string& text, const std::string& heading) {
  const auto at = text.find(heading);
  return at == std::string::npos ? "" : text.substr(at + heading.size());
}

}  // namespace

std::string printed(const Words& arguments) {
  const auto ended = start_rehearse(arguments, {}).wait();
  EXPECT_EQ(ended.exit, 0) << ended.err;
  return ended.out;
}

Words lines_of(const std::string& text) {
  Words out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out.push_back(line);
  return out;
}

Words commands() {
  Words out;
  const std::regex listed("^  ([a-z]+) ");
  for (const auto& line : lines_of(behind(printed({"--help"}), "Subcommands:\n"))) {
    std::smatch found;
    if (std::regex_search(line, found, listed)) out.push_back(found[1]);
  }
  return out;
}

Words options_of(const std::string& command) {
  Words out;
  const std::regex listed("^  (?:(-[a-z]),)?(--[a-z-]+)");
  for (const auto& line : lines_of(printed({command, "--help"}))) {
    std::smatch found;
    if (!std::regex_search(line, found, listed)) continue;
    if (found[1].matched) out.push_back(found[1]);
    out.push_back(found[2]);
  }
  return out;
}

Words examples_of(const std::string& command) {
  auto out = lines_of(behind(printed({command, "--help"}), "\nExamples:\n"));
  for (auto& line : out) line.erase(0, line.find_first_not_of(' '));
  return out;
}

std::set<int> exit_codes_of(const std::string& command) {
  const auto text = behind(printed({command, "--help"}), "\nExit codes:");
  const auto told = text.substr(0, text.find("\nExamples:"));
  std::set<int> out;
  const std::regex number("\\b[0-9]+\\b");
  for (auto it = std::sregex_iterator(told.begin(), told.end(), number); it != std::sregex_iterator(); ++it)
    out.insert(std::stoi(it->str()));
  return out;
}

}  // namespace rehearse::e2e
