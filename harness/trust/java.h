#pragma once

#include "trust/anchors.h"
#include "trust/verify.h"

namespace rehearse::trust {

/// Decides whether a Java program, using these anchors, would accept `chain` at `at`.
///
/// The default trust manager of JSSE (PKIX) in the release that `client` speaks for:
///   - a leaf that is an anchor is accepted, nothing else asked
///   - certificates that came in order, up to one whose issuer is an anchor, are judged as that one path; if
///   it
///     fails, no other is built
///   - else paths are built, with backtracking: JavaSearch
///   - anchors count by name and key: their dates and constraints do not
///   - where Java's answer would hang on the order of its hash tables, both orders must hold
///   - a certificate that Java cannot parse, sent or in the store, fails the chain: Java reads all or nothing
///   - the host is not looked at: covers_host() is a stage of its own
///   - no revocation and no network: AIA is off by default
///   - what is about the handshake is not asked: jdk.tls.disabledAlgorithms, and the number of certificates,
///     which is refused_unread()'s
///
/// Units: `at` is UTC seconds; the wall clock is not read.
/// Errors: empty-chain, wrong-client (no Java rules), path-search-too-long, those of facts_of().
/// Threads: safe to call concurrently with the same arguments.
/// Source: OpenJDK, sun/security/validator/PKIXValidator.java; docs/trust-model.md; tests/trust/java_test.cc
/// holds the proof.
Result<Answer> verify_java(const Anchors& anchors, const Client& client, const PreparedChain& chain,
                           Instant at);

/// Whether `leaf` covers `host` for a Java client that identifies endpoints, as HTTPS does: a DNS name of the
/// SAN, or the last CN where the SAN has none; an address only by the SAN. Threads: safe. Source: OpenJDK,
/// sun/security/util/HostnameChecker.java. Its check for wildcards right under a public suffix is not made:
/// public authorities do not issue such names.
bool covers_host_for_java(const cert::Certificate& leaf, const std::string& host, const JavaRules& rules);

}  // namespace rehearse::trust
