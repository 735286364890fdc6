#include "call/child.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <new>
#include <poll.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace rehearse::call {
namespace {

constexpr int kAnswerFd = 3;
constexpr int kOutOfMemory = 3;
constexpr int kNotShutIn = 4;
constexpr int kThrew = 5;
// A child that uses up its CPU time on a busy machine needs longer than that. One that waits this long waits
// for something that will not come.
constexpr int kPatience = 20;

class Descriptor {
 public:
  explicit Descriptor(int fd) : x_fd(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  int get() const { return x_fd; }
  void close() {
    if (x_fd >= 0) ::close(x_fd);
    x_fd = -1;
  }

 private:
  int x_fd;
};

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

// A soft limit for CPU time would be a signal that can be caught; at the hard limit the kernel kills.
// RLIMIT_CORE does not bind where cores go to a program, as with apport: hence not dumpable. No descriptor
// may be opened: the last line shuts /proc, too, so it comes last.
bool shut_in(const ChildLimits& limits, int answer) {
  clearenv();
  const rlim_t mapped = mapped_bytes();
  const int null = open("/dev/null", O_RDWR);
  if (mapped == 0 || null < 0) return false;
  // Above the four, so that putting one in its place overwrites none that is still needed.
  const int out = fcntl(answer, F_DUPFD, kAnswerFd + 1);
  const int nothing = fcntl(null, F_DUPFD, kAnswerFd + 1);
  if (out < 0 || nothing < 0) return false;
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (dup2(nothing, fd) < 0) return false;
  }
  return dup2(out, kAnswerFd) == kAnswerFd && close_range(kAnswerFd + 1, ~0U, 0) == 0 &&
         prctl(PR_SET_DUMPABLE, 0) == 0 && bound(RLIMIT_CORE, 0) && bound(RLIMIT_FSIZE, 0) &&
         bound(RLIMIT_CPU, static_cast<rlim_t>(limits.cpu.count())) &&
         bound(RLIMIT_AS, mapped + limits.memory_bytes) && bound(RLIMIT_NOFILE, 0);
}

[[noreturn]] void be_child(const ChildLimits& limits, int answer, const std::function<std::string()>& work) {
  if (!shut_in(limits, answer)) _exit(kNotShutIn);
  try {
    const std::string text = work();
    for (std::size_t sent = 0; sent < text.size();) {
      const auto more = write(kAnswerFd, text.data() + sent, text.size() - sent);
      if (more < 0 && errno != EINTR) _exit(kThrew);
      if (more > 0) sent += static_cast<std::size_t>(more);
    }
  } catch (const std::bad_alloc&) {
    _exit(kOutOfMemory);
  } catch (...) {
    _exit(kThrew);
  }
  _exit(0);  // no destructor, no buffer of the parent's written twice
}

enum class Reading : std::uint8_t { whole, too_long, stuck };

Reading read_answer(int fd, const ChildLimits& limits, std::string& answer) {
  const int timeout = static_cast<int>(std::chrono::milliseconds(limits.cpu).count()) * kPatience;
  const auto piece = std::make_unique<std::array<char, 65536>>();
  for (;;) {
    pollfd wait{.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = poll(&wait, 1, timeout);
    if (ready == 0) return Reading::stuck;
    const auto got = ready < 0 ? ready : read(fd, piece->data(), piece->size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Reading::stuck;
    if (got == 0) return Reading::whole;
    answer.append(piece->data(), static_cast<std::size_t>(got));
    if (answer.size() > limits.answer_bytes) return Reading::too_long;
  }
}

Result<std::string> judged(int status, const ChildLimits& limits, std::string answer) {
  if (WIFEXITED(status)) {
    switch (WEXITSTATUS(status)) {
      case 0:
        return answer;
      case kOutOfMemory:
        return fail("child-over-limit", fmt::format("over {} MiB of memory", limits.memory_bytes >> 20));
      case kNotShutIn:
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

}  // namespace

Result<std::string> in_child(const ChildLimits& limits, const std::function<std::string()>& work) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail("child-unavailable", std::strerror(errno));
  const Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  const pid_t child = fork();
  if (child < 0) return fail("child-unavailable", std::strerror(errno));
  if (child == 0) be_child(limits, to.get(), work);
  to.close();

  std::string answer;
  const auto reading = read_answer(from.get(), limits, answer);
  if (reading != Reading::whole) kill(child, SIGKILL);
  int status = 0;
  pid_t ended = 0;
  do ended = waitpid(child, &status, 0);
  while (ended < 0 && errno == EINTR);
  if (reading == Reading::stuck) return fail("child-unavailable", "a child process gave no answer");
  if (reading == Reading::too_long) {
    return fail("child-over-limit", fmt::format("an answer of over {} bytes", limits.answer_bytes));
  }
  // Where SIGCHLD is ignored, the kernel keeps no status.
  if (ended < 0) return fail("child-unavailable", "how a child process ended could not be learnt");
  return judged(status, limits, std::move(answer));
}

void end_child_out_of_memory() {
  _exit(kOutOfMemory);
}

}  // namespace rehearse::call
