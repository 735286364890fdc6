#pragma once
// What the matching of name constraints has in common, whatever client does it. Who is asked about which
// names, in which order and with which exceptions is each engine's own.

#include <string>
#include <string_view>

namespace rehearse::trust {

/// What a dot at the start of a DNS constraint says. RFC 5280 section 4.2.1.10 gives it no meaning for DNS
/// names (for URIs and mail it asks for one label more), and clients differ.
enum class LeadingDot : unsigned char {
  asks_for_a_label,  ///< ".example.com" permits "a.example.com" and not "example.com"
  is_dropped,        ///< ".example.com" is "example.com"
};

/// ASCII letters to lower case; every other byte stays: names in certificates are IA5, or hostile.
std::string to_lower_ascii(std::string_view text);

/// Whether `name` is `base` or stands under it, label by label, in any case. An empty base covers every name.
/// Threads: safe. Source: RFC 5280 section 4.2.1.10.
bool is_within_domain(std::string_view name, std::string_view base, LeadingDot dot);

/// Whether the address (4 or 16 bytes) lies in the network (address and mask: 8 or 32 bytes); both are
/// masked. False where the lengths do not fit each other. Threads: safe. Source: RFC 5280 section 4.2.1.10.
bool is_within_network(std::string_view address, std::string_view network);

/// Whether the mask of a network is ones followed by zeros only. False where the length is neither 8 nor 32.
bool has_contiguous_mask(std::string_view network);

}  // namespace rehearse::trust
