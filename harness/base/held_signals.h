#pragma once

#include <csignal>

namespace rehearse {

/// While it lives, signals of this set are not delivered to this thread, nor to threads that it starts then:
/// those never take one that another waits for.
class HeldSignals {
 public:
  explicit HeldSignals(const sigset_t& signals) { pthread_sigmask(SIG_BLOCK, &signals, &x_before); }
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &x_before, nullptr); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  static sigset_t all() {
    sigset_t out;
    sigfillset(&out);
    return out;
  }

 private:
  sigset_t x_before{};
};

}  // namespace rehearse
