#pragma once

#include <string_view>

#include "cert/certificate.h"

namespace rehearse::trust {

/// Whether GnuTLS takes `leaf` for a certificate of `host`.
///
/// DNS names and addresses of the SAN; where it has neither, the only CN, if the certificate is for servers.
/// A wildcard stands at the very start, covers what is left of the host's first label, and asks for two dots:
/// "*.com" covers nothing. The dot of the root is part of the name.
///
/// Threads: safe. Source: GnuTLS, lib/x509/hostname-verify.c, gnutls_x509_crt_check_hostname2(); lib/str.c,
/// _gnutls_hostname_compare().
bool covers_host_for_gnutls(const cert::Certificate& leaf, std::string_view host);

}  // namespace rehearse::trust
