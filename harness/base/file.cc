#include "base/file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

namespace rehearse {
namespace {

constexpr std::uintmax_t kLargest_bytes = 64U << 20;

std::unexpected<Error> unreadable(const std::string& path, std::string_view why) {
  return fail("file-unreadable", fmt::format("{}: {}", path, why));
}

}  // namespace

Result<std::string> read_file(const std::string& path, FileKind kind) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return unreadable(path, "no such file");
  if (error) return unreadable(path, std::strerror(error.value()));
  if (std::filesystem::is_directory(status)) return unreadable(path, "is a directory");
  if (kind == FileKind::regular && !std::filesystem::is_regular_file(status))
    return unreadable(path, "not a regular file");
  std::ifstream in(path, std::ios::binary);
  if (!in) return unreadable(path, std::strerror(errno));
  std::string out;
  std::array<char, 65536> block{};
  // In blocks: an iterator over the buffer throws where the disk fails.
  while (in.read(block.data(), block.size()) || in.gcount() > 0) {
    out.append(block.data(), static_cast<std::size_t>(in.gcount()));
    if (out.size() > kLargest_bytes) return unreadable(path, "larger than 64 MiB");
  }
  if (in.bad()) return unreadable(path, "could not be read to its end");
  return out;
}

Result<void> write_file(const std::string& path, std::string_view text) {
  const auto failed = [&](const std::string& at) {
    return fail("file-unwritable", fmt::format("{}: {}", at, std::strerror(errno)));
  };
  // A pipe or a device (/dev/stdout) cannot be replaced by a rename: it is written to.
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  const bool direct = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
  const std::string partial = direct ? path : fmt::format("{}.{}.part", path, getpid());
  const int file = open(partial.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (direct ? 0 : O_TRUNC), 0644);
  if (file < 0) return failed(path);
  bool whole = true;
  for (auto rest = text; !rest.empty() && whole;) {
    const auto written = write(file, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    whole = written > 0;
    if (whole) rest.remove_prefix(static_cast<std::size_t>(written));
  }
  whole = close(file) == 0 && whole;
  if (whole && (direct || rename(partial.c_str(), path.c_str()) == 0)) return {};
  auto problem = failed(path);
  if (!direct) unlink(partial.c_str());
  return problem;
}

}  // namespace rehearse
