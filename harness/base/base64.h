#pragma once

#include <string>
#include <string_view>

namespace rehearse {

/// Base64 of RFC 4648 section 4, padded, on one line.
std::string base64(std::string_view bytes);

}  // namespace rehearse
