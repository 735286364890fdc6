#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "report/console.h"
#include "report/html.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/runs.h"

namespace rehearse::report {
namespace {

const std::filesystem::path kGolden = std::filesystem::path(REHEARSE_SOURCE_DIR) / "tests/report/golden";

struct Golden {
  std::string file;
  std::string text;
};

std::vector<Golden> rendered() {
  std::vector<Golden> out;
  for (const auto& [name, run] : test::all_runs()) {
    if (name != "many") out.push_back({name + ".json", render_json(run)});
    for (const std::size_t width : {60U, 80U, 120U}) {
      out.push_back({name + "-" + std::to_string(width) + ".txt", render_console(run, {.width = width})});
    }
    out.push_back({name + ".md", render_markdown(run)});
    if (name != "many") out.push_back({name + ".html", render_html(run)});
    if (name != "many") out.push_back({name + ".xml", render_junit(run)});
    if (name == "many" || name == "empty") continue;
    out.push_back({name + "-ascii.txt", render_console(run, {.ascii = true})});
    out.push_back({name + "-colour.txt", render_console(run, {.colour = true})});
    out.push_back({name + "-verbose.txt", render_console(run, {.width = 120, .verbose = true})});
  }
  // In full it is 1 MB; the first endpoints show every kind of row.
  out.push_back({"many.json", render_json(test::many_run(3))});
  return out;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string first_difference(const std::string& expected, const std::string& seen) {
  std::istringstream old_lines(expected), new_lines(seen);
  std::string old_line, new_line;
  for (int number = 1;; ++number) {
    const bool had = static_cast<bool>(std::getline(old_lines, old_line));
    const bool has = static_cast<bool>(std::getline(new_lines, new_line));
    if (!had) old_line = "(end)";
    if (!has) new_line = "(end)";
    if (old_line != new_line || (!had && !has)) {
      return "line " + std::to_string(number) + "\n  golden: " + old_line + "\n  seen:   " + new_line;
    }
  }
}

TEST(Golden, every_report_is_as_checked_in_byte_by_byte) {
  const bool rewrite = std::getenv("GOLDEN") != nullptr;
  for (const auto& [file, text] : rendered()) {
    if (rewrite) {
      std::filesystem::create_directories(kGolden);
      std::ofstream(kGolden / file, std::ios::binary) << text;
      continue;
    }
    const std::string expected = content(kGolden / file);
    EXPECT_TRUE(expected == text) << file << ", " << first_difference(expected, text)
                                  << "\nif that is meant: make golden";
  }
}

TEST(Golden, no_file_is_left_over) {
  std::vector<std::string> known;
  for (const auto& one : rendered()) known.push_back(one.file);
  for (const auto& entry : std::filesystem::directory_iterator(kGolden)) {
    EXPECT_NE(std::ranges::find(known, entry.path().filename().string()), known.end())
        << entry.path() << " belongs to no test";
  }
}

TEST(Golden, holds_no_secret_and_no_control_but_its_own_colours) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kGolden)) {
    const std::string file = entry.path().filename().string();
    std::string text = content(entry.path());
    EXPECT_FALSE(text.empty()) << file;
    EXPECT_EQ(text.find(test::kPlantedSecret), std::string::npos) << file;
    if (file.ends_with("-colour.txt")) {
      EXPECT_NE(text.find('\x1b'), std::string::npos) << file << " has no colour";
      for (const char* sgr : {"0", "1", "2", "31", "32", "33"}) {
        const std::string own = "\x1b[" + std::string(sgr) + "m";
        for (auto at = text.find(own); at != std::string::npos; at = text.find(own))
          text.erase(at, own.size());
      }
    }
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      EXPECT_TRUE(byte >= 0x20 || c == '\n') << file << " holds the control " << int{byte};
      EXPECT_NE(byte, 0x7f) << file;
    }
    for (const char* hidden : {"\u202e", "\u009b", "\u200b"}) {
      EXPECT_EQ(text.find(hidden), std::string::npos) << file << " holds text that hides or reorders";
    }
    ++files;
  }
  EXPECT_EQ(files, rendered().size());
}

}  // namespace
}  // namespace rehearse::report
