#pragma once
// One path against one anchor, the way Java's PKIX validator asks it. Which paths are tried is java.cc's
// business.

#include <optional>
#include <string>
#include <vector>

#include "trust/java_certificate.h"
#include "trust/signatures.h"
#include "trust/verify.h"

namespace rehearse::trust {

/// Why a path is no good.
struct JavaRefusal {
  Reason reason = Reason::other;
  std::string detail;
  cert::CertificatePtr culprit;
  bool is_final = false;  ///< Java throws what nobody catches: no other path is tried
};

/// A path from the leaf up; the anchor is not in it.
using JavaPath = std::vector<const JavaCertificate*>;

/// Everything a path is judged by, besides the path.
struct JavaQuestion {
  const JavaRules& rules;
  Signatures& signatures;
  Instant at;
};

/// A refusal about this certificate, its name in front of `why`.
JavaRefusal java_refusal(Reason reason, const JavaCertificate& about, std::string_view why);

/// What one certificate is asked by itself, wherever it stands: blocked.certs, critical extensions, dates.
std::optional<JavaRefusal> java_check_alone(const JavaCertificate& certificate, const JavaQuestion& question);

/// Judges the whole path under this anchor, of which only the name, the key and the digest count.
/// Source: OpenJDK, sun/security/provider/certpath: PKIXMasterCertPathValidator, AlgorithmChecker,
/// KeyChecker, ConstraintsChecker, PolicyChecker, BasicChecker.
std::optional<JavaRefusal> java_check_path(const JavaPath& path, const JavaCertificate& anchor,
                                           const JavaQuestion& question);

/// What a TLS client asks once a path is found, and after which no other path is tried: the anchor is an
/// authority, the leaf is for servers, the anchor is not distrusted by policy.
/// Source: OpenJDK, sun/security/validator: PKIXValidator.verifyTrustAnchor(), EndEntityChecker,
/// CADistrustPolicy.
std::optional<JavaRefusal> java_check_found(const JavaCertificate& leaf, const JavaCertificate& anchor,
                                            const JavaQuestion& question);

}  // namespace rehearse::trust
