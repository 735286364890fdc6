#pragma once

#include <string>
#include <string_view>

namespace rehearse {

/// `text` as exactly one word of a POSIX shell, whatever stands in it: as it is where nothing in it means
/// anything to a shell, else in single quotes. A NUL byte is left out: no argument can carry one.
std::string shell_quoted(std::string_view text);

}  // namespace rehearse
