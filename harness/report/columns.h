#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse::report {

/// How many terminal columns `text` takes: East Asian wide characters and emoji two, combining marks none.
/// Of the host's locale nothing is asked, so the same text has the same width everywhere. The tables are of
/// whole blocks: where a terminal disagrees, a column stands askew and nothing else happens.
/// REQUIRES: `text` came through printable(). Source: Unicode 15, EastAsianWidth and category Mn.
std::size_t display_width(std::string_view text);

/// `text` in at most `columns` columns: as it is, or cut with `mark` at its end.
std::string fit(std::string_view text, std::size_t columns, std::string_view mark);

/// `text` as lines of at most `columns` columns, broken at spaces; a word that is longer by itself is broken
/// where the line ends. At least one line, which may be empty.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

/// `text` with everything outside ASCII as \u{20ac}: for terminals that show nothing else.
std::string to_ascii(std::string_view text);

}  // namespace rehearse::report
