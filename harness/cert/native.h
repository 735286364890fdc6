#pragma once
// The door to OpenSSL for the rooms that may include it (store, trust, probe, lab): everything else uses
// Certificate.

#include "base/handle.h"
#include "cert/certificate.h"
#include "cert/key_pair.h"

extern "C" {
typedef struct x509_st X509;
typedef struct evp_pkey_st EVP_PKEY;
void X509_free(X509*);
}

namespace rehearse::cert {

using X509Handle = Handle<X509, X509_free>;

/// A fresh X509 object of the certificate's bytes. Never null: the bytes decoded once already. Threads: safe.
X509Handle to_x509(const Certificate& certificate);

/// The certificate behind an X509 object, which stays the caller's. Errors: bad-certificate.
Result<CertificatePtr> from_x509(X509* x509);

/// Whether a certificate says inside of its signed part the same of its signature as outside. Parameters that
/// are absent count as NULL for RSA and ECDSA with SHA-2, as GnuTLS and Java have it; OpenSSL and Go mind the
/// difference. Threads: safe. Source: GnuTLS 3.7.9, lib/x509/x509.c, compare_sig_algorithm(); OpenJDK,
/// sun.security.x509.AlgorithmId, parse() and equals(); asked of both.
bool names_one_signature_algorithm(const X509* x509);

/// The key of a pair, which keeps it. Threads: OpenSSL counts references; nobody changes it.
EVP_PKEY* private_key(const KeyPair& pair);

/// The oldest entry of OpenSSL's error queue as text, and the queue emptied. Empty text if there was none.
std::string take_openssl_error();

}  // namespace rehearse::cert
