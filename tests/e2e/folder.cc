#include "e2e/folder.h"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <stdlib.h>

namespace rehearse::e2e {

Folder::Folder() {
  auto pattern = (std::filesystem::temp_directory_path() / "rehearse-e2e-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder: " + pattern);
  x_path = pattern;
}

Folder::~Folder() {
  std::error_code error;
  std::filesystem::remove_all(x_path, error);
}

std::string Folder::write(std::string_view name, std::string_view text) const {
  const auto path = *this / name;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
  return path;
}

std::string Folder::write_program(std::string_view name, std::string_view text) const {
  auto out = write(name, text);
  std::filesystem::permissions(out, std::filesystem::perms::owner_all);
  return out;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace rehearse::e2e
