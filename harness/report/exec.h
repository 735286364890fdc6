#pragma once

#include <string>
#include <vector>

#include "launch/host_outcome.h"
#include "launch/program.h"
#include "report/console.h"

namespace rehearse::report {

/// A program that ran redirected.
struct Exec {
  std::vector<std::string> command;
  std::string target;
  bool lab = false;
  std::vector<launch::HostReport> hosts;
  launch::Observed observed;
};

/// What it made of each host's certificate, where else it connected to, and what could not be seen.
/// Everything of the program and of peers passes printable(). Threads: safe.
std::string render_exec_console(const Exec& exec, const ConsoleOptions& options);

/// The same as JSON, schema `rehearse-exec/1` (docs/exec.md). Keys are only ever added. Threads: safe.
std::string render_exec_json(const Exec& exec);

}  // namespace rehearse::report
