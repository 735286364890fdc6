#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rehearse::store {

/// The blocks of a PEM text as Java sees them. They are not always those that OpenSSL sees: lines may end in
/// a lone carriage return, any line that begins with five hyphens is a header, and text that begins with the
/// character '0' where a block could begin is DER.
struct JavaFrames {
  std::size_t blocks = 0;
  std::string refused;  ///< why Java gives up, or empty
};

/// Only how blocks are framed, and that they are Base64, not what is in them. Threads: safe.
/// Source: OpenJDK 17, sun.security.provider.X509Factory, readOneBlock() and checkHeaderFooter().
JavaFrames java_frames(std::string_view text);

}  // namespace rehearse::store
