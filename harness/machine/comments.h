#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace rehearse::machine {

/// Whether a file is a program's source, in which a name without quotes is a variable.
bool is_source(std::string_view file_name);

/// Where the comments of a text stand, by the customs of the file's kind (its name says which). Where the
/// customs leave a doubt it is no comment: what is called must not be taken for what is only spoken of.
/// Borrows the text. Threads: one at a time.
class Comments {
 public:
  Comments(std::string_view text, std::string_view file_name);

  /// `at` must not lie before that of an earlier call; `line` is where its line begins.
  bool contains(std::size_t at, std::size_t line);

 private:
  struct Style {
    bool hash = false, slashes = false, blocks = false, angles = false, dashes = false, semicolon = false,
         bang = false;
  };
  static Style style_of(std::string_view file_name);
  void find_blocks(std::string_view open, std::string_view close);
  std::size_t begins_in(std::string_view line) const;

  std::string_view x_text;
  Style x_style;
  std::vector<std::pair<std::size_t, std::size_t>> x_blocks;  ///< from, to; in order
  std::size_t x_block = 0;                      ///< the first that does not lie before all asked
  std::size_t x_line = std::string_view::npos;  ///< the line that x_begins is known of
  std::size_t x_begins = 0;
};

}  // namespace rehearse::machine
