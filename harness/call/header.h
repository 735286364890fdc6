#pragma once

#include <string>
#include <string_view>

namespace rehearse::call {

/// Whether `name` can name a header at all: a token. Source: RFC 9110 section 5.6.2.
bool is_header_name(std::string_view name);

}  // namespace rehearse::call
