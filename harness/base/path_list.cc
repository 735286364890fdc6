#include "base/path_list.h"

#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace rehearse {

std::vector<std::string_view> split_path_list(std::string_view text) {
  std::vector<std::string_view> out;
  if (text.empty()) return out;
  for (;;) {
    const auto end = text.find(':');
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

std::string find_program(std::string_view path_list, std::string_view name) {
  std::error_code error;
  for (const auto folder : split_path_list(path_list)) {
    const auto program = std::filesystem::path(folder) / name;
    if (std::filesystem::is_regular_file(program, error) && access(program.c_str(), X_OK) == 0)
      return program.string();
  }
  return {};
}

}  // namespace rehearse
