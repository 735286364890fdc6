#include "launch/captured.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <memory>
#include <optional>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/process/v2/process.hpp>

#include "launch/memory_file.h"
#include "launch/spawn.h"

namespace rehearse::launch {
namespace {

namespace process = boost::process::v2;

constexpr std::size_t kMostOutput = 4U << 20;
constexpr rlim_t kMostOfFile = 512U << 20;
constexpr std::chrono::milliseconds kLookEvery{50};

// Between fork and exec: whether all of it went well.
bool confine(int in, int out, int err) {
  const rlimit limit{.rlim_cur = kMostOfFile, .rlim_max = kMostOfFile};
  sigset_t none;
  sigemptyset(&none);
  if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0 ||
      setpgid(0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || setrlimit(RLIMIT_FSIZE, &limit) != 0)
    return false;
  sigprocmask(SIG_SETMASK, &none, nullptr);
  // Not every library closes what it has when a program is started. Kernels before 5.11 cannot do this at
  // once; what is inherited there does no harm but to stay open.
  close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  return true;
}

// One program under way.
struct Running {
  std::size_t number = 0;
  Descriptor out, err;
  process::process child;
  std::chrono::steady_clock::time_point until;
  std::optional<Captured::End> ended_as;  // where it was us who ended it
};

class Runs {
 public:
  Runs(const std::vector<Task>& tasks, std::size_t at_once, const std::function<bool()>& is_over)
      : x_tasks(tasks), x_at_once(std::max<std::size_t>(1, at_once)), x_is_over(is_over) {
    x_out.resize(tasks.size());
  }

  std::vector<Captured> go() && {
    start_more();
    look();
    x_context.run();
    return std::move(x_out);
  }

 private:
  void start_more() {
    while (x_running.size() < x_at_once && x_next < x_tasks.size()) {
      const auto number = x_next++;
      if (x_is_over && x_is_over())
        x_out[number].end = Captured::End::interrupted;
      else
        start(number);
    }
  }

  void start(std::size_t number) {
    const auto& task = x_tasks[number];
    auto& out = x_out[number];
    const auto in = memory_file(task.input);
    Running run{.number = number,
                .out = memory_file(""),
                .err = memory_file(""),
                .child = process::process(x_context),
                .until = std::chrono::steady_clock::now() + task.patience,
                .ended_as = {}};
    if (!in || !run.out || !run.err) {
      out.code = errno;
      return;
    }
    lseek(in.get(), 0, SEEK_SET);
    boost::system::error_code error;
    run.child = spawn(
        x_context, task.command, &task.environment,
        [&] { return confine(in.get(), run.out.get(), run.err.get()); }, error);
    if (error) {
      out.code = error.value();
      return;
    }
    auto& kept = *x_running.emplace_back(std::make_unique<Running>(std::move(run)));
    kept.child.async_wait([this, &kept](const boost::system::error_code& failure, int) {
      finish(kept, static_cast<bool>(failure));
    });
  }

  void finish(Running& run, bool is_lost) {
    auto& out = x_out[run.number];
    const int status = run.child.native_exit_code();
    out.end = run.ended_as.value_or(WIFSIGNALED(status) ? Captured::End::signalled : Captured::End::exited);
    if (is_lost) out.end = Captured::End::not_started;
    out.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    out.out = content_of(run.out, kMostOutput);
    out.err = content_of(run.err, kMostOutput);
    std::erase_if(x_running, [&](const auto& one) { return one.get() == &run; });
    start_more();
    if (x_running.empty()) x_look.cancel();
  }

  // Now and then, whose time is over.
  void look() {
    if (x_running.empty()) return;
    x_look.expires_after(kLookEvery);
    x_look.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      const auto now = std::chrono::steady_clock::now();
      const bool is_over = x_is_over && x_is_over();
      for (auto& run : x_running) {
        if (run->ended_as || (!is_over && now < run->until)) continue;
        run->ended_as = is_over ? Captured::End::interrupted : Captured::End::out_of_time;
        kill(-run->child.id(), SIGKILL);
      }
      look();
    });
  }

  const std::vector<Task>& x_tasks;
  const std::size_t x_at_once;
  const std::function<bool()>& x_is_over;
  boost::asio::io_context x_context;
  boost::asio::steady_timer x_look{x_context};
  std::vector<std::unique_ptr<Running>> x_running;
  std::size_t x_next = 0;
  std::vector<Captured> x_out;
};

}  // namespace

std::vector<Captured> run_captured(const std::vector<Task>& tasks, std::size_t at_once,
                                   const std::function<bool()>& is_over) {
  return Runs(tasks, at_once, is_over).go();
}

}  // namespace rehearse::launch
