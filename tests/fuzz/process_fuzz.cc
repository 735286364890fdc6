// What a process may write about itself: its name, its arguments, its environment, the files it maps.
// Properties: words hold no space outside of quotes and together no more than the text; shown paths are
// absolute, sorted and each there once; a name of /proc/PID/stat stands in the text.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "machine/proc_files.h"
#include "machine/variables.h"

namespace {

namespace machine = rehearse::machine;

void require(bool holds) {
  if (!holds) std::abort();
}

void try_stat(std::string_view text) {
  const auto stat = machine::parse_stat(text);
  if (stat) require(text.find("(" + stat->name + ") ") != std::string_view::npos);
}

void try_maps(std::string_view text) {
  const auto maps = machine::parse_maps(text);
  require(std::ranges::is_sorted(maps, {}, &machine::ShownPath::path));
  require(std::ranges::adjacent_find(maps, {}, &machine::ShownPath::path) == maps.end());
  for (const auto& one : maps) require(one.path.is_absolute());
}

void try_options(std::string_view text) {
  const auto words = machine::split_options(text);
  std::size_t length = 0;
  for (const auto& word : words) length += word.size();
  require(length <= text.size());
  const bool has_quotes = text.find_first_of("'\"") != std::string_view::npos;
  for (const auto& word : words) require(has_quotes || word.find(' ') == std::string::npos);
  const auto trust = machine::java_trust(words);
  if (trust) require(!trust->path.empty() && (!trust->password || !trust->password->empty()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try_stat(text);
  try_maps(text);
  try_options(text);
  std::size_t length = 0;
  for (const auto& one : machine::split_at_zeros(text)) length += one.size() + 1;
  require(length <= size + 1);
  machine::parse_boot_time(text);
  return 0;
}
