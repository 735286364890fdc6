#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trust/facts.h"
#include "trust/gnutls_rules.h"

namespace rehearse::trust {

/// Why GnuTLS does not read this certificate; empty where it does. What OpenSSL's reader does not make sense
/// of in a SAN counts as unreadable too. Threads: safe.
/// Source: GnuTLS, lib/x509/x509.c, gnutls_x509_crt_import() and _gnutls_check_cert_sanity().
std::string_view problem_for_gnutls(const Facts& facts);

/// The CNs of the subject as GnuTLS reads them. One that is an IA5String, UniversalString or what else a
/// DirectoryString is not for it, is "#" and hex digits: no name of a host. Threads: safe.
/// Source: GnuTLS, lib/x509/common.c, _gnutls_x509_dn_to_string(); each kind of string measured with 3.7.9.
std::vector<std::string> common_names_for_gnutls(const Facts& facts);

/// Whether a critical extension is none that GnuTLS knows.
/// Source: GnuTLS, lib/x509/verify.c, check_for_unknown_exts(); lib/x509/supported_exts.gperf.
bool has_unknown_critical_for_gnutls(const Facts& facts);

/// Whether the key is of a kind that GnuTLS knows, and long enough for the profile.
/// Source: GnuTLS, lib/x509/verify.c, is_level_acceptable().
bool is_key_strong_for_gnutls(const PublicKey& key, const GnutlsRules& rules);

/// Whether a signature by this algorithm counts, made by such a key: no MD5, no SHA-1, no RIPEMD. A
/// certificate that names itself its issuer may have SHA-1, for 80 bits are enough for the profile. Source:
/// GnuTLS, lib/algorithms/sign.c, sign_algorithms; lib/x509/verify.c, verify_crt() and
/// _gnutls_x509_verify_data().
enum class GnutlsSigner : unsigned char { another, itself };
bool is_signature_strong_for_gnutls(const SignatureFacts& signature, const PublicKey& signer,
                                    GnutlsSigner by);

/// Whether the certificate may be used for TLS servers. "Any usage" is good enough for a leaf only; an
/// authority may name the step-up usages of the nineties instead.
/// Source: GnuTLS, lib/x509/verify.c, _gnutls_check_key_purpose().
enum class GnutlsPlace : unsigned char { leaf, authority };
bool is_for_servers_for_gnutls(const Facts& facts, GnutlsPlace place);

/// Whether `child` has every TLS feature that `issuer` has (RFC 7633: must-staple).
/// Source: GnuTLS, lib/x509/tls_features.c, gnutls_x509_tlsfeatures_check_crt().
bool has_features_of_for_gnutls(const Facts& child, const Facts& issuer);

}  // namespace rehearse::trust
