#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rehearse::profile {

/// The curl commands of a text that somebody pasted them into, each to the line before the next. One begins
/// where the first word of a line is `curl`, `curl.exe` or a path to curl, behind blanks or a prompt (`$`);
/// an indented line that goes on behind a backslash begins none. A byte order mark and CRLF are forgiven.
/// Threads: safe.
std::vector<std::string> commands_in(std::string_view text);

}  // namespace rehearse::profile
