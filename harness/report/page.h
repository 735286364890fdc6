#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/console.h"

namespace rehearse::report {

/// What a piece of text means. Colour says it again where it is on; it never says it alone.
enum class Tone { plain, strong, quiet, good, bad, unsure };

/// Text that went through Page::safe(), or our own.
struct Piece {
  std::string text;
  Tone tone = Tone::plain;
};

/// Rows of cells under each other. The last column takes the space that is left and is wrapped, or stands
/// under its row where too little is left. All rows have as many cells.
struct Table {
  std::size_t indent = 2;
  std::vector<std::vector<Piece>> rows;
  bool keeps_last_whole = false;  ///< the last column is not wrapped: it stands under its row where it must
};

/// The page that a report for a terminal is written on: it knows width, colours and what is safe to print,
/// and nothing of what is written. No line is wider than the page but those of verbatim().
class Page {
 public:
  explicit Page(const ConsoleOptions& options);

  /// What a peer, a file or a user wrote, as it may be shown: printable(), bounded, and ASCII where the
  /// terminal has nothing else.
  std::string safe(std::string_view foreign, std::size_t limit_bytes = 240) const;
  /// Picks what this terminal can show: glyph(u8"…", "...").
  std::string_view glyph(std::string_view unicode, std::string_view ascii) const;
  const ConsoleOptions& options() const { return x_options; }

  void blank();
  /// A blank line and a title.
  void heading(std::string_view text);
  /// Wrapped; every line starts `indent` columns in.
  void paragraph(std::size_t indent, const Piece& piece);
  /// `label` and its value beside it, wrapped below itself.
  void field(std::size_t indent, std::string_view label, const Piece& value);
  /// A line to be copied: never cut and never wrapped, whatever the width. With a label like field().
  void verbatim(std::size_t indent, std::string_view label, std::string_view text);
  /// Lines of our own to be copied into a file, each from its first column on.
  void unindented(std::string_view lines);
  void table(const Table& table);

  std::string take() && { return std::move(x_out); }

 private:
  void line(std::size_t indent, std::string_view text);
  std::string paint(std::string_view text, Tone tone) const;
  std::vector<std::size_t> column_widths(const Table& table, std::size_t available) const;

  ConsoleOptions x_options;
  std::string x_out;
};

}  // namespace rehearse::report
