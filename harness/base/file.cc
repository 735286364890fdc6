#include "base/file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

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

}  // namespace rehearse
