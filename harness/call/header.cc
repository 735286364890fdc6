#include "call/header.h"

#include <algorithm>

#include "base/ascii.h"

namespace rehearse::call {

bool is_header_name(std::string_view name) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return is_ascii_alphanumeric(c) || kMarks.find(c) != std::string_view::npos;
  });
}

}  // namespace rehearse::call
