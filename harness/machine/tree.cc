#include "machine/tree.h"

#include <algorithm>
#include <sys/stat.h>
#include <system_error>

#include <fmt/format.h>

#include "base/rooted_path.h"

namespace rehearse::machine {

namespace fs = std::filesystem;

Tree::Tree(const fs::path& root) : x_root(root.lexically_normal()) {
  if (x_root.has_relative_path() && !x_root.has_filename()) x_root = x_root.parent_path();  // "/mnt/c/"
}

fs::path Tree::outside(const fs::path& path) const {
  return rehearse::outside(x_root, path);
}

std::optional<fs::path> Tree::find(const fs::path& path) {
  auto found = resolve_below(x_root, path);
  if (found) return *std::move(found);
  note(found.error().detail);
  return std::nullopt;
}

std::optional<fs::path> Tree::find_file(const fs::path& path) {
  auto found = find(path);
  std::error_code error;
  if (found && !fs::is_regular_file(outside(*found), error)) return std::nullopt;
  return found;
}

std::vector<fs::path> Tree::folders_in(const fs::path& folder) {
  std::vector<fs::path> out;
  const auto found = find(folder);
  std::error_code error;
  if (!found || !fs::is_directory(outside(*found), error)) return out;
  for (fs::directory_iterator entry(outside(*found), error), end; !error && entry != end;
       entry.increment(error)) {
    const auto path = *found / entry->path().filename();
    std::error_code no_matter;
    const auto leads_to = entry->is_symlink(no_matter) ? find(path) : path;
    if (leads_to && fs::is_directory(outside(*leads_to), no_matter)) out.push_back(path);
  }
  if (error) note(fmt::format("{}: {}", folder.string(), error.message()));
  std::ranges::sort(out);
  return out;
}

std::optional<Instant> Tree::changed(const fs::path& path) const {
  struct stat status{};
  if (stat(outside(path).c_str(), &status) != 0) return std::nullopt;
  return Instant(std::chrono::seconds(status.st_mtim.tv_sec));
}

void Tree::note(const std::string& text) {
  if (x_noted.insert(text).second) x_notes.push_back(text);
}

}  // namespace rehearse::machine
