#pragma once

#include <span>
#include <string_view>

namespace rehearse {

/// The word of `known` that `written` was probably meant to be: at most a third of its letters (in short
/// words: one, but not the only one) away, by the number of inserted, removed, replaced or swapped letters.
/// Empty if none is near. The first of equals wins.
std::string_view nearest(std::string_view written, std::span<const std::string_view> known);

}  // namespace rehearse
