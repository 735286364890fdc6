#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rehearse::store {

/// What the blocks stand for that GnuTLS takes for certificates in a PEM text. They are not always those that
/// OpenSSL finds: BEGIN and END may stand anywhere in a line, a certificate request is one of them, what
/// follows BEGIN's hyphens is Base64 already, and it ends at the first hyphen.
///
/// Errors: bad-certificate, where a block is not whole: GnuTLS then refuses the whole text. Threads: safe.
/// Source: GnuTLS 3.7.9, lib/x509/x509.c, gnutls_x509_crt_list_import(); lib/x509_b64.c,
/// _gnutls_fbase64_decode() and cpydata().
Result<std::vector<std::string>> certificates_for_gnutls(std::string_view text);

}  // namespace rehearse::store
