#include "store/byte_reader.h"

#include <fmt/format.h>

namespace rehearse::store {

std::string_view ByteReader::take(std::size_t length) {
  if (x_truncated) return {};
  if (length > left()) {
    x_truncated =
        fmt::format("truncated at byte {}: {} bytes should follow byte {}", x_bytes.size(), length, x_at);
    return {};
  }
  const auto taken = x_bytes.substr(x_at, length);
  x_at += length;
  return taken;
}

}  // namespace rehearse::store
