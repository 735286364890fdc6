#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rehearse::machine {

/// Whether a certificate is shown where a URL's scheme leads.
enum class Shown : std::uint8_t {
  always,   ///< `https`, `ldaps`
  perhaps,  ///< `tcp`, databases: a setting elsewhere says it
  never,    ///< `http`, `ws`
};

/// A scheme of URLs whose hosts count.
struct Scheme {
  std::string_view name;
  std::uint16_t port = 443;  ///< where the URL has none
  Shown shown = Shown::always;
};

/// The scheme that the word from `from` to `end` of `text` is, which a "://" follows; null = another, or
/// none: "news", "ftp". Any letters may stand before http and https, an escape before the others; whatever
/// follows "jdbc:" is one. Threads: safe.
const Scheme* scheme_at(std::string_view text, std::size_t from, std::size_t end);

}  // namespace rehearse::machine
