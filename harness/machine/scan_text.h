#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "machine/domains.h"
#include "machine/mention.h"

namespace rehearse::machine {

struct Scanned {
  std::vector<Mention> mentions;  ///< in the order of the text
  bool is_whole = true;           ///< false = there are more than were asked for
};

/// Finds the host names of a text of any kind: a configuration, a program, a document. Every host, and none
/// invented:
///   - URLs of https, http and the schemes of scheme.h count wherever they stand, whatever escapes them
///   - `host: api.example.com:8443` counts by its key and the shape of its value (host_keys.h), and so do
///     `ENV HOST x`, `server x;` and `setHost("x")`; in a program's source only in quotes, where it is no
///     variable
///   - a bare name counts under `domains`: not as a file's or a path's part, in an e-mail address or as a
///     function; a name that only ends there ("*.example.com", "${x}.example.com") is unfinished
///   - the name of an XML namespace or a SOAP action is How::namespace_
/// Places to be filled in are never guessed: Mention::is_unfinished. docs/impact.md has it in full.
///
/// `file_name` says of which kind the text is, as far as that matters (comments, sources). Threads: safe.
Scanned scan_text(std::string_view text, std::string_view file_name, const Domains& domains,
                  std::size_t most = 20'000);

/// Reads what a person wrote for a host: "api.example.com", "api.example.com:8443", an address, or a URL
/// of a scheme that scan_text() knows. Errors: bad-host.
Result<Mention> read_host(std::string_view text);

}  // namespace rehearse::machine
