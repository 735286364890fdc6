#pragma once

#include <string>
#include <vector>

#include "launch/host_outcome.h"
#include "launch/program.h"
#include "report/console.h"

namespace rehearse::report {

/// Where else the program connected to.
struct ElsewhereReport {
  std::string machine;  ///< "203.0.113.9:443"
  std::size_t connections = 0;
  std::string host;  ///< whose machine that is today: the program went past the relay; empty = none of ours
};

/// What an isolated program was allowed besides, and how often it connected there.
struct AllowedReport {
  std::string host;
  std::uint16_t port = 0;
  std::size_t connections = 0;
};

/// A program that ran redirected.
struct Exec {
  std::vector<std::string> command;
  std::string target;
  bool lab = false;
  std::vector<launch::HostReport> hosts;
  std::vector<AllowedReport> allowed;
  std::vector<ElsewhereReport> elsewhere;  ///< past the relay first
  launch::Observed observed;
};

/// What it made of each host's certificate, where else it connected to, and what could not be seen.
/// Everything of the program and of peers passes printable(). Threads: safe.
std::string render_exec_console(const Exec& exec, const ConsoleOptions& options);

/// The same as JSON, schema `rehearse-exec/1` (docs/exec.md). Keys are only ever added. Threads: safe.
std::string render_exec_json(const Exec& exec);

}  // namespace rehearse::report
