#pragma once
// What child processes of both kinds are made of: in_child() and Resident.

#include <string>

#include "base/descriptor.h"
#include "base/result.h"
#include "call/child.h"

namespace rehearse::call {

/// Where a child that is shut in speaks to its parent: its only descriptor besides the standard ones.
inline constexpr int kParentFd = 3;

/// What a child's exit code means, besides 0.
enum class ChildExit : int { out_of_memory = 3, not_shut_in = 4, threw = 5, answer_too_long = 6 };
[[noreturn]] void exit_child(ChildExit why);

/// In a child: takes away its environment and its descriptors, `parent` but for a copy at kParentFd, and
/// bounds its memory. False where any of that cannot be done.
bool shut_in(const ChildLimits& limits, int parent);

/// In a child: bounds the CPU time it may use from its start on.
bool bound_cpu_time(const ChildLimits& limits);

/// How long to wait for a child to say something, in milliseconds. One that uses up its CPU time on a busy
/// machine needs longer than that; one that takes this long waits for something that will not come.
int patience(const ChildLimits& limits);

/// Waits for the end of a child and gives its status; below 0 where it could not be learnt.
int wait_for_end(int child);

/// Why a child with this status gave no answer; none where it ended well.
Result<void> judge_end(int status, const ChildLimits& limits);

/// Errors: child-over-limit.
std::unexpected<Error> answer_too_long(const ChildLimits& limits);

}  // namespace rehearse::call
