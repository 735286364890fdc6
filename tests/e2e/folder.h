#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace rehearse::e2e {

/// A temporary folder that goes away with its owner.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return x_path; }
  std::string operator/(std::string_view name) const { return (x_path / name).string(); }
  /// Writes a file in it; its path.
  std::string write(std::string_view name, std::string_view text) const;
  /// The same, and it may be run.
  std::string write_program(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path x_path;
};

/// The whole content of a file; empty where there is none.
std::string content(const std::filesystem::path& path);

}  // namespace rehearse::e2e
