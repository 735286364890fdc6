#pragma once

#include <string_view>
#include <vector>

namespace rehearse {

/// The lines of `text`, without their line feeds; one at its end begins no further line. Borrowed from
/// `text`. Threads: safe.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace rehearse
