#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace rehearse {

/// What a path may lead to. A pipe is fine for what a person hands over; where a path comes from a profile,
/// one that nobody writes to would stand still for ever.
enum class FileKind : std::uint8_t { regular, any };

/// Reads a whole file of at most 64 MiB. Errors: file-unreadable with the path and the cause: missing, not
/// permitted, a directory, too large, not readable to its end. Threads: safe.
Result<std::string> read_file(const std::string& path, FileKind kind = FileKind::any);

}  // namespace rehearse
