#pragma once

namespace rehearse::cli {

/// From now on the first SIGINT or SIGTERM only sets a mark, so that what was found so far is still reported;
/// a second one ends the process as usual.
void catch_interrupts();

/// Whether one came. Threads: safe.
bool interrupted();

/// Waits for one.
void wait_for_interrupt();

}  // namespace rehearse::cli
