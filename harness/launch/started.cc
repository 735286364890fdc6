#include "launch/started.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "launch/spawn.h"

namespace rehearse::launch {
namespace {

std::vector<std::string> environment_with(const std::vector<std::string>& variables) {
  std::vector<std::string> out = variables;
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string_view text = *one;
    const auto name = text.substr(0, text.find('=') + 1);
    if (std::ranges::none_of(variables, [&](const auto& own) { return own.starts_with(name); }))
      out.emplace_back(text);
  }
  return out;
}

Result<Started> start_stage(StageOrders orders, const std::vector<std::string>& variables) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return fail("stage-failed", std::strerror(errno));
  const Descriptor ours(ends[0]);
  Descriptor theirs(ends[1]);
  const int on = 1;  // the kernel tells us the program's process as we know it, whatever it takes itself for
  setsockopt(ours.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  orders.report = theirs.get();
  const auto environment = environment_with(variables);
  auto command = stage_arguments(orders);
  command.insert(command.begin(), "/proc/self/exe");
  const auto keep_open = [&] {
    for (const int one : {orders.report, orders.hosts, orders.nsswitch}) {
      if (one >= 0) fcntl(one, F_SETFD, 0);
    }
    return true;
  };
  boost::asio::io_context context;
  boost::system::error_code error;
  auto stage = spawn(context, command, &environment, keep_open, error);
  if (error) return fail("stage-failed", error.message());
  Started out{.stage = stage.id(), .report = {}};
  stage.detach();
  theirs.reset();
  auto report = read_report(ours.get());
  if (!report) {
    waitpid(out.stage, nullptr, 0);
    return std::unexpected(std::move(report.error()));
  }
  out.report = *std::move(report);
  return out;
}

std::unexpected<Error> not_started(const std::string& command, const StageReport& report) {
  const auto why = std::strerror(report.error);
  if (report.failed != "exec") return fail("no-way", fmt::format("{}: {}", report.failed, why));
  return fail(report.error == ENOENT ? "program-not-found" : "program-not-started",
              fmt::format("{}: {}", command, why));
}

// As if nobody had held the signal: a shell is to see us stopped, and who has no shell is not stopped at all.
void stop_as_usual() {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, nullptr);
  raise(SIGTSTP);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
}

}  // namespace

sigset_t watched_signals() {
  sigset_t out;
  sigfillset(&out);
  // What tells of a fault of our own, and what the terminal keeps its order by.
  for (const int number :
       {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS, SIGPIPE, SIGTTIN, SIGTTOU})
    sigdelset(&out, number);
  return out;
}

Result<Started> start_program(StageOrders orders, const std::vector<std::string>& variables) {
  const auto command = orders.command.front();
  auto started = start_stage(std::move(orders), variables);
  if (!started || started->report.failed.empty()) return started;
  waitpid(started->stage, nullptr, 0);
  return not_started(command, started->report);
}

int wait_for_program(const Started& started) {
  const auto watched = watched_signals();
  for (;;) {
    int status = 0;
    if (waitpid(started.stage, &status, WNOHANG) == started.stage)
      return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    // A thread that was there before may have taken the signal of the end.
    constexpr timespec kAgain{.tv_sec = 0, .tv_nsec = 200'000'000};
    siginfo_t what{};
    const int number = sigtimedwait(&watched, &what, &kAgain);
    if (number <= 0 || number == SIGCHLD) continue;
    // What the terminal sends went to the program as well: only what somebody sent us goes on.
    if (what.si_code <= 0 && started.report.program > 0) kill(started.report.program, number);
    if (number == SIGTSTP) stop_as_usual();
  }
}

}  // namespace rehearse::launch
