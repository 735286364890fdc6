#include "launch/stage.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "launch/rights.h"
#include "launch/socket_name.h"
#include "launch/sockets.h"
#include "launch/stage_report.h"

#if defined(__x86_64__)
#define REHEARSE_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define REHEARSE_AUDIT_ARCH AUDIT_ARCH_AARCH64
#else
#define REHEARSE_AUDIT_ARCH 0
#endif

namespace rehearse::launch {
namespace {

constexpr std::string_view kMark = ":rehearse-stage";
// Memory is mounted there for a moment, in the namespace alone: what lies over a file of /etc is never on a
// disk.
constexpr const char* kScratch = "/tmp";
constexpr int kFailed = 125;  // as env(1) and others have it; never seen, for the report says why

// From now on this process dies with the one that started it; where that is gone already (the other end of
// `tie` is closed then), it ends here: nobody waits for what it would start.
void die_with_the_parent(int tie) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  pollfd other_end{.fd = tie, .events = 0, .revents = 0};
  if (poll(&other_end, 1, 0) > 0 && (other_end.revents & (POLLHUP | POLLERR)) != 0) _exit(kFailed);
}

[[noreturn]] void give_up(const StageOrders& orders, std::string_view failed) {
  StageMessage message{.error = errno};
  failed.copy(message.failed.data(), message.failed.size() - 1);
  say(orders.report, message);
  _exit(kFailed);
}

bool write_text(const char* path, const std::string& text) {
  const Descriptor file(open(path, O_WRONLY | O_CLOEXEC));
  return file && write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// Mounts and processes of its own; where that needs a user namespace, one in which everybody is who they are.
// Whether it has them: who wants nothing laid over goes on without.
bool enter_namespaces(const StageOrders& orders) {
  const auto user = geteuid(), group = getegid();
  const int wanted = CLONE_NEWNS | CLONE_NEWPID | (orders.network ? CLONE_NEWNET : 0);
  if (unshare(wanted) == 0) return true;
  if (unshare(CLONE_NEWUSER | wanted) != 0) {
    if (orders.bare) return false;
    give_up(orders, "user-namespace");
  }
  const bool mapped = write_text("/proc/self/setgroups", "deny") &&
                      write_text("/proc/self/uid_map", fmt::format("{0} {0} 1", user)) &&
                      write_text("/proc/self/gid_map", fmt::format("{0} {0} 1", group));
  if (!mapped) give_up(orders, "user-namespace");
  return true;
}

bool copy(int from, const std::string& to) {
  const Descriptor file(open(to.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  std::array<char, 65536> piece;
  off_t at = 0;
  for (;;) {
    const auto got = pread(from, piece.data(), piece.size(), at);
    if (got <= 0) return got == 0 && file;
    if (write(file.get(), piece.data(), static_cast<std::size_t>(got)) != got) return false;
    at += got;
  }
}

void lay_over(const StageOrders& orders, int from, const char* to) {
  if (from < 0) return;
  const std::string file = std::string(kScratch) + "/file";
  const bool laid = mount("none", kScratch, "tmpfs", 0, "size=64m,mode=755") == 0 && copy(from, file) &&
                    mount(file.c_str(), to, nullptr, MS_BIND, nullptr) == 0 &&
                    umount2(kScratch, MNT_DETACH) == 0;
  if (!laid) give_up(orders, "mount");
}

void mount_view(const StageOrders& orders) {
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) give_up(orders, "mount");
  lay_over(orders, orders.hosts, "/etc/hosts");
  lay_over(orders, orders.nsswitch, "/etc/nsswitch.conf");
  // What answers names in the place of the files. A cache that cannot be hidden is asked first.
  for (const char* cache : {"/run/nscd", "/var/run/nscd"}) {
    if (access(cache, F_OK) == 0 && mount("none", cache, "tmpfs", 0, "size=4k") != 0)
      give_up(orders, "mount");
  }
}

bool is_of_loopback(const SocketName& name) {
  constexpr std::uint32_t kNetwork = 127;
  return name.any.sa_family == AF_INET ? ntohl(name.v4.sin_addr.s_addr) >> 24U == kNetwork
                                       : IN6_IS_ADDR_LOOPBACK(&name.v6.sin6_addr);
}

// A host that is an address stands on loopback as well, under that address. netdevice(7); ipv6(7) has no
// structure for it that one could include beside the others'.
bool add_to_loopback(const SocketName& name, std::size_t number) {
  const Descriptor any(socket(name.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (name.any.sa_family == AF_INET6) {
    struct {
      in6_addr address;
      std::uint32_t prefix_length;
      int interface;
    } wanted{name.v6.sin6_addr, 128, static_cast<int>(if_nametoindex("lo"))};
    return any && (ioctl(any.get(), SIOCSIFADDR, &wanted) == 0 || errno == EEXIST);
  }
  ifreq wanted{};
  fmt::format_to_n(wanted.ifr_name, sizeof wanted.ifr_name - 1, "lo:{}", number);
  std::memcpy(&wanted.ifr_addr, &name.v4, sizeof name.v4);
  return any && ioctl(any.get(), SIOCSIFADDR, &wanted) == 0;
}

// Loopback, and a door on it for each host.
void open_doors(const StageOrders& orders) {
  const Descriptor any(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq loopback{};
  std::strcpy(loopback.ifr_name, "lo");
  loopback.ifr_flags = IFF_UP | IFF_RUNNING;
  if (!any || ioctl(any.get(), SIOCSIFFLAGS, &loopback) != 0) give_up(orders, "network");
  std::size_t number = 0;
  for (const auto& door : orders.doors) {
    const auto name = name_of(door.address, door.port);
    if (!is_of_loopback(name) && !add_to_loopback(name, ++number)) give_up(orders, "network");
    const auto listening = listen_at(door);
    if (!listening) give_up(orders, "network");
    say(orders.report, {.kind = StageMessage::Kind::door}, listening->get());
  }
}

int install_filter() {
  constexpr std::uint32_t kArch = offsetof(seccomp_data, arch), kNumber = offsetof(seccomp_data, nr);
  std::array<sock_filter, 6> program = {{{BPF_LD | BPF_W | BPF_ABS, 0, 0, kArch},
                                         {BPF_JMP | BPF_JEQ | BPF_K, 0, 3, REHEARSE_AUDIT_ARCH},
                                         {BPF_LD | BPF_W | BPF_ABS, 0, 0, kNumber},
                                         {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, __NR_connect},
                                         {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_USER_NOTIF},
                                         {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW}}};
  const sock_fprog filter{.len = program.size(), .filter = program.data()};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return static_cast<int>(
      syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter));
}

// Signals that are the program's business, and whether it is to ignore them, as under nohup(1).
std::array<std::pair<int, bool>, 5>& left_to_the_program() {
  static std::array<std::pair<int, bool>, 5> all = {
      {{SIGINT, false}, {SIGQUIT, false}, {SIGTERM, false}, {SIGHUP, false}, {SIGTSTP, false}}};
  return all;
}

// `reaper` is who started it; 0 where that is the first process of a namespace, with which the kernel ends
// all.
[[noreturn]] void be_program(const StageOrders& orders, pid_t reaper) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (reaper != 0 && getppid() != reaper) _exit(kFailed);
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  for (const auto& [number, was_ignored] : left_to_the_program()) {
    if (was_ignored) signal(number, SIG_IGN);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  std::vector<char*> arguments;
  for (const auto& argument : orders.command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  int listener = -1;
  if (orders.filter && (listener = install_filter()) < 0) give_up(orders, "filter");
  if (orders.network) give_up_rights();
  if (!say(orders.report, {.kind = StageMessage::Kind::program, .has_namespace = reaper == 0}, listener))
    _exit(kFailed);
  if (listener >= 0) close(listener);
  execvp(arguments.front(), arguments.data());
  give_up(orders, "exec");
}

// Dies as the program died, so that whoever waits for it sees the same.
[[noreturn]] void end_as(int status) {
  if (WIFSIGNALED(status)) {
    const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
    setrlimit(RLIMIT_CORE, &no_core);
    signal(WTERMSIG(status), SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    raise(WTERMSIG(status));
    _exit(128 + WTERMSIG(status));
  }
  _exit(WEXITSTATUS(status));
}

int wait_for(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// Whoever is left of what the program started: orphans are given to the subreaper.
void end_children() {
  for (bool any = true; any;) {
    any = false;
    std::ifstream children(fmt::format("/proc/self/task/{}/children", getpid()));
    for (pid_t child = 0; children >> child;) any = kill(child, SIGKILL) == 0 || any;
    while (waitpid(-1, nullptr, 0) > 0) {
    }
  }
}

// The first process of its namespace: what it leaves behind, the kernel ends. Without a namespace it does so
// itself.
[[noreturn]] void be_reaper(const StageOrders& orders, std::array<int, 2> ends, bool has_namespace) {
  const int status_to = ends[1];
  close(ends[0]);
  die_with_the_parent(status_to);
  const pid_t self = has_namespace ? 0 : getpid();
  // /proc of the namespace, where that may be had: else a program would find itself under another number.
  if (has_namespace)
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
  else
    prctl(PR_SET_CHILD_SUBREAPER, 1);
  const pid_t program = fork();
  if (program == 0) be_program(orders, self);
  if (program < 0) give_up(orders, "fork");
  close(orders.report);
  for (;;) {
    int status = 0;
    const pid_t ended = wait(&status);
    if (ended == program) {
      if (!has_namespace) end_children();
      const bool written = write(status_to, &status, sizeof status) == sizeof status;
      _exit(written ? 0 : kFailed);
    }
    if (ended < 0 && errno != EINTR) _exit(kFailed);
  }
}

[[noreturn]] void run(const StageOrders& orders) {
  die_with_the_parent(orders.report);
  // What the terminal sends, the program gets as well, and decides; what was ignored before, it ignores.
  for (auto& [number, was_ignored] : left_to_the_program()) was_ignored = signal(number, SIG_IGN) == SIG_IGN;
  const bool has_namespace = enter_namespaces(orders);
  if (has_namespace) mount_view(orders);
  if (orders.network) open_doors(orders);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) give_up(orders, "fork");
  const pid_t reaper = fork();
  if (reaper == 0) be_reaper(orders, ends, has_namespace);
  if (reaper < 0) give_up(orders, "fork");
  close(orders.report);
  close(ends[1]);
  wait_for(reaper);
  int status = 0;
  if (read(ends[0], &status, sizeof status) != sizeof status) _exit(kFailed);
  end_as(status);
}

std::string doors_of(const StageOrders& orders) {
  std::string out;
  for (const auto& door : orders.doors)
    out += fmt::format("{}{}:{}", out.empty() ? "" : " ", door.address.bracketed(), door.port);
  return out;
}

}  // namespace

std::vector<std::string> stage_arguments(const StageOrders& orders) {
  std::vector<std::string> out = {std::string(kMark),
                                  std::to_string(orders.report),
                                  std::to_string(orders.hosts),
                                  std::to_string(orders.nsswitch),
                                  orders.filter ? "filter" : "",
                                  orders.network ? "network"
                                  : orders.bare  ? "bare"
                                                 : "",
                                  doors_of(orders)};
  out.insert(out.end(), orders.command.begin(), orders.command.end());
  return out;
}

std::optional<int> stage_of(int argc, const char* const* argv) {
  constexpr int kCommand = 8;
  if (argc <= kCommand || argv[1] != kMark) return {};
  StageOrders orders;
  int* const descriptors[] = {&orders.report, &orders.hosts, &orders.nsswitch};
  for (int i = 0; i < 3; ++i) {
    const std::string_view number = argv[2 + i];
    if (std::from_chars(number.data(), number.data() + number.size(), *descriptors[i]).ec != std::errc())
      return kFailed;
    if (*descriptors[i] >= 0) fcntl(*descriptors[i], F_SETFD, FD_CLOEXEC);
  }
  orders.filter = *argv[5] != '\0';
  orders.network = argv[6] == std::string_view("network");
  orders.bare = argv[6] == std::string_view("bare");
  for (std::string_view rest = argv[7]; !rest.empty();) {
    const auto end = std::min(rest.find(' '), rest.size());
    if (auto door = parse_socket(rest.substr(0, end), 0)) orders.doors.push_back(*std::move(door));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  orders.command.assign(argv + kCommand, argv + argc);
  run(orders);
}

}  // namespace rehearse::launch
