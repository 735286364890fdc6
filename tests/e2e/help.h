#pragma once

#include <set>
#include <string>
#include <vector>

namespace rehearse::e2e {

using Words = std::vector<std::string>;

/// What the program prints where it is asked for nothing else; a failure where it does not exit with 0.
std::string printed(const Words& arguments);

Words lines_of(const std::string& text);

/// What --help lists: commands; of a command its options, short names as well, its examples and exit codes.
Words commands();
Words options_of(const std::string& command);
Words examples_of(const std::string& command);
std::set<int> exit_codes_of(const std::string& command);

}  // namespace rehearse::e2e
