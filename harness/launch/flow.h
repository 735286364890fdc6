#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/descriptor.h"

namespace rehearse::launch {

/// One direction of a connection between two non-blocking sockets, which outlive it. What passes is looked at
/// until it need not be; from then on the kernel moves it, and no byte of it comes into this process.
class Flow {
 public:
  Flow(int from, int to) : x_from(from), x_to(to) {}

  enum class State : std::uint8_t { open, ended, broken };
  /// Moves what can be moved now; `look` sees every byte before it is passed on. Ended: the sender closed,
  /// and the receiver was told; broken: one of them reset the connection.
  State move(const std::function<void(std::string_view)>& look);
  /// Nothing is looked at any more. Where no pipe is to be had, bytes go on through this process.
  void pass_unseen();

  bool wants_to_read() const { return !x_ended && x_pending.empty() && x_in_pipe == 0; }
  bool wants_to_write() const { return !x_pending.empty() || x_in_pipe > 0; }

 private:
  enum class Step : std::uint8_t { moved, would_block, over, broken };
  Step read_some(const std::function<void(std::string_view)>& look);
  Step write_some();
  Step into_pipe();
  Step out_of_pipe();
  State close_behind();

  int x_from, x_to;
  std::string x_pending;
  bool x_ended = false, x_told = false;
  Descriptor x_pipe_out, x_pipe_in;  ///< where the kernel keeps what it moves
  std::size_t x_in_pipe = 0;
};

}  // namespace rehearse::launch
