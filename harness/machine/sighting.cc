#include "machine/sighting.h"

#include <algorithm>
#include <system_error>

#include "base/file.h"

namespace rehearse::machine {
namespace {

namespace fs = std::filesystem;

void read_links(const fs::path& folder, Sighting& out) {
  std::error_code error;
  auto entry =
      is_proc_folder(folder / "fd") ? fs::directory_iterator(folder / "fd", error) : fs::directory_iterator();
  for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
    std::error_code gone;
    auto shown = parse_shown_path(fs::read_symlink(entry->path(), gone).string());
    if (!gone && shown) out.open.push_back(*std::move(shown));
  }
  if (error == std::errc::permission_denied) out.is_hidden = true;
  const auto executable = fs::read_symlink(folder / "exe", error);
  if (!error) out.executable = parse_shown_path(executable.string());
  if (error == std::errc::permission_denied) out.is_hidden = true;
  const auto works_in = fs::read_symlink(folder / "cwd", error);
  if (!error) out.folder = works_in;
}

// Of another user's process everybody sees the command line, and nobody the program itself.
std::string name_of(const Sighting& process) {
  if (process.executable) return process.executable->path.filename().string();
  if (process.arguments.empty()) return {};
  return fs::path(process.arguments.front()).filename().string();
}

}  // namespace

bool Sighting::maps(std::string_view prefix) const {
  return std::ranges::any_of(
      mapped, [&](const ShownPath& one) { return one.path.filename().string().starts_with(prefix); });
}

bool Sighting::is_java() const {
  return name_of(*this) == "java" || maps("libjvm.so");
}

fs::path Sighting::java_home() const {
  if (executable && name_of(*this) == "java") return executable->path.parent_path().parent_path();
  const auto library =
      std::ranges::find_if(mapped, [](const ShownPath& one) { return one.path.filename() == "libjvm.so"; });
  if (library == mapped.end()) return {};
  auto above = library->path.parent_path();
  while (above.has_relative_path() && above.filename() != "lib") above = above.parent_path();
  return above.parent_path();
}

bool Sighting::looks_at(std::string_view client) const {
  const auto name = name_of(*this);
  const bool is_python = name.starts_with("python") || maps("libpython");
  if (client == "java") return is_java();
  if (client == "python") return is_python;
  if (client == "node") return name == "node";
  if (client == "curl") return is_python || name == "curl" || name.starts_with("git") || maps("libcurl");
  return maps("libssl.so") || !maps("libc.so");
}

bool is_proc_folder(const fs::path& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type() == fs::file_type::directory;
}

Result<std::string> read_proc_file(const fs::path& path) {
  std::error_code error;
  if (fs::symlink_status(path, error).type() == fs::file_type::regular)
    return read_file(path.string(), FileKind::regular);
  return fail("file-unreadable", path.string() + ": not a regular file");
}

Sighting read_sighting(const fs::path& folder) {
  Sighting out;
  read_links(folder, out);
  const auto text = [&](const char* name) { return read_proc_file(folder / name); };
  out.arguments = split_at_zeros(text("cmdline").value_or(""));
  const auto environment = text("environ"), maps = text("maps");
  out.environment = split_at_zeros(environment.value_or(""));
  out.mapped = parse_maps(maps.value_or(""));
  if (!environment || !maps) out.is_hidden = true;
  return out;
}

}  // namespace rehearse::machine
