#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/descriptor.h"

namespace rehearse::launch {

/// A file that is on no disk and has no name, closed when a program is started. None, with errno, where the
/// kernel has no room for it.
Descriptor memory_file(std::string_view text);

/// What stands in it, whoever wrote that; the first `most` bytes.
std::string content_of(const Descriptor& file, std::size_t most);

}  // namespace rehearse::launch
