#pragma once
// Other programs, run for what they say.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace rehearse::launch {

/// A program to be run.
struct Task {
  std::vector<std::string> command;      ///< the program by its path, and its arguments
  std::vector<std::string> environment;  ///< "NAME=value": all that it gets, and nothing of ours
  std::string input;                     ///< what it finds on standard input
  std::chrono::seconds patience{30};     ///< longer it does not run
};

/// What came of it.
struct Captured {
  enum class End : std::uint8_t {
    exited,       ///< by itself, with `code`
    signalled,    ///< by the signal `code`
    out_of_time,  ///< it was ended
    not_started,  ///< `code` is errno's
    interrupted   ///< it was ended, or not started, because nobody waits any more
  };
  End end = End::not_started;
  int code = 0;
  std::string out, err;  ///< hostile text, at most 4 MiB each
};

/// Runs them all, `at_once` at a time, and gives what came of each, in their order. Each has a process group
/// of its own, which is ended with it where its time is over or `is_over` says so; it dies with this process,
/// and gets no descriptor of ours. No file is larger than 512 MiB that it writes.
///
/// Threads: to be called from the main thread: a program dies with the thread that started it.
std::vector<Captured> run_captured(const std::vector<Task>& tasks, std::size_t at_once,
                                   const std::function<bool()>& is_over);

}  // namespace rehearse::launch
