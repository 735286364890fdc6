#include "base/descriptor.h"

#include <unistd.h>

namespace rehearse {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    reset();
    x_fd = std::exchange(other.x_fd, -1);
  }
  return *this;
}

void Descriptor::reset() {
  if (x_fd >= 0) ::close(x_fd);
  x_fd = -1;
}

}  // namespace rehearse
