#include "base/rooted_path.h"

#include <deque>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace rehearse {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // Linux's own MAXSYMLINKS

void push_front(std::deque<fs::path>& rest, const fs::path& path) {
  std::deque<fs::path> parts(path.begin(), path.end());
  rest.insert(rest.begin(), parts.begin(), parts.end());
}

bool is_absent(const fs::file_status& status, const std::error_code& error) {
  return status.type() == fs::file_type::not_found || error == std::errc::not_a_directory;
}

}  // namespace

Result<std::optional<fs::path>> resolve_below(const fs::path& root, const fs::path& path) {
  fs::path at = "/";
  std::deque<fs::path> rest(path.begin(), path.end());
  for (int links = 0; !rest.empty();) {
    const auto part = rest.front();
    rest.pop_front();
    if (part.empty() || part == "." || part == "/") continue;
    if (part == "..") {
      at = at.parent_path();
      continue;
    }
    std::error_code error;
    const auto next = at / part;
    const auto status = fs::symlink_status(outside(root, next), error);
    if (is_absent(status, error)) return std::nullopt;
    if (error) {
      // It is the folder that may not be searched, whatever is in it.
      const auto& at_fault = error == std::errc::permission_denied ? at : next;
      return fail("file-unreadable", fmt::format("{}: {}", at_fault.string(), error.message()));
    }
    if (!fs::is_symlink(status)) {
      at = next;
      continue;
    }
    if (++links > kMostLinks) return fail("too-many-links", fmt::format("{}: too many links", path.string()));
    const auto target = fs::read_symlink(outside(root, next), error);
    if (error) return fail("file-unreadable", fmt::format("{}: {}", next.string(), error.message()));
    if (target.is_absolute()) at = "/";
    push_front(rest, target);
  }
  return at;
}

fs::path outside(const fs::path& root, const fs::path& path) {
  return root / path.relative_path();
}

}  // namespace rehearse
