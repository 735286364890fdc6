#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace rehearse::call {

/// jq's parser has a stack of 256, and an object takes two places of it. What writes a value, here and in jq,
/// calls itself for each level.
inline constexpr std::size_t kMaxJsonDepth = 128;

/// Why a peer's text is not read as JSON: it is none (RFC 8259, UTF-8), or larger than 4 MiB, or deeper than
/// 128 levels. What passes may be parsed. Errors it gives: not-json, json-over-limit. Threads: safe.
std::optional<Error> json_problem(std::string_view text);

}  // namespace rehearse::call
