#include "launch/program.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <fmt/format.h>

#include "base/file.h"
#include "base/held_signals.h"
#include "launch/hosts_view.h"
#include "launch/memory_file.h"
#include "launch/stage.h"

namespace rehearse::launch {
namespace {

namespace process = boost::process::v2;

// Those that a program is sent to end it, or to be told something, and the end of the stage.
sigset_t watched_signals() {
  sigset_t out;
  sigemptyset(&out);
  for (const int number : {SIGCHLD, SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2})
    sigaddset(&out, number);
  return out;
}

// What the stage gets: the environment, and in the child, what it needs stays open.
struct Handing {
  std::array<int, 3> descriptors;
  const char* const* environment;
  template <class Launcher>
  boost::system::error_code on_setup(Launcher& launcher, const boost::filesystem::path&, const char* const*) {
    launcher.env = environment;
    return {};
  }
  template <class Launcher>
  boost::system::error_code on_exec_setup(Launcher&, const boost::filesystem::path&, const char* const*) {
    for (const int one : descriptors) {
      if (one >= 0) fcntl(one, F_SETFD, 0);
    }
    return {};
  }
};

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

struct Started {
  pid_t stage = 0;
  StageReport report;
};

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
  std::vector<const char*> pointers;
  for (const auto& one : environment) pointers.push_back(one.c_str());
  pointers.push_back(nullptr);
  boost::asio::io_context context;
  boost::system::error_code error;
  auto stage = process::posix::default_launcher()(
      context.get_executor(), error, "/proc/self/exe", stage_arguments(orders),
      Handing{{orders.report, orders.hosts, orders.nsswitch}, pointers.data()});
  if (error) {
    waitpid(-1, nullptr, WNOHANG);  // Boost 1.81 leaves the child of a failed launch behind
    return fail("stage-failed", error.message());
  }
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

// Until it ends. What the terminal sends went to the program as well: only what somebody sent us goes on.
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
    if (number > 0 && number != SIGCHLD && what.si_code <= 0 && started.report.program > 0)
      kill(started.report.program, number);
  }
}

std::vector<Detour> detours_of(const Relay& relay, const std::vector<Invented>& invented) {
  std::vector<Detour> out;
  for (std::size_t i = 0; i < relay.hosts().size(); ++i) {
    // A host that is an address is asked of nobody.
    if (auto literal = Address::parse(relay.hosts()[i].host))
      out.push_back({.address = *std::move(literal), .asked = relay.hosts()[i].port, .port = relay.port(i)});
    for (const auto& one : invented) {
      if (one.host != relay.hosts()[i].host) continue;
      for (const auto& address : one.addresses)
        out.push_back({.address = address, .asked = relay.hosts()[i].port, .port = relay.port(i)});
    }
  }
  return out;
}

std::vector<std::string> names_of(const std::vector<Staged>& hosts) {
  std::vector<std::string> out;
  for (const auto& one : hosts) out.push_back(one.host);
  return out;
}

// The doors of a network of its own stand where the hosts file leads, at the ports that are asked for.
std::vector<Socket> doors_of(const std::vector<Staged>& hosts, const std::vector<Invented>& invented) {
  std::vector<Socket> out;
  for (const auto& host : hosts) {
    const auto one = std::ranges::find(invented, host.host, &Invented::host);
    const auto literal = Address::parse(host.host);
    out.push_back({literal ? *literal : one->addresses.front(), host.port});
  }
  return out;
}

std::unexpected<Error> not_started(const Program& program, const StageReport& report) {
  const auto why = std::strerror(report.error);
  if (report.failed != "exec") return fail("no-way", fmt::format("{}: {}", report.failed, why));
  return fail(report.error == ENOENT ? "program-not-found" : "program-not-started",
              fmt::format("{}: {}", program.command.front(), why));
}

// What lies over two files of /etc while the stage makes its mounts.
struct View {
  std::vector<Invented> invented;
  Descriptor hosts, nsswitch;
};

