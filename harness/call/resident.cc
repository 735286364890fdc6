#include "call/resident.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <new>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "call/shut_in.h"

namespace rehearse::call {
namespace {

struct Question {
  std::size_t subject_bytes = 0;
  std::size_t question_bytes = 0;
};

struct Answer {
  int status = 0;  ///< of the copy, as waitpid() has it
  std::size_t bytes = 0;
};

// Where a copy leaves its answer, mapped by it and by the child that stays: one that is killed half-way
// through leaves the length at 0 and the conversation with the parent whole.
struct Slate {
  std::size_t bytes;
  char* text() { return reinterpret_cast<char*>(this + 1); }
};

bool send_all(int fd, const void* data, std::size_t size) {
  for (const auto* at = static_cast<const char*>(data); size > 0;) {
    const auto sent = send(fd, at, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    at += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

constexpr int kForEver = -1;

// Waits for each piece at most `timeout` milliseconds. For ever goes without poll(), which a process that may
// open no descriptor is refused.
bool receive_all(int fd, void* data, std::size_t size, int timeout) {
  for (auto* at = static_cast<char*>(data); size > 0;) {
    pollfd wait{.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = timeout == kForEver ? 1 : poll(&wait, 1, timeout);
    if (ready == 0) return false;
    const auto got = ready < 0 ? ready : recv(fd, at, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

template <class Text>
bool receive_text(int fd, Text& text, std::size_t size, int timeout) {
  text.resize(size);
  return receive_all(fd, text.data(), size, timeout);
}

// The child that stays, after fork().
class Stayer {
 public:
  Stayer(const ChildLimits& limits, const Resident::Work& work) : x_limits(limits), x_work(work) {}

  // Its answers need room that its copies share.
  bool settle(int parent) {
    auto* slate = mmap(nullptr, sizeof(Slate) + x_limits.answer_bytes, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (slate == MAP_FAILED) return false;
    x_slate = static_cast<Slate*>(slate);
    signal(SIGCHLD, SIG_DFL);  // ignored, it would leave no status
    return shut_in(x_limits, parent);
  }

  // Until the parent has gone or has closed its end.
  [[noreturn]] void serve() {
    for (Question sizes; receive_all(kParentFd, &sizes, sizeof sizes, kForEver);) {
      std::string subject, question;
      if (!receive_text(kParentFd, subject, sizes.subject_bytes, kForEver) ||
          !receive_text(kParentFd, question, sizes.question_bytes, kForEver)) {
        break;
      }
      x_work.prepare(subject);
      x_slate->bytes = 0;
      const pid_t copy = fork();
      if (copy == 0) answer_and_end(subject, question);
      Answer answer{.status = copy < 0 ? -1 : wait_for_end(copy)};
      if (answer.status == 0) answer.bytes = x_slate->bytes;
      if (!send_all(kParentFd, &answer, sizeof answer) ||
          !send_all(kParentFd, x_slate->text(), answer.bytes)) {
        break;
      }
    }
    _exit(0);
  }

 private:
  [[noreturn]] void answer_and_end(const std::string& subject, std::string_view question) {
    close(kParentFd);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || !bound_cpu_time(x_limits)) {
      exit_child(ChildExit::not_shut_in);
    }
    const std::string text = x_work.answer(subject, question);
    if (text.size() > x_limits.answer_bytes) exit_child(ChildExit::answer_too_long);
    std::memcpy(x_slate->text(), text.data(), text.size());
    x_slate->bytes = text.size();
    _exit(0);
  }

  const ChildLimits& x_limits;
  const Resident::Work& x_work;
  Slate* x_slate = nullptr;
};

[[noreturn]] void be_resident(const ChildLimits& limits, int parent, const Resident::Work& work) {
  try {
    Stayer stayer(limits, work);
    if (!stayer.settle(parent)) exit_child(ChildExit::not_shut_in);
    stayer.serve();
  } catch (const std::bad_alloc&) {
    exit_child(ChildExit::out_of_memory);
  } catch (...) {
    exit_child(ChildExit::threw);
  }
}

}  // namespace

struct Resident::Process {
  Process(const ChildLimits& of, pid_t child, int fd) : limits(of), pid(child), socket(fd) {}
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() { end(); }

  // It hears that the socket is closed, but not while it is at work.
  void end() {
    if (pid <= 0) return;
    socket.reset();
    kill(pid, SIGKILL);
    wait_for_end(pid);
    pid = 0;
  }

  ChildLimits limits;
  pid_t pid;
  Descriptor socket;
};

Resident::Resident(std::unique_ptr<Process> process) : x_process(std::move(process)) {}
Resident::Resident(Resident&&) noexcept = default;
Resident& Resident::operator=(Resident&&) noexcept = default;
Resident::~Resident() = default;

Result<Resident> Resident::start(const ChildLimits& limits, const Work& work) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return fail("child-unavailable", std::strerror(errno));
  }
  const Descriptor theirs(ends[1]);
  auto process = std::make_unique<Process>(limits, 0, ends[0]);
  process->pid = fork();
  if (process->pid < 0) return fail("child-unavailable", std::strerror(errno));
  if (process->pid == 0) be_resident(limits, theirs.get(), work);
  return Resident(std::move(process));
}

Result<std::string> Resident::ask(const std::string& subject, std::string_view question) {
  auto& process = *x_process;
  const int fd = process.socket.get();
  const Question sizes{subject.size(), question.size()};
  Answer answer;
  std::string text;
  if (process.pid > 0 && send_all(fd, &sizes, sizeof sizes) && send_all(fd, subject.data(), subject.size()) &&
      send_all(fd, question.data(), question.size()) &&
      receive_all(fd, &answer, sizeof answer, patience(process.limits)) &&
      receive_text(fd, text, answer.bytes, patience(process.limits))) {
    if (auto ended = judge_end(answer.status, process.limits); !ended) {
      return std::unexpected(std::move(ended.error()));
    }
    return text;
  }
  process.end();
  return fail("child-unavailable", "a child process gave no answer");
}

}  // namespace rehearse::call
