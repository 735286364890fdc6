#pragma once

#include <string>
#include <string_view>

namespace rehearse::call {

/// ASCII letters in lower case, whatever the locale: header names and media types compare without case.
std::string ascii_lower(std::string_view text);

/// Whether two header names are the same.
bool same_header(std::string_view a, std::string_view b);

/// Whether `name` can name a header at all: a token. Source: RFC 9110 section 5.6.2.
bool is_header_name(std::string_view name);

}  // namespace rehearse::call
