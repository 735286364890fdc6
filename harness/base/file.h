#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rehearse {

/// What a path may lead to. A pipe is fine for what a person hands over; where a path comes from a profile,
/// one that nobody writes to would stand still for ever.
enum class FileKind : std::uint8_t { regular, any };

/// Reads a whole file of at most 64 MiB. Errors: file-unreadable with the path and the cause: missing, not
/// permitted, a directory, too large, not readable to its end. Threads: safe.
Result<std::string> read_file(const std::string& path, FileKind kind = FileKind::any);

/// Writes the file whole or not at all: a reader never sees half of it. Errors: file-unwritable.
Result<void> write_file(const std::string& path, std::string_view text);

}  // namespace rehearse
