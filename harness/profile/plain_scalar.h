#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "profile/document.h"

namespace rehearse::profile {

/// What an unquoted scalar is. So `yes` and `2018-12-12` are texts, `True` and `.inf` are not.
/// Source: YAML 1.2.2 section 10.3.2, the core schema.
Plain classify_plain(std::string_view text);

/// The value of a whole number as the core schema writes one: decimal, 0x or 0o, perhaps with a sign.
std::optional<std::int64_t> parse_whole_number(std::string_view text);

}  // namespace rehearse::profile
