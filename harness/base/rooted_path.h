#pragma once

#include <filesystem>
#include <optional>

#include "base/result.h"

namespace rehearse {

/// Where `path` leads for a process whose root folder is `root`: every link followed, absolute ones and ".."
/// included, and never out of it. A container's root has links such as /etc/ssl/certs/java/cacerts that mean
/// its own tree. The result is absolute and as that process would see it; `root` stands before it outside.
///
/// Nothing where nothing is there. Errors: file-unreadable (a folder that may not be searched),
/// too-many-links (they go round). Threads: safe. What changes meanwhile may be missed: this is no barrier
/// against an attacker. Source: path_resolution(7), and what openat2(2) calls RESOLVE_IN_ROOT.
Result<std::optional<std::filesystem::path>> resolve_below(const std::filesystem::path& root,
                                                           const std::filesystem::path& path);

/// `path`, absolute, as it is called outside of `root`.
std::filesystem::path outside(const std::filesystem::path& root, const std::filesystem::path& path);

}  // namespace rehearse
