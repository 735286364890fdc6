#include "launch/janitor.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "launch/spawn.h"

namespace rehearse::launch {
namespace {

constexpr std::string_view kMark = ":rehearse-janitor";
constexpr int kTries = 50;
constexpr useconds_t kBetween_us = 100'000;

}  // namespace

Result<Janitor> Janitor::start(const std::string& pattern) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return fail("stage-failed", std::strerror(errno));
  Descriptor theirs(ends[0]), ours(ends[1]);
  boost::asio::io_context context;
  boost::system::error_code error;
  // The tie is its standard input; it gets nothing else that is open here.
  const auto tie = [&] {
    if (dup2(theirs.get(), STDIN_FILENO) < 0) return false;
    close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    return true;
  };
  auto started = spawn(context, {"/proc/self/exe", std::string(kMark), pattern}, nullptr, tie, error);
  if (error) return fail("stage-failed", error.message());
  Janitor out(started.id(), std::move(ours));
  started.detach();
  theirs.reset();
  for (char c = 0; read(out.x_tie.get(), &c, 1) == 1 && c != '\n';) out.x_folder += c;
  if (out.x_folder.empty()) return fail("stage-failed", "no folder could be made like " + pattern);
  return out;
}

Janitor::Janitor(Janitor&& other) noexcept
    : x_process(std::exchange(other.x_process, 0)),
      x_tie(std::move(other.x_tie)),
      x_folder(std::move(other.x_folder)) {}

Janitor::~Janitor() {
  x_tie.reset();
  while (x_process > 0 && waitpid(x_process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::optional<int> janitor_of(int argc, const char* const* argv) {
  if (argc != 3 || argv[1] != kMark) return {};
  // What ends rehearse is not meant for this one.
  for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGHUP}) signal(number, SIG_IGN);
  setpgid(0, 0);
  std::string folder = argv[2];
  const bool is_made = mkdtemp(folder.data()) != nullptr;
  const auto said = (is_made ? folder : std::string()) + "\n";
  // Whoever is gone by now does not hear it, and is not to end this one.
  send(STDIN_FILENO, said.data(), said.size(), MSG_NOSIGNAL);
  if (!is_made) return 1;
  char nothing = 0;
  ssize_t got = 0;
  do got = read(STDIN_FILENO, &nothing, 1);
  while (got > 0 || (got < 0 && errno == EINTR));
  // What was started by others may still write there while it is being ended.
  std::error_code error;
  for (int tries = 0; tries < kTries; ++tries) {
    std::filesystem::remove_all(folder, error);
    if (!std::filesystem::exists(folder, error)) return 0;
    usleep(kBetween_us);
  }
  return 1;
}

}  // namespace rehearse::launch
