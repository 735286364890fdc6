#pragma once
// URLs as they stand in the middle of other texts: escaped, encoded, with places to be filled in.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rehearse::machine {

/// Where a URL's "://" ends, and how often its text is percent-encoded.
struct Separator {
  std::size_t end = 0;   ///< 0 = there is none
  unsigned encoded = 0;  ///< 0 "://", 1 "%3A%2F%2F", 2 "%253A%252F%252F"
};

/// The separator that begins at `at`: "://" in any of the ways that texts escape it: `:\/\/` (JSON), `\://`
/// (properties), `\u002f` (JSON), `&#47;` (XML), percent-encoded once or twice.
Separator separator_at(std::string_view text, std::size_t at);

/// What stands between "://" and the path.
struct Authority {
  std::string host;            ///< as written, without userinfo and port; empty = none
  std::string port;            ///< digits; empty = none, or filled in elsewhere
  bool is_unfinished = false;  ///< the host has a place to be filled in
  std::size_t end = 0;         ///< behind the last byte of it
  std::string fallback;        ///< of a place like "${HOST:api.example.com}"
};

/// Reads it from `at` on. User and password are passed over and nowhere kept. `encoded` as in Separator.
Authority authority_at(std::string_view text, std::size_t at, unsigned encoded);

/// How long the place to be filled in is that begins at `at`: "${NAME}", "$NAME", "{{name}}", "{name}", "%s",
/// "%(name)s", "%NAME%", "#{name}", "<%= name %>", "<name>", "@name@"; 0 = none does.
std::size_t place_bytes(std::string_view text, std::size_t at);

/// A digest of what stands from `at` to the end of the URL or its query; 0 = nothing but slashes.
std::uint64_t path_digest(std::string_view text, std::size_t at);

}  // namespace rehearse::machine
