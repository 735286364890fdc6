#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "machine/folders.h"

namespace rehearse::machine {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPseudo[] = {"/proc", "/sys", "/dev"};

struct Level {
  fs::path folder;
  std::size_t depth = 0;
};

struct Content {
  std::vector<fs::path> folders, names;
};

// False where the entries that may be looked at are used up.
bool read_level(const Level& level, std::size_t& left, Tree& tree, Content& out) {
  std::error_code error;
  bool whole = true;
  for (fs::directory_iterator entry(tree.outside(level.folder), error), end; !error && entry != end;
       entry.increment(error)) {
    whole = left != 0;
    if (!whole) break;
    --left;
    std::error_code no_matter;
    const bool is_folder = entry->symlink_status(no_matter).type() == fs::file_type::directory;
    (is_folder ? out.folders : out.names).push_back(entry->path().filename());
  }
  if (error) tree.note(fmt::format("{}: {}", level.folder.string(), error.message()));
  std::ranges::sort(out.folders);
  std::ranges::sort(out.names);
  return whole;
}

bool is_pseudo(const fs::path& folder) {
  return std::ranges::any_of(kPseudo, [&](const char* pseudo) { return folder == pseudo; });
}

}  // namespace

void walk(const fs::path& folder, const SearchLimits& limits, Tree& tree,
          const std::function<void(const fs::path&, const std::vector<fs::path>&)>& visit) {
  std::vector<Level> ahead = {{folder}};
  std::size_t left = limits.entries, too_deep = 0;
  bool whole = true;
  while (!ahead.empty() && whole) {
    if (limits.is_stopped && limits.is_stopped())
      return tree.note(folder.string() + ": what comes after the interruption");
    const auto level = ahead.back();
    ahead.pop_back();
    Content content;
    whole = read_level(level, left, tree, content);
    visit(level.folder, content.names);
    if (limits.is_passed_over) std::erase_if(content.folders, limits.is_passed_over);
    if (level.depth == limits.depth) {
      too_deep += content.folders.size();
      continue;
    }
    for (auto name = content.folders.rbegin(); name != content.folders.rend(); ++name) {
      if (!is_pseudo(level.folder / *name)) ahead.push_back({level.folder / *name, level.depth + 1});
    }
  }
  if (too_deep != 0)
    tree.note(
        fmt::format("{}: {} folders that lie more than {} deep", folder.string(), too_deep, limits.depth));
  if (!whole)
    tree.note(
        fmt::format("{}: what comes after the first {} files and folders", folder.string(), limits.entries));
}

}  // namespace rehearse::machine
