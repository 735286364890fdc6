#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// The parts of "a:b:c", as PATH has them. Empty ones count: a shell takes them for the folder it works in.
/// An empty list has none. Borrowed from `text`. Threads: safe.
std::vector<std::string_view> split_path_list(std::string_view text);

/// The program of that name that a shell would run whose PATH is `path_list`; empty where there is none.
/// Threads: safe.
std::string find_program(std::string_view path_list, std::string_view name);

}  // namespace rehearse
