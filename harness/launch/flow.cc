#include "launch/flow.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rehearse::launch {
namespace {

constexpr std::size_t kChunk = 64U << 10;
constexpr int kTurns = 16;               // then another connection has its turn
constexpr std::size_t kPipe = 1U << 20;  // what an ordinary user may ask for

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

Flow::State Flow::move(const std::function<void(std::string_view)>& look) {
  for (int turn = 0; turn < kTurns; ++turn) {
    const bool by_pipe = static_cast<bool>(x_pipe_in);
    Step step = Step::would_block;
    if (!x_pending.empty()) {
      step = write_some();
    } else if (x_in_pipe > 0) {
      step = out_of_pipe();
    } else if (x_ended) {
      return close_behind();
    } else {
      step = by_pipe ? into_pipe() : read_some(look);
    }
    if (step == Step::broken) return State::broken;
    if (step == Step::would_block) return State::open;
    if (step != Step::over) continue;
    // At once, and not in the next turn: there may be none, for nobody waits for anything any more.
    x_ended = true;
    return close_behind();
  }
  return State::open;
}

void Flow::pass_unseen() {
  if (x_pipe_in) return;
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
  x_pipe_out = Descriptor(ends[0]);
  x_pipe_in = Descriptor(ends[1]);
  fcntl(x_pipe_in.get(), F_SETPIPE_SZ, kPipe);  // more at once; the usual 64 KiB do as well
}

Flow::Step Flow::read_some(const std::function<void(std::string_view)>& look) {
  std::array<char, kChunk> piece;
  const auto got = recv(x_from, piece.data(), piece.size(), 0);
  if (got == 0) return Step::over;
  if (got < 0) return would_block() ? Step::would_block : Step::broken;
  x_pending.assign(piece.data(), static_cast<std::size_t>(got));
  look(x_pending);
  return Step::moved;
}

Flow::Step Flow::write_some() {
  const auto put = send(x_to, x_pending.data(), x_pending.size(), MSG_NOSIGNAL);
  if (put < 0) return would_block() ? Step::would_block : Step::broken;
  x_pending.erase(0, static_cast<std::size_t>(put));
  return Step::moved;
}

Flow::Step Flow::into_pipe() {
  const auto got =
      splice(x_from, nullptr, x_pipe_in.get(), nullptr, kPipe, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  if (got == 0) return Step::over;
  if (got < 0) return would_block() ? Step::would_block : Step::broken;
  x_in_pipe = static_cast<std::size_t>(got);
  return Step::moved;
}

Flow::Step Flow::out_of_pipe() {
  const auto put =
      splice(x_pipe_out.get(), nullptr, x_to, nullptr, x_in_pipe, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  if (put <= 0) return put < 0 && would_block() ? Step::would_block : Step::broken;
  x_in_pipe -= static_cast<std::size_t>(put);
  return Step::moved;
}

// Half of the connection may end while the other goes on.
Flow::State Flow::close_behind() {
  if (!x_told) shutdown(x_to, SHUT_WR);
  x_told = true;
  return State::ended;
}

}  // namespace rehearse::launch
