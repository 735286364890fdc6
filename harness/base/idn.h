#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rehearse {

/// How many bytes the letter takes that begins at `text[at]`, where it is one outside ASCII that a host name
/// may have; 0 for anything else. Scripts whose small letters are one mapping away: Latin, Greek, Cyrillic,
/// Hebrew, Arabic, kana, hangul, Han.
std::size_t idn_letter_bytes(std::string_view text, std::size_t at);

/// A host name with letters outside ASCII as the A-labels that are looked up and stand in certificates:
/// "bücher.example" is "xn--bcher-kva.example". Nothing where it holds what idn_letter_bytes() does not know,
/// or a label too long: a name that is converted wrongly would be another host. ASCII comes back as
/// it is. Source: RFC 3492; RFC 5891 section 5, but no bidi or context rules.
std::optional<std::string> to_a_labels(std::string_view host);

}  // namespace rehearse
