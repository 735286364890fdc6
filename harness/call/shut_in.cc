#include "call/shut_in.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace rehearse::call {
namespace {

bool bound(decltype(RLIMIT_CPU) what, rlim_t most) {
  const rlimit both{most, most};
  return setrlimit(what, &both) == 0;
}

// RLIMIT_AS counts everything that is mapped, and that is terabytes under a sanitizer: so the allowance is
// put on top of what there is.
rlim_t mapped_bytes() {
  // In /proc/self/statm, the first number is that of the pages.
  std::array<char, 64> text{};
  const Descriptor statm(open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  if (statm.get() < 0 || read(statm.get(), text.data(), text.size() - 1) <= 0) return 0;
  return std::strtoull(text.data(), nullptr, 10) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

void exit_child(ChildExit why) {
  _exit(static_cast<int>(why));
}

// RLIMIT_CORE does not bind where cores go to a program, as with apport: hence not dumpable. No descriptor
// may be opened: the last line shuts /proc, too, so it comes last. (For which UBSan's check of vptr, which
// probes memory by a pipe, reports what is not there; the asan preset goes without.)
bool shut_in(const ChildLimits& limits, int parent) {
  clearenv();
  const rlim_t mapped = mapped_bytes();
  const int null = open("/dev/null", O_RDWR);
  if (mapped == 0 || null < 0) return false;
  // Above the four, so that putting one in its place overwrites none that is still needed.
  const int out = fcntl(parent, F_DUPFD, kParentFd + 1);
  const int nothing = fcntl(null, F_DUPFD, kParentFd + 1);
  if (out < 0 || nothing < 0) return false;
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (dup2(nothing, fd) < 0) return false;
  }
  return dup2(out, kParentFd) == kParentFd && close_range(kParentFd + 1, ~0U, 0) == 0 &&
         prctl(PR_SET_DUMPABLE, 0) == 0 && bound(RLIMIT_CORE, 0) && bound(RLIMIT_FSIZE, 0) &&
         bound(RLIMIT_AS, mapped + limits.memory_bytes) && bound(RLIMIT_NOFILE, 0);
}

// A soft limit would be a signal that can be caught; at the hard limit the kernel kills.
bool bound_cpu_time(const ChildLimits& limits) {
  return bound(RLIMIT_CPU, static_cast<rlim_t>(limits.cpu.count()));
}

int patience(const ChildLimits& limits) {
  constexpr int kTimes = 20;
  return static_cast<int>(std::chrono::milliseconds(limits.cpu).count()) * kTimes;
}

int wait_for_end(int child) {
  int status = 0;
  pid_t ended = 0;
  do ended = waitpid(child, &status, 0);
  while (ended < 0 && errno == EINTR);
  return ended < 0 ? -1 : status;
}

Result<void> judge_end(int status, const ChildLimits& limits) {
  // Where SIGCHLD is ignored, the kernel keeps no status.
  if (status < 0) return fail("child-unavailable", "how a child process ended could not be learnt");
  if (WIFEXITED(status)) {
    switch (WEXITSTATUS(status)) {
      case 0:
        return {};
      case static_cast<int>(ChildExit::out_of_memory):
        return fail("child-over-limit", fmt::format("over {} MiB of memory", limits.memory_bytes >> 20));
      case static_cast<int>(ChildExit::answer_too_long):
        return answer_too_long(limits);
      case static_cast<int>(ChildExit::not_shut_in):
        return fail("child-unavailable", "a child process could not be shut in");
      default:
        return fail("child-crashed", fmt::format("exit code {}", WEXITSTATUS(status)));
    }
  }
  if (WTERMSIG(status) == SIGKILL) {
    return fail("child-over-limit", fmt::format("over {} s of CPU time", limits.cpu.count()));
  }
  return fail("child-crashed", fmt::format("signal {}", WTERMSIG(status)));
}

std::unexpected<Error> answer_too_long(const ChildLimits& limits) {
  return fail("child-over-limit", fmt::format("an answer of over {} bytes", limits.answer_bytes));
}

}  // namespace rehearse::call
