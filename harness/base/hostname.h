#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rehearse {

/// Lower case, without the trailing dot: two spellings of one host compare equal afterwards.
std::string normal_host(std::string_view host);

/// "api.example.com:443", "[2001:db8::1]:443"
std::string with_port(std::string_view host, std::uint16_t port);

/// Whether `host` is a DNS name one can put into SNI: labels of letters, digits, hyphen and underscore, 1-63
/// each, 253 in all, the last label not all digits (that would be an IPv4 address). IDNs must come as
/// A-labels.
bool is_dns_name(std::string_view host);

/// Whether a certificate-style name pattern covers `host`: equal, or `*.` and exactly one label more.
/// The wildcard is the whole left-most label and never covers a public-suffix-like single label ("*.com"
/// covers nothing). Source: RFC 9525 section 6.3.
bool covers_name(std::string_view pattern, std::string_view host);

/// Whether `pattern` can cover anything at all: a DNS name, or `*.` before a DNS name of at least two labels.
bool is_name_pattern(std::string_view pattern);

}  // namespace rehearse
