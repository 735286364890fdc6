#include "base/path_list.h"

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

}  // namespace rehearse
