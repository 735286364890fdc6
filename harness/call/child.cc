#include "call/child.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <new>
#include <poll.h>
#include <unistd.h>

#include "call/shut_in.h"

namespace rehearse::call {
namespace {

[[noreturn]] void be_child(const ChildLimits& limits, int answer, const std::function<std::string()>& work) {
  if (!shut_in(limits, answer) || !bound_cpu_time(limits)) exit_child(ChildExit::not_shut_in);
  try {
    const std::string text = work();
    for (std::size_t sent = 0; sent < text.size();) {
      const auto more = write(kParentFd, text.data() + sent, text.size() - sent);
      if (more < 0 && errno != EINTR) exit_child(ChildExit::threw);
      if (more > 0) sent += static_cast<std::size_t>(more);
    }
  } catch (const std::bad_alloc&) {
    exit_child(ChildExit::out_of_memory);
  } catch (...) {
    exit_child(ChildExit::threw);
  }
  _exit(0);  // no destructor, no buffer of the parent's written twice
}

enum class Reading : std::uint8_t { whole, too_long, stuck };

Reading read_answer(int fd, const ChildLimits& limits, std::string& answer) {
  const auto piece = std::make_unique<std::array<char, 65536>>();
  for (;;) {
    pollfd wait{.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = poll(&wait, 1, patience(limits));
    if (ready == 0) return Reading::stuck;
    const auto got = ready < 0 ? ready : read(fd, piece->data(), piece->size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Reading::stuck;
    if (got == 0) return Reading::whole;
    answer.append(piece->data(), static_cast<std::size_t>(got));
    if (answer.size() > limits.answer_bytes) return Reading::too_long;
  }
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
  to.reset();

  std::string answer;
  const auto reading = read_answer(from.get(), limits, answer);
  if (reading != Reading::whole) kill(child, SIGKILL);
  const int status = wait_for_end(child);
  if (reading == Reading::stuck) return fail("child-unavailable", "a child process gave no answer");
  if (reading == Reading::too_long) return answer_too_long(limits);
  if (auto ended = judge_end(status, limits); !ended) return std::unexpected(std::move(ended.error()));
  return answer;
}

void end_child_out_of_memory() {
  exit_child(ChildExit::out_of_memory);
}

}  // namespace rehearse::call
