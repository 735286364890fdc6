#pragma once

#include "trust/anchors.h"
#include "trust/verify.h"

namespace rehearse::trust {

/// Decides whether a Go program, using these anchors, would accept `chain` at `at`.
///
/// Certificate.Verify() as crypto/tls asks it, and what crypto/tls asks besides (keys it knows, keys that are
/// too large), in the release that `client` speaks for:
///   - every path is tried, roots before what was sent, until one holds; after 100 signatures it gives up
///   - anchors have dates, constraints and extended key usages like any other certificate
///   - a certificate sent that Go cannot read ends the handshake, an anchor that it cannot read is passed
///   over
///   - the host is not looked at: covers_host() is a stage of its own
///   - no revocation and no network
///
/// Units: `at` is UTC seconds; the wall clock is not read.
/// Errors: empty-chain, wrong-client (no Go rules), those of facts_of().
/// Threads: safe to call concurrently with the same arguments.
/// Source: Go, src/crypto/x509/verify.go; docs/trust-model.md; tests/trust/go_test.cc holds the proof.
Result<Answer> verify_go(const Anchors& anchors, const Client& client, const PreparedChain& chain,
                         Instant at);

}  // namespace rehearse::trust
