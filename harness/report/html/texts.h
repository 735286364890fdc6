#pragma once
// The templates, the style and the script of this folder: texts.cc.in is filled with them when it is built.

#include <span>
#include <string_view>
#include <utility>

namespace rehearse::report::html {

extern const std::string_view kPage;
extern const std::string_view kStyle;
extern const std::string_view kScript;
/// What the page takes in by name.
extern const std::span<const std::pair<std::string_view, std::string_view>> kParts;

}  // namespace rehearse::report::html
