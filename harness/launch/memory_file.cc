#include "launch/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

namespace rehearse::launch {

Descriptor memory_file(std::string_view text) {
  Descriptor out(memfd_create("rehearse", MFD_CLOEXEC));
  if (out && write(out.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) out.reset();
  return out;
}

std::string content_of(const Descriptor& file, std::size_t most) {
  std::string out(most, '\0');
  std::size_t size = 0;
  while (size < most) {
    const auto got = pread(file.get(), out.data() + size, most - size, static_cast<off_t>(size));
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  out.resize(size);
  return out;
}

}  // namespace rehearse::launch
