#include "cli/evidence_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <set>
#include <unistd.h>

#include <fmt/format.h>

#include "base/file.h"
#include "cert/certificate.h"
#include "cli/surroundings.h"
#include "report/evidence.h"

namespace rehearse::cli {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot(const fs::path& path, std::string_view why) {
  return fail("file-unwritable", fmt::format("{}: {}", path.string(), why));
}

// Without a slash at its end, which would make the folder its own parent.
fs::path folder_at(const std::string& path) {
  const fs::path out = fs::path(path).lexically_normal();
  return out.has_filename() ? out : out.parent_path();
}

fs::path parent_of(const fs::path& folder) {
  return folder.parent_path().empty() ? fs::path(".") : folder.parent_path();
}

// Every file below, and every folder without any, as a path inside. A symbolic link is one of them, and is
// not followed.
Result<std::set<std::string>> files_below(const fs::path& folder) {
  std::set<std::string> out;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->is_symlink() || !at->is_directory() || at->path().empty() || fs::is_empty(at->path(), error))
      out.insert(at->path().lexically_relative(folder).string());
  }
  if (error) return fail("file-unreadable", folder.string() + ": " + error.message());
  return out;
}

// Taken away when it goes out of scope, unless it was put in its place.
class Partial {
 public:
  explicit Partial(fs::path path) : x_path(std::move(path)) {}
  ~Partial() {
    std::error_code error;
    fs::remove_all(x_path, error);
  }
  Partial(const Partial&) = delete;
  Partial& operator=(const Partial&) = delete;
  const fs::path& path() const { return x_path; }

 private:
  fs::path x_path;
};

Result<void> fill(const fs::path& folder, const std::vector<report::File>& files) {
  std::error_code error;
  for (const auto& file : files) {
    const auto path = folder / file.name;
    fs::create_directories(path.parent_path(), error);
    if (error) return cannot(path.parent_path(), error.message());
    if (auto written = write_file(path.string(), file.text); !written) return written;
  }
  return {};
}

// The earlier folder goes where the new one was written, and away with it.
Result<void> put_in_place(const fs::path& partial, const fs::path& folder) {
  std::error_code error;
  const bool is_there = fs::exists(folder, error);
  const auto swap = [&](unsigned how) {
    return renameat2(AT_FDCWD, partial.c_str(), AT_FDCWD, folder.c_str(), how) == 0;
  };
  if (swap(is_there ? RENAME_EXCHANGE : RENAME_NOREPLACE)) return {};
  // Some network file systems know neither: then an empty folder may be replaced, and nothing else.
  if (errno == EINVAL && rename(partial.c_str(), folder.c_str()) == 0) return {};
  return cannot(folder, std::strerror(errno));
}

}  // namespace

bool is_evidence_folder(const std::string& path) {
  const auto folder = folder_at(path);
  const auto found = files_below(folder);
  const auto json = read_file((folder / "report.json").string(), FileKind::regular);
  return found && json && report::is_evidence_report(*json) &&
         std::ranges::all_of(*found, report::is_evidence_name);
}

Result<void> check_evidence_folder(const std::string& path) {
  const auto folder = folder_at(path);
  std::error_code error;
  if (!fs::is_directory(parent_of(folder), error)) return cannot(folder, "its folder does not exist");
  if (access(parent_of(folder).c_str(), W_OK) != 0) return cannot(folder, "may not be written");
  const auto status = fs::symlink_status(folder, error);
  if (!fs::exists(status)) return {};
  if (!fs::is_directory(status)) return cannot(folder, "is there, and no folder");
  if (fs::is_empty(folder, error)) return {};
  // A report that somebody signed in its file is theirs by now; other folders have a SHA256SUMS, too.
  if (!is_evidence_folder(path)) return cannot(folder, "holds what rehearse did not write");
  const auto problems = verify_evidence_folder(path);
  if (!problems) return cannot(folder, "holds what rehearse did not write");
  return problems->empty() ? Result<void>()
                           : cannot(folder, "is not as it was written: " + problems->front());
}

Result<void> write_evidence_folder(const std::string& path, const std::vector<report::File>& files) {
  if (auto free = check_evidence_folder(path); !free) return free;
  const auto folder = folder_at(path);
  auto name = (parent_of(folder) / (folder.filename().string() + ".part-XXXXXX")).string();
  if (mkdtemp(name.data()) == nullptr) return cannot(folder, std::strerror(errno));
  const Partial partial(name);
  if (auto filled = fill(partial.path(), files); !filled) return filled;
  std::error_code error;
  fs::permissions(partial.path(), fs::perms(0755), error);
  return put_in_place(partial.path(), folder);
}

Result<void> check_sums(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {};
  const auto problems = verify_evidence_folder(path);
  if (!problems) return std::unexpected(problems.error());
  for (const auto& problem : *problems) {
    if (problem.starts_with("report.json:"))
      return fail("not-as-written",
                  fmt::format("{}: {}; to read it nonetheless, name the file itself", path, problem));
  }
  return {};
}

Result<std::vector<std::string>> verify_evidence_folder(const std::string& path) {
  const auto folder = folder_at(path);
  const auto text = read_file((folder / report::kSums).string(), FileKind::regular);
  if (!text) return std::unexpected(text.error());
  auto sums = report::read_sums(*text);
  if (!sums) return std::unexpected(std::move(sums.error()).in((folder / report::kSums).string()));
  auto found = files_below(folder);
  if (!found) return std::unexpected(std::move(found.error()));
  found->erase(std::string(report::kSums));
  std::vector<std::string> out;
  for (const auto& [name, sha256] : *sums) {
    if (found->erase(name) == 0) {
      out.push_back(name + ": missing");
      continue;
    }
    const auto file = folder / name;
    std::error_code error;
    const bool is_link = fs::is_symlink(file, error);
    const auto content = read_file(file.string(), FileKind::regular);
    if (is_link || !content || cert::sha256(*content) != sha256) out.push_back(name + ": changed");
  }
  for (const auto& name : *found) out.push_back(name + ": not listed");
  return out;
}

}  // namespace rehearse::cli
