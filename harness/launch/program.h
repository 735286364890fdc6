#pragma once
// The user's own program, redirected for its process tree alone, and what it made of the certificate.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "launch/relay.h"
#include "launch/supervisor.h"
#include "launch/via.h"

namespace rehearse::launch {

/// What a program did, and how it ended.
struct Observed {
  Via via = Via::hosts;
  std::string why_not;  ///< why a way that comes first was not to be had; empty = the first was
  int exit = 0;         ///< its exit code; 128 and the signal's number where one ended it
  std::vector<Connection> connections;  ///< `staged` counts on behind the hosts: what was allowed besides
  Outside outside;                      ///< where else it connected to
  std::size_t lost = 0;                 ///< connections that could not be led anywhere
  std::vector<std::string> cannot_see;  ///< what this way does not cover, a sentence each
};

/// What is to be run.
struct Program {
  std::vector<std::string> command;    ///< not empty; found as a shell finds it
  std::vector<std::string> variables;  ///< "NAME=value", besides our own environment
  std::optional<Via> via;              ///< no other way than this one
  std::vector<Staged> allowed = {};    ///< by netns: what else is there, where it is
  /// Told before the program runs what it may do that nobody sees or stops; may be null.
  std::function<void(const std::string&)> warn = {};
};

/// Runs the program to its end, its terminal, input and output being ours. Signals sent to this process go on
/// to it. When this process dies, the program and whatever it started die with it; what it leaves behind at
/// its own end is ended as well (but for `proxy` without process namespaces: `cannot_see` says so). Nothing
/// is written to any disk, and no other process sees the redirection.
///
/// Errors: program-not-found, program-not-started (not permitted), relay-failed, no-way (none of the ways
/// that were asked for is to be had; the text says why), stage-failed. Threads: to be called from the main
/// thread, with no other that handles signals.
Result<Observed> run_program(const Program& program, const std::vector<Staged>& hosts);

}  // namespace rehearse::launch
