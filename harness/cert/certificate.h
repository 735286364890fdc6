#pragma once
// cert: one certificate, as bytes and as the fields everybody asks for. It knows nothing of trust: who may
// sign what, and until when that counts, is decided in trust.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/distinguished_name.h"
#include "base/instant.h"
#include "base/result.h"

namespace rehearse::cert {

/// A decoded certificate. A plain value: tests of pure rooms may fill one in by hand.
struct Certificate {
  std::string der;  ///< the exact bytes
  Sha256 sha256;    ///< of `der`
  Sha256 spki_sha256;
  DistinguishedName subject;
  DistinguishedName issuer;
  std::string serial;  ///< lower-case hex
  Instant not_before;
  Instant not_after;                      ///< OpenSSL's clients take it for expired from this second on
  std::vector<std::string> dns_names;     ///< SAN, as written: hostile text
  std::vector<std::string> ip_addresses;  ///< SAN, canonical
  std::string subject_key_id;             ///< lower-case hex, empty where absent
  std::string authority_key_id;           ///< lower-case hex, empty where absent
  std::string key_type;                   ///< "RSA-2048", "EC-P-256", "Ed25519"
  std::string signature_algorithm;        ///< OpenSSL's long name: "sha256WithRSAEncryption"
  bool is_ca = false;                     ///< basicConstraints says so

  bool is_self_issued() const { return subject == issuer; }
};

/// Shared and never changed: chains, stores and reports point at the same certificate.
using CertificatePtr = std::shared_ptr<const Certificate>;

/// Leaf first, exactly as a peer sent it or a file held it.
using Chain = std::vector<CertificatePtr>;

/// Errors: bad-certificate (not one whole X.509 certificate, or bytes behind it). Threads: safe.
Result<CertificatePtr> from_der(std::string_view der);

/// Every CERTIFICATE block of a PEM text, in order; text between and blocks of another kind (keys) are
/// skipped. Errors: bad-certificate naming the block (1-based) and its line: one that does not decode, one
/// that does not end as OpenSSL's reader wants it, and a TRUSTED CERTIFICATE, whose trust settings would be
/// lost.
Result<Chain> from_pem(std::string_view pem);

/// One CERTIFICATE block with the bytes of `der`; empty where there are none: of a certificate filled in by
/// hand. Threads: safe.
std::string to_pem(const Certificate& certificate);

/// The digest of any bytes. Threads: safe.
Sha256 sha256(std::string_view bytes);

/// Whether `issuer` signed `certificate`: its name is the issuer's, and the signature holds with its key. A
/// certificate without bytes (filled in by hand, from a report) is told by its key ids, as far as both have
/// one. Threads: safe.
bool is_issued_by(const Certificate& certificate, const Certificate& issuer);

/// The path that the certificates make from the leaf up, each issued by the next: what else came along, and
/// in which order, does not matter to a client. A root of the right name and another key is on no path.
/// REQUIRES: the chain is not empty. Threads: safe.
Chain path_of(const Chain& chain);

/// What tells two chains apart: the certificates in order, as sent.
Sha256 chain_id(const Chain& chain);

}  // namespace rehearse::cert
