#include "launch/janitor.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>

namespace rehearse::launch {
namespace {

namespace process = boost::process::v2;

constexpr std::string_view kMark = ":rehearse-janitor";

// The pipe is its standard input; whatever else is open, it closes.
struct AtTheEnd {
  int end;
  template <class Launcher>
  boost::system::error_code on_exec_setup(Launcher&, const boost::filesystem::path&, const char* const*) {
    if (dup2(end, STDIN_FILENO) < 0) return {errno, boost::system::system_category()};
    close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    return {};
  }
};

}  // namespace

Result<Janitor> Janitor::start(const std::string& folder) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail("stage-failed", std::strerror(errno));
  const Descriptor theirs(ends[0]);
  Descriptor ours(ends[1]);
  boost::asio::io_context context;
  boost::system::error_code error;
  auto started = process::posix::default_launcher()(context.get_executor(), error, "/proc/self/exe",
                                                    std::vector<std::string>{std::string(kMark), folder},
                                                    AtTheEnd{theirs.get()});
  if (error) {
    waitpid(-1, nullptr, WNOHANG);  // Boost 1.81 leaves the child of a failed launch behind
    return fail("stage-failed", error.message());
  }
  const auto number = started.id();
  started.detach();
  return Janitor(number, std::move(ours));
}

Janitor::Janitor(Janitor&& other) noexcept
    : x_process(std::exchange(other.x_process, 0)), x_waits(std::move(other.x_waits)) {}

Janitor::~Janitor() {
  x_waits.reset();
  while (x_process > 0 && waitpid(x_process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::optional<int> janitor_of(int argc, const char* const* argv) {
  if (argc != 3 || argv[1] != kMark) return {};
  // What ends rehearse is not meant for this one.
  for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGHUP}) signal(number, SIG_IGN);
  setpgid(0, 0);
  char nothing = 0;
  ssize_t got = 0;
  do got = read(STDIN_FILENO, &nothing, 1);
  while (got > 0 || (got < 0 && errno == EINTR));
  std::error_code error;
  std::filesystem::remove_all(argv[2], error);
  return error ? 1 : 0;
}

}  // namespace rehearse::launch
