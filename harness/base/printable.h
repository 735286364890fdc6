#pragma once

#include <string>
#include <string_view>

namespace rehearse {

/// `text` as it may go to a terminal or a log: what a peer, a file or a user wrote, with everything that
/// could move the cursor, change colours, reorder or hide text shown as an escape.
///   - C0, DEL and C1 controls, line feed included, as \n, \t, \e or \x07
///   - bytes that are not UTF-8 as \xff; the surrogate range and overlong forms count as such
///   - bidirectional controls, zero-width and other format characters, line and paragraph separators as
///   \u{202e}
///   - a backslash as it is: the result is for reading, not for decoding
/// `limit_bytes` bounds the result (0 = no bound); what was cut is said in the text: "... (10240 bytes)".
std::string printable(std::string_view text, std::size_t limit_bytes = 0);

}  // namespace rehearse
