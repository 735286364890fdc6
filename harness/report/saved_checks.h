#pragma once

#include "judge/run.h"

namespace rehearse::report {

/// Whether a saved run bears out what it says: verdicts by the stages of their rows, rows by routes and
/// stores that are there, the whole by its rows and findings. What a run never wrote is refused: somebody
/// else did. Throws as refuse() of json_reader.h.
void check_saved_run(const judge::Run& run);

}  // namespace rehearse::report
