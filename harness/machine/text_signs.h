#pragma once
// Characters between words, as the scanner tells them apart.

#include <string_view>

namespace rehearse::machine {

constexpr bool is_quote(char c) {
  return c == '"' || c == '\'' || c == '`';
}
/// Within a line.
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}
constexpr bool is_one_of(char c, std::string_view all) {
  return all.find(c) != std::string_view::npos;
}

}  // namespace rehearse::machine
