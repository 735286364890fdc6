#pragma once

#include "judge/run.h"
#include "report/page.h"

namespace rehearse::report {

/// Whether the server sends the intermediates of the announced chain, and what a store needs in either case:
/// each sentence once.
void write_intermediates(Page& page, const judge::Run& run);

/// Each id once, its first instances in full, the others by where they are.
void write_findings(Page& page, const judge::Run& run);

/// What each store holds, or why it could not be read.
void write_stores(Page& page, const judge::Run& run);

/// When a store's answer becomes another one after the window, with nobody touching anything: each once.
void write_later(Page& page, const judge::Run& run);

/// How to redo by hand what is not ready.
void write_replay(Page& page, const judge::Run& run);

/// The line that says what a pass does not cover.
void write_not_tried(Page& page, const judge::Run& run);

/// The verdict and its counts: the last thing on the page.
void write_verdict(Page& page, const judge::Run& run);

}  // namespace rehearse::report
