#pragma once

#include "trust/anchors.h"
#include "trust/verify.h"

namespace rehearse::trust {

/// Decides whether a program with GnuTLS, using these anchors, would accept `chain` at `at`.
///
/// gnutls_certificate_verify_peers() for a TLS server: what was sent is put in order, cut where an anchor is
/// met, and the one path that is left is checked from its top. There is no second path to try:
///   - anchors have dates, and need not be self-signed; an anchor stands for all of the same name and key
///   - extended key usages of the authorities sent count, those of the anchor do not
///   - name constraints are held against the leaf alone, its CN too where there is no DNS name
///   - one certificate that GnuTLS does not read, sent or in the store, makes all of them unusable
///   - the host is not looked at: covers_host() is a stage of its own
///   - no revocation, no stapling that a certificate may ask for, no network
///
/// Units: `at` is UTC seconds; the wall clock is not read.
/// Errors: empty-chain, wrong-client (no GnuTLS rules), those of facts_of().
/// Threads: safe to call concurrently with the same arguments.
/// Source: GnuTLS, lib/x509/verify-high.c, gnutls_x509_trust_list_verify_crt2(); lib/x509/verify.c,
/// _gnutls_verify_crt_status(); docs/trust-model.md; tests/trust/gnutls_test.cc holds the proof.
Result<Answer> verify_gnutls(const Anchors& anchors, const Client& client, const PreparedChain& chain,
                             Instant at);

}  // namespace rehearse::trust
