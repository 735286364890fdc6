#pragma once
// A certificate as Java's own parser sees it: what it refuses to read, and what it reads as absent.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "trust/facts.h"
#include "trust/java_names.h"

namespace rehearse::trust {

struct JavaCertificate {
  const Facts* facts = nullptr;  ///< borrowed
  JavaName subject, issuer;
  /// Why CertificateFactory refuses it; empty where it does not.
  std::string refusal;
  /// X509Certificate.getBasicConstraints(): -1 for what is no authority, kNoLimit for one without a path
  /// length.
  std::int64_t path_length = -1;
  /// Of the SAN; nothing where there is none, or where Java cannot read it and it is not critical.
  std::optional<std::vector<GeneralName>> names;
  bool has_unreadable_names = false;
  bool has_unreadable_usage = false;  ///< extended key usage

  static constexpr std::int64_t kNoLimit = 0x7FFFFFFF;
  const cert::Certificate& certificate() const { return *facts->certificate; }
  bool is_self_issued() const { return subject == issuer; }
  bool is_same_as(const JavaCertificate& other) const {
    return certificate().sha256 == other.certificate().sha256;
  }
};

/// The CN that Java asks for: of the last RDN that has one, the first.
/// Threads: safe. Source: OpenJDK, sun/security/x509/X500Name.java, findMostSpecificAttribute().
std::optional<std::string> java_common_name(const Facts& facts);

/// Threads: safe. `facts` must outlive the result.
/// Source: OpenJDK, sun/security/x509: X509CertImpl.parse(), X509CertInfo.parse(), CertificateExtensions,
/// X509Key.buildX509Key(), RSAKeyFactory and RSAPublicKeyImpl.
JavaCertificate java_certificate(const Facts& facts);

}  // namespace rehearse::trust
