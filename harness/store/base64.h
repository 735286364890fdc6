#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rehearse::store {

/// What a Base64 text stands for, if it holds its alphabet, whole groups of four with their padding at the
/// end, and otherwise only characters of `ignored`; else nothing. Stops at the first that is wrong. Readers
/// of PEM differ in what they ignore, and OpenSSL's ignores most. Threads: safe. Source: RFC 4648 section 4.
std::optional<std::string> from_base64(std::string_view text, std::string_view ignored);

}  // namespace rehearse::store
