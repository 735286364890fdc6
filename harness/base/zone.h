#pragma once

#include <string>
#include <string_view>

#include "base/instant.h"

namespace rehearse {

/// The moment at which a clock in `zone` shows `local`: "2018-12-12 01:00" (T and seconds allowed).
/// `zone` is an IANA name (America/Los_Angeles). Abbreviations are refused: PT and PST name no offset that
/// holds all year, and the error says which zone was probably meant. Errors: bad-time (no such date, or after
/// 2037, where the rules that are read end), unknown-zone, gap-in-zone (clocks skip this time),
/// ambiguous-in-zone (it comes twice). Source: the system's tzdata.
Result<Instant> to_instant(std::string_view local, std::string_view zone);

/// `at` as a clock in `zone` shows it: "2018-12-12 01:00 PST". Errors: unknown-zone.
Result<std::string> to_local(Instant at, std::string_view zone);

/// Errors: unknown-zone, with the IANA name meant where the text is a well-known abbreviation.
Result<void> check_zone(std::string_view zone);

}  // namespace rehearse
