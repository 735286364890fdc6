#pragma once

#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "base/descriptor.h"

namespace rehearse::e2e {

using Environment = std::map<std::string, std::string>;

/// How a process ended, and what it said.
struct Ended {
  int exit = -1;      ///< -1 = it was ended by a signal
  int signal = 0;     ///< the one that ended it
  long peak_kib = 0;  ///< the most memory that it, or a child it waited for, had at a time
  std::string out;
  std::string err;
};

/// A child process with exactly the environment given, whose output is read. It is killed and reaped with its
/// owner. What hangs is killed after a minute, so that a test fails instead of standing still.
/// Threads: one.
class Process {
 public:
  /// Throws std::runtime_error where it cannot be started. `command[0]` is looked up in PATH.
  Process(const std::vector<std::string>& command, const Environment& environment);
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;

  void send(int signal) const;
  enum class Stream { out, err };
  /// Reads until `mark` stands in that stream; false if it ended without.
  bool read_until(Stream stream, std::string_view mark);
  const std::string& said(Stream stream) const { return stream == Stream::out ? x_ended.out : x_ended.err; }
  /// Reads both streams to their end and reaps the process.
  Ended wait();

 private:
  // Waits for bytes of either stream and takes them; false when both are at their end.
  bool read_some();

  pid_t x_id = -1;
  Descriptor x_out, x_err;
  Ended x_ended;
};

}  // namespace rehearse::e2e
