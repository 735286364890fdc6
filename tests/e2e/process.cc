#include "e2e/process.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace rehearse::e2e {
namespace {

constexpr int kPatience_ms = 60'000;

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    from = Descriptor(ends[0]);
    to = Descriptor(ends[1]);
  }
  Descriptor from, to;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

// False at the end of the stream.
bool take(Descriptor& from, std::string& into) {
  std::array<char, 65536> block{};
  const auto got = read(from.get(), block.data(), block.size());
  if (got < 0 && errno == EINTR) return true;
  if (got <= 0) return false;
  into.append(block.data(), static_cast<std::size_t>(got));
  return true;
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const Environment& environment) {
  auto words = command;
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  Pipe out, err;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.to.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.to.get(), STDERR_FILENO);
  const int failed = posix_spawnp(&x_id, words.front().c_str(), &actions, nullptr, pointers(words).data(),
                                  pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    x_id = -1;
    throw std::runtime_error("cannot start " + command.front());
  }
  x_out = std::move(out.from);
  x_err = std::move(err.from);
}

Process::Process(Process&& other) noexcept
    : x_id(std::exchange(other.x_id, -1)),
      x_out(std::move(other.x_out)),
      x_err(std::move(other.x_err)),
      x_ended(std::move(other.x_ended)) {}

Process::~Process() {
  if (x_id < 0) return;
  kill(x_id, SIGKILL);
  while (waitpid(x_id, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Process::send(int signal) const {
  if (x_id > 0) kill(x_id, signal);
}

bool Process::read_some() {
  std::array<pollfd, 2> streams{pollfd{.fd = x_out.get(), .events = POLLIN, .revents = 0},
                                pollfd{.fd = x_err.get(), .events = POLLIN, .revents = 0}};
  if (!x_out && !x_err) return false;
  const int ready = poll(streams.data(), streams.size(), kPatience_ms);
  if (ready < 0 && errno == EINTR) return true;
  if (ready <= 0) {
    send(SIGKILL);
    return false;
  }
  if (streams[0].revents != 0 && !take(x_out, x_ended.out)) x_out.reset();
  if (streams[1].revents != 0 && !take(x_err, x_ended.err)) x_err.reset();
  return true;
}

bool Process::read_until(Stream stream, std::string_view mark) {
  while (said(stream).find(mark) == std::string::npos) {
    if (!(stream == Stream::out ? x_out : x_err) || !read_some()) return false;
  }
  return true;
}

Ended Process::wait() {
  while (read_some()) {
  }
  int status = 0;
  rusage used{};
  while (wait4(x_id, &status, 0, &used) < 0 && errno == EINTR) {
  }
  x_id = -1;
  x_ended.peak_kib = used.ru_maxrss;
  if (WIFEXITED(status)) x_ended.exit = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) x_ended.signal = WTERMSIG(status);
  return std::move(x_ended);
}

}  // namespace rehearse::e2e
