#pragma once

#include <string>
#include <string_view>

namespace rehearse {

/// `raw` as exactly one word of a shell, whatever stands in it: as it is where nothing in it means anything
/// to a shell, in single quotes where a person can read it, else as $'...' with octal escapes. What comes
/// back is printable as it stands, so that a line can be shown on a terminal and pasted from there. bash,
/// zsh, ksh and POSIX.1-2024 know $'...'; dash does not yet. A NUL byte is left out: no argument can carry
/// one.
std::string shell_quoted(std::string_view raw);

}  // namespace rehearse