Result<View> view_of(const std::vector<Staged>& hosts, bool with_ipv6) {
  View out{.invented = invent(names_of(hosts), with_ipv6, static_cast<unsigned>(getpid())),
           .hosts = {},
           .nsswitch = {}};
  out.hosts = memory_file(hosts_view(read_file("/etc/hosts").value_or(""), out.invented));
  const auto own = read_file("/etc/nsswitch.conf");  // without one, the files come first
  const auto order = own ? nsswitch_view(*own) : std::string();
  if (!order.empty()) out.nsswitch = memory_file(order);
  if (!out.hosts || (!order.empty() && !out.nsswitch)) return fail("stage-failed", std::strerror(errno));
  return out;
}

Result<Started> start(const Program& program, const View& view, StageOrders orders) {
  orders.hosts = view.hosts.get();
  orders.nsswitch = view.nsswitch.get();
  orders.command = program.command;
  auto started = start_stage(std::move(orders), program.variables);
  if (!started || started->report.failed.empty()) return started;
  waitpid(started->stage, nullptr, 0);
  return not_started(program, started->report);
}

// Each connection takes two descriptors here, and six once the kernel moves it; the program has its own
// limit.
void take_all_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// While it runs, and what was seen then.
Observed observe(const Started& started, Supervisor supervisor, Relay relay) {
  take_all_descriptors();
  Observed out;
  out.exit = wait_for_program(started);
  out.outside = supervisor.stop();
  out.lost = supervisor.lost();
  out.connections = relay.stop();
  out.cannot_see = {"io_uring, TCP Fast Open, QUIC and 32-bit programs connect unseen",
                    "programs that gain rights by set-user-id do not gain them here"};
  return out;
}

Result<Observed> run_by_hosts(const Program& program, const std::vector<Staged>& hosts) {
  auto relay = Relay::start(hosts);
  if (!relay) return std::unexpected(relay.error());
  auto view = view_of(hosts, relay->has_ipv6());
  if (!view) return std::unexpected(view.error());
  auto started = start(program, *view, {.filter = true});
  if (!started) return std::unexpected(started.error());
  auto supervisor =
      Supervisor::start(std::move(started->report.listener), detours_of(*relay, view->invented));
  auto out = observe(*started, std::move(supervisor), *std::move(relay));
  out.via = Via::hosts;
  out.cannot_see.insert(
      out.cannot_see.begin(),
      "a program that asks name servers itself, past the hosts file, is seen, and not redirected");
  return out;
}

Result<Observed> run_by_network(const Program& program, const std::vector<Staged>& hosts) {
  auto view = view_of(hosts, false);
  if (!view) return std::unexpected(view.error());
  const auto places = doors_of(hosts, view->invented);
  auto started = start(program, *view, {.filter = true, .network = true, .doors = places});
  // Of filters with a listener a process may have one: whoever runs under one already gets no second.
  if (!started && started.error().detail.starts_with("filter"))
    started = start(program, *view, {.network = true, .doors = places});
  if (!started) return std::unexpected(started.error());
  const bool is_filtered = static_cast<bool>(started->report.listener);
  std::vector<Door> doors;
  for (std::size_t i = 0; i < started->report.doors.size(); ++i)
    doors.push_back({.port = hosts[i].port, .v4 = std::move(started->report.doors[i]), .v6 = {}});
  auto relay = Relay::start(hosts, std::move(doors));
  auto supervisor = Supervisor::start(std::move(started->report.listener), places);
  if (!relay) kill(started->stage, SIGKILL);
  if (!relay) return std::unexpected(relay.error());
  auto out = observe(*started, std::move(supervisor), *std::move(relay));
  out.via = Via::netns;
  if (!is_filtered) out.cannot_see.emplace_back("where else it wanted to connect: nothing else is there");
  return out;
}

}  // namespace

std::string_view to_id(Via via) {
  return via == Via::hosts ? "hosts" : "netns";
}

Result<Observed> run_program(const Program& program, const std::vector<Staged>& hosts) {
  const HeldSignals held(watched_signals());
  std::string why_not;
  for (const auto via : {Via::hosts, Via::netns}) {
    if (program.via && *program.via != via) continue;
    auto observed = via == Via::hosts ? run_by_hosts(program, hosts) : run_by_network(program, hosts);
    if (observed) observed->why_not = why_not;
    if (observed || observed.error().code != "no-way") return observed;
    why_not += fmt::format("{}{}: {}", why_not.empty() ? "" : "; ", to_id(via), observed.error().detail);
  }
  return fail("no-way", why_not);
}

}  // namespace rehearse::launch
