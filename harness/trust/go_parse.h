#pragma once

#include <string_view>

#include "trust/facts.h"
#include "trust/go_rules.h"

namespace rehearse::trust {

/// A certificate as Go's crypto/x509 sees it.
struct GoCertificate {
  const Facts* facts = nullptr;     ///< borrowed
  std::string_view malformed;       ///< why Go does not read it; empty: it does
  bool unhandled_critical = false;  ///< it has a critical extension that Go does not act on

  /// What its extensions say: nothing where the version is not 3, for then Go does not look at them.
  const Facts& said() const;
  const cert::CertificatePtr& certificate() const { return facts->certificate; }
};

/// Reads a certificate as Go does: strict DER, character sets of names, and the extensions that Go knows.
///
/// Where Go is more lenient than OpenSSL (bytes behind an extension's value), it is malformed here: what
/// cannot be told is not trusted. So are dates with a zone or without seconds.
///
/// Threads: safe. `facts` must outlive the result.
/// Source: Go, src/crypto/x509/parser.go, parseCertificate().
GoCertificate read_as_go(const Facts& facts, const GoRules& rules);

/// Whether Go decodes this object identifier: arcs of 31 bits at most, in their shortest form.
/// Source: Go, golang.org/x/crypto/cryptobyte/asn1.go, ReadASN1ObjectIdentifier().
bool is_oid_for_go(std::string_view content);

/// Whether the content of a BIT STRING is one to Go: unused bits are zero.
/// Source: Go, golang.org/x/crypto/cryptobyte/asn1.go, ReadASN1BitString().
bool is_bit_string_for_go(std::string_view content);

/// Why Go does not read this extension, or nothing. Sets `unhandled` where Go does not act on all of it.
/// Source: Go, src/crypto/x509/parser.go, processExtensions().
std::string_view problem_of_extension(const Extension& extension, const GoRules& rules, bool& unhandled);

}  // namespace rehearse::trust
