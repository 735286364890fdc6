#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "base/result.h"

namespace rehearse::call {

/// What a child may use up before it is ended.
struct ChildLimits {
  std::chrono::seconds cpu{2};
  std::size_t memory_bytes = 256U << 20;  ///< of address space, beyond what this process has mapped
  std::size_t answer_bytes = 1U << 20;
};

/// Runs `work` in a forked copy of this process and hands back what it returned.
///
/// The copy has an empty environment and no open descriptor of this process, can open none, leaves no core
/// and shows nothing on standard output or error: what `work` does there, it cannot do to us or learn from
/// the machine.
///
/// Errors: child-over-limit (CPU time, memory, size of the answer), child-crashed, child-unavailable (not
/// even started, or stuck). Threads: safe. The copy has one thread only: `work` may allocate, but must not
/// take a lock that another thread of ours could hold.
Result<std::string> in_child(const ChildLimits& limits, const std::function<std::string()>& work);

/// Ends the child, so that in_child() says child-over-limit: for C libraries that call this instead of
/// throwing. REQUIRES: called by `work`.
[[noreturn]] void end_child_out_of_memory();

}  // namespace rehearse::call
