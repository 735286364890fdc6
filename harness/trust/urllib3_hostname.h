#pragma once

#include <string>

#include "cert/certificate.h"

namespace rehearse::trust {

/// Whether urllib3 1.26, which has its own idea of names beside OpenSSL's, takes `leaf` for a certificate of
/// `host`; requests leaves the question to it.
///
/// DNS names of the SAN; where it has neither those nor addresses, every CN. An address only by the SAN, or
/// as a CN. A wildcard stands once, in the first label, may share it with other characters, and may stand for
/// nothing then; a label in punycode has none. A name with two wildcards in its first label refuses the
/// certificate, unless a name before it covers the host.
///
/// Threads: safe. Source: urllib3 1.26, util/ssl_match_hostname.py and connection.py, _match_hostname().
bool covers_host_for_urllib3(const cert::Certificate& leaf, const std::string& host);

}  // namespace rehearse::trust
