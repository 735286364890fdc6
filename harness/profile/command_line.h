#pragma once

#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace rehearse::profile {

/// Takes one command apart into its words, as a POSIX shell does.
///
/// Understood: blanks, single and double quotes, backslashes, lines that go on behind a backslash, comments,
/// and bash's $'...' with its escapes, which browsers write. Nothing is expanded: $NAME, $(...), backquotes
/// and ~ are errors, and so is whatever would start a second command or redirect. `*`, `?` and `[` are
/// themselves, as in a folder where nothing matches. A secret piece is never looked into: it stays whole, in
/// the word that it stands in, quoted or not.
///
/// Errors: bad-curl; the detail repeats no secret. Threads: safe.
/// Source: POSIX.1-2017 XCU 2.2 and 2.3; the bash manual, ANSI-C Quoting.
Result<std::vector<SecretText>> split_command_line(const SecretText& line);

}  // namespace rehearse::profile
