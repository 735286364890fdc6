#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "profile/document.h"

namespace rehearse::profile {

/// Turns the parser's marks into places: it counts bytes from 0, editors count characters from 1.
/// REQUIRES: `text` outlives it.
class TextPlaces {
 public:
  explicit TextPlaces(std::string_view text);

  /// Both from 0; what lies outside the text is drawn to its end.
  Place at(int line, int column_bytes) const;

  /// The first control character (tab and line ends aside) or byte that is not UTF-8.
  std::optional<Problem> first_bad_character() const;

 private:
  std::string_view x_text;
  std::vector<std::size_t> x_line_starts;
  std::vector<std::size_t> x_continuations;  // the bytes that start no character
};

}  // namespace rehearse::profile
