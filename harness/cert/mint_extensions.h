#pragma once
// What mint() puts a certificate together with. For the .cc files of minting alone.

#include <cstdint>
#include <string_view>

#include <openssl/x509.h>

#include "base/result.h"
#include "cert/mint.h"

namespace rehearse::cert {

/// "mint-failed: DOING: what OpenSSL says", its queue emptied.
std::unexpected<Error> failed(std::string_view doing);

/// ASN.1 lengths are ints in OpenSSL.
bool fits_int(std::string_view text);
Result<void> set_octets(ASN1_STRING* out, std::string_view bytes);

enum class Critical : int { no = 0, yes = 1 };
/// `value` is what `nid` wants, in OpenSSL's own form.
Result<void> add_extension(X509* x509, int nid, void* value, Critical critical);

/// The SAN; nothing where `what` has no name for it.
Result<void> set_alternative_names(X509* x509, const Mint& what);
/// Nothing where `what` constrains none.
Result<void> set_name_constraints(X509* x509, const Mint& what);

}  // namespace rehearse::cert
