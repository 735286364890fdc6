#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "base/instant.h"

namespace rehearse::trust {

/// A root that Java refuses for TLS servers although a store has it: jdk.security.caDistrustPolicies.
struct JavaDistrusted {
  std::string_view policy;  ///< "SYMANTEC_TLS"
  std::string_view sha256;  ///< of the anchor: 64 lower-case hex digits
  /// Leaves that begin before this moment are still accepted; none: no leaf is.
  std::optional<Instant> leaves_until;
};

/// Where releases of Java differ in what they make of a chain.
struct JavaRules {
  /// PKIXBuilderParameters.getMaxPathLength(): for paths that are built; those that came in order have no
  /// such limit.
  int most_intermediates = 5;
  // jdk.certpath.disabledAlgorithms
  int smallest_rsa_bits = 1024;
  int smallest_dsa_bits = 1024;
  int smallest_ec_bits = 224;
  bool refuses_dsa_signatures = false;
  /// A wildcard in a SAN meets an excluded subtree that it could stand for. NameConstraintsExtension.verify()
  bool exclusions_meet_wildcards = false;
  /// A wildcard may stand in the left-most label only. HostnameChecker.isMatched()
  bool wildcard_is_leftmost = false;
  /// A SAN or an extended key usage that does not parse, and is not critical, is an error where it is asked
  /// for; before, it was not there. X509CertImpl.getSubjectAlternativeNames()
  bool minds_unparseable = false;
};

/// The roots of SYMANTEC_TLS, ENTRUST_TLS, CAMERFIRMA_TLS and CHUNGHWA_TLS.
std::span<const JavaDistrusted> java_distrusted();

/// Whether lib/security/blocked.certs names this certificate: neither as an anchor nor below one.
bool java_blocks(std::string_view sha256_hex);

/// Whether this is a root of the public web, for which Java refuses signatures by SHA-1 ("jdkCA"). The list
/// is Mozilla's, of which OpenJDK's own is a part but for a handful; roots beyond OpenJDK's are judged too
/// hard.
bool java_knows_as_public(std::string_view sha256_hex);

}  // namespace rehearse::trust
