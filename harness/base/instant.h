#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rehearse {

/// A moment in UTC, in whole seconds: what certificates know. Only cli reads a clock; everywhere else time is
/// a parameter.
using Instant = std::chrono::sys_seconds;

/// "2018-12-12T09:00:00Z"
std::string to_rfc3339(Instant at);

/// Reads "2018-12-12T09:00:00Z", with an offset ("+01:00") or a bare date (midnight UTC) as well.
/// Errors: bad-time, also for dates that do not exist.
Result<Instant> parse_rfc3339(std::string_view text);

}  // namespace rehearse
