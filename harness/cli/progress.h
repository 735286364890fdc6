#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "cli/rehearsal.h"
#include "probe/probe.h"

namespace rehearse::cli {

/// How far a run is, as a person is told.
struct Standing {
  std::size_t done = 0, total = 0;  ///< connections
  std::chrono::seconds elapsed{0};
  std::string waits_for;  ///< where the connection leads that is under way for the longest; empty = nowhere
  std::chrono::seconds waited{0};
};

/// "3/12 connections, 17 s; waiting for rest/staging, 4 s" in at most `columns` columns.
std::string progress_text(const Standing& standing, std::size_t columns, bool ascii);

/// The line on standard error while connections are made: written anew in its place, at most ten times a
/// second, and taken away at the end. It is there only where a person looks at it: both standard output and
/// standard error are a terminal that can, nobody asked for quiet, and the command is `run`. Threads: one.
class ProgressLine {
 public:
  using Clock = std::chrono::steady_clock;

  /// `rehearsal` outlives it.
  explicit ProgressLine(const Rehearsal& rehearsal);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// So many connections are to come, in stages still to begin.
  void expect(std::size_t connections) { x_total += connections; }
  /// Begins a stage of at most so many connections; who is told how far it is. Nobody where there is no line.
  /// The line outlives the watch.
  probe::Watch begin_stage(std::size_t connections);

 private:
  void tell(const probe::Progress& progress);

  const Rehearsal& x_rehearsal;
  const bool x_is_there;
  const Clock::time_point x_begun = Clock::now();
  Clock::time_point x_told = x_begun;
  bool x_is_shown = false;
  std::size_t x_total = 0;
  std::size_t x_stage_begin = 0,
              x_stage_end = 0;  // of the stage under way, counted from the first connection
};

}  // namespace rehearse::cli
