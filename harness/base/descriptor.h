#pragma once

#include <utility>

namespace rehearse {

/// Sole owner of a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : x_fd(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : x_fd(std::exchange(other.x_fd, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;

  int get() const { return x_fd; }
  /// Hands the descriptor over.
  int release() { return std::exchange(x_fd, -1); }
  void reset();
  explicit operator bool() const { return x_fd >= 0; }

 private:
  int x_fd = -1;
};

}  // namespace rehearse
