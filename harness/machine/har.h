#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "machine/mention.h"

namespace rehearse::machine {

/// The hosts of a recording as browsers and proxies save it (HAR 1.2): the URL of every request, and where an
/// answer sent the caller, if that is another host. Mention::line is the number of the entry, from 1.
/// Other URLs of the recording (bodies, headers, referrers) are not calls, and do not count.
///
/// The text is read event by event and never held as a tree. Errors: bad-har: not JSON, or no log with
/// entries. Threads: safe. Source: HAR 1.2, log.entries[].request.url and .response.redirectURL.
Result<std::vector<Mention>> read_har(std::string_view text);

}  // namespace rehearse::machine
