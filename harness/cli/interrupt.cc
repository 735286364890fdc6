#include "cli/interrupt.h"

#include <atomic>
#include <initializer_list>
#include <signal.h>
#include <unistd.h>

namespace rehearse::cli {
namespace {

std::atomic<bool> g_interrupted = false;  // the one thing a signal handler may touch
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) {
  g_interrupted = true;
}

}  // namespace

void catch_interrupts() {
  struct sigaction action{};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
  // A peer or a pipe that goes away is an error code, not the end of the process.
  signal(SIGPIPE, SIG_IGN);
}

bool interrupted() {
  return g_interrupted;
}

void wait_for_interrupt() {
  // Blocked while we look, let in only while we wait: a signal in between is not lost.
  sigset_t both, before;
  sigemptyset(&both);
  for (const int signal : {SIGINT, SIGTERM}) sigaddset(&both, signal);
  pthread_sigmask(SIG_BLOCK, &both, &before);
  while (!g_interrupted) sigsuspend(&before);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace rehearse::cli
