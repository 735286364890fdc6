#pragma once

#include <string_view>
#include <vector>

namespace rehearse {

/// The parts of "a:b:c", as PATH has them. Empty ones count: a shell takes them for the folder it works in.
/// An empty list has none. Borrowed from `text`. Threads: safe.
std::vector<std::string_view> split_path_list(std::string_view text);

}  // namespace rehearse
