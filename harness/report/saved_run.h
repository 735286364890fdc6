#pragma once

#include <string_view>

#include "base/result.h"
#include "judge/run.h"

namespace rehearse::report {

/// The run behind a report that render_json() wrote: every report of it is, byte for byte, what the run
/// itself would have given. Reports that were written before a key existed are read without it; a certificate
/// that such a one names without its PEM has no DER. Errors: bad-report (no JSON, another schema, a key that
/// is missing or of another type, an id, a status, a time or a digest that is none, a PEM that is not what
/// its digest says). Threads: safe.
Result<judge::Run> read_saved_run(std::string_view text);

}  // namespace rehearse::report
