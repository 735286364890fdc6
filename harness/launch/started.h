#pragma once
// The user's program, started by the stage and waited for.

#include <csignal>
#include <string>
#include <vector>

#include "base/result.h"
#include "launch/stage.h"
#include "launch/stage_report.h"

namespace rehearse::launch {

/// A program that runs.
struct Started {
  int stage = 0;
  StageReport report;
};

/// Those signals that wait_for_program() takes: to be held (HeldSignals) before any thread is started.
sigset_t watched_signals();

/// Runs the stage with these orders, `report` of which is made here; the program gets our environment and
/// `variables`, "NAME=value". Errors: no-way (what the stage could not have; the text says what),
/// program-not-found, program-not-started, stage-failed.
Result<Started> start_program(StageOrders orders, const std::vector<std::string>& variables);

/// Until it ends: its exit code, 128 and the signal's number where one ended it. Signals that are sent to us
/// go on to it. REQUIRES: watched_signals() are held.
int wait_for_program(const Started& started);

}  // namespace rehearse::launch
