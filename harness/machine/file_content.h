#pragma once

#include <cstdint>
#include <string_view>

namespace rehearse::machine {

/// What a file is to a search for host names.
enum class Content : std::uint8_t {
  text,
  binary,   ///< programs, pictures: a zero byte near the beginning, or first bytes that no text has
  archive,  ///< what is packed in it is not looked into, though configurations may well be
};

/// By the file's own name: "app.jar", "LOG.GZ".
bool is_archive_name(std::string_view name);

/// By its bytes: an archive may be called "app.jar.old". UTF-16 is binary here.
Content content_of(std::string_view bytes);

}  // namespace rehearse::machine
