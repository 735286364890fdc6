#pragma once

#include <string>

namespace rehearse::probe {

/// The name of a TLS alert as the RFCs spell it: 48 -> "unknown_ca"; "alert_200" for one without a name.
/// Source: RFC 8446 section 6, RFC 5246 section 7.2, the IANA registry.
std::string alert_name(int number);

}  // namespace rehearse::probe
