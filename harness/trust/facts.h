#pragma once
// What path builders of our own ask of a certificate, parsed once by OpenSSL. Nothing here judges: which of
// these facts a client minds, and what it makes of one that did not decode, is that client's engine's
// business.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cert/certificate.h"

namespace rehearse::trust {

/// One name of a SAN, of a name constraint or of an authority key id.
struct GeneralName {
  /// The context tag: RFC 5280 section 4.2.1.6.
  enum class Type : std::uint8_t {
    other = 0,
    email = 1,
    dns = 2,
    x400 = 3,
    directory = 4,
    edi_party = 5,
    uri = 6,
    ip = 7,
    registered_id = 8,
  };
  Type type = Type::other;
  /// email, dns, uri: the text as written; ip: the bytes (a constraint: address and mask); registered_id:
  /// dotted; directory and every other type: DER. Hostile bytes.
  std::string value;
  friend bool operator==(const GeneralName&, const GeneralName&) = default;
};

struct Subtree {
  GeneralName base;
  std::int64_t minimum = 0;
  std::optional<std::int64_t> maximum;
};

struct NameConstraints {
  std::vector<Subtree> permitted, excluded;
};

struct AuthorityKeyId {
  std::optional<std::string> key_id;      ///< raw bytes
  std::vector<GeneralName> issuer;        ///< of the issuer's own certificate
  std::optional<std::string> serial_der;  ///< INTEGER, DER
};

struct PolicyConstraints {
  std::optional<std::int64_t> require_explicit_policy, inhibit_policy_mapping;
};

/// An extension as it stands in the certificate.
struct Extension {
  std::string oid;  ///< dotted
  bool critical = false;
  std::string value;  ///< what the OCTET STRING holds: DER, if the issuer kept the rules
};

/// Something OpenSSL could not make sense of. What the field then holds is its default.
struct Problem {
  std::string oid;   ///< of the extension; empty where it is about the certificate itself
  std::string what;  ///< for people
};

/// The public key, as far as an algorithm limit asks for it.
struct PublicKey {
  std::string oid;    ///< of the SPKI's algorithm, dotted
  std::string curve;  ///< EC: OID of the named curve, dotted; empty where the key does not name one
  int bits = 0;       ///< RSA, DSA: of the modulus; EC: of the field's order
  bool decodes = false;
  /// EC: the point is not written out in full, as a compressed or a hybrid one. OpenSSL takes any form.
  bool has_short_point = false;
};

/// The signature of a certificate.
struct SignatureFacts {
  std::string oid;            ///< the outer algorithm, dotted
  std::string digest;         ///< OpenSSL's short name, "SHA256"; empty where the algorithm brings its own
  std::string algorithm_der;  ///< the outer AlgorithmIdentifier
  /// The signed part names the same algorithm, as cert::names_one_signature_algorithm() says.
  bool inner_is_equal = false;
};

/// RFC 5280 section 4.2.1.3, by the number of the bit.
enum class KeyUsage : std::uint8_t {
  digital_signature = 0,
  non_repudiation = 1,
  key_encipherment = 2,
  data_encipherment = 3,
  key_agreement = 4,
  key_cert_sign = 5,
  crl_sign = 6,
  encipher_only = 7,
  decipher_only = 8,
};

/// A certificate's fields as path builders ask for them. Absent extensions are empty optionals. Where an
/// extension stands twice, the first one counts and `duplicate_extensions` names it.
struct Facts {
  cert::CertificatePtr certificate;  ///< dates, digests and texts are there
  int version = 0;                   ///< 1, 2, 3
  std::string subject_der, issuer_der;
  std::string serial_der;  ///< INTEGER, DER
  int serial_sign = 0;     ///< -1, 0, 1

  bool has_basic_constraints = false;
  bool is_ca = false;
  std::optional<std::int64_t> path_length;                     ///< only as written; a CA or not
  std::optional<std::uint16_t> key_usage;                      ///< bit n is KeyUsage n
  std::optional<std::vector<std::string>> extended_key_usage;  ///< dotted OIDs
  std::optional<std::vector<GeneralName>> subject_names;       ///< SAN
  std::optional<NameConstraints> name_constraints;
  std::optional<std::vector<std::string>> policies;                  ///< dotted OIDs
  std::vector<std::pair<std::string, std::string>> policy_mappings;  ///< issuer's, subject's
  std::optional<PolicyConstraints> policy_constraints;
  std::optional<std::int64_t> inhibit_any_policy;
  std::optional<std::string> subject_key_id;  ///< raw bytes
  std::optional<AuthorityKeyId> authority_key_id;

  PublicKey key;
  SignatureFacts signature;
  std::vector<Extension> extensions;              ///< in order, duplicates too
  std::vector<std::string> duplicate_extensions;  ///< OIDs
  std::vector<Problem> problems;

  bool allows(KeyUsage usage) const {  ///< also where there is no key usage
    return !key_usage || ((*key_usage >> static_cast<unsigned>(usage)) & 1U) != 0;
  }
  const Extension* find_extension(std::string_view oid) const;
  /// Null where that extension decoded, or is absent.
  const Problem* find_problem(std::string_view oid) const;
  /// Byte for byte, as most clients ask it.
  bool is_self_issued() const { return subject_der == issuer_der; }
};

/// Dotted OIDs of the extensions that `Facts` decodes.
namespace oid {
inline constexpr std::string_view kSubjectKeyId = "2.5.29.14";
inline constexpr std::string_view kKeyUsage = "2.5.29.15";
inline constexpr std::string_view kSubjectAltName = "2.5.29.17";
inline constexpr std::string_view kBasicConstraints = "2.5.29.19";
inline constexpr std::string_view kNameConstraints = "2.5.29.30";
inline constexpr std::string_view kCertificatePolicies = "2.5.29.32";
inline constexpr std::string_view kPolicyMappings = "2.5.29.33";
inline constexpr std::string_view kAuthorityKeyId = "2.5.29.35";
inline constexpr std::string_view kPolicyConstraints = "2.5.29.36";
inline constexpr std::string_view kExtendedKeyUsage = "2.5.29.37";
inline constexpr std::string_view kInhibitAnyPolicy = "2.5.29.54";
inline constexpr std::string_view kAnyExtendedKeyUsage = "2.5.29.37.0";
inline constexpr std::string_view kServerAuth = "1.3.6.1.5.5.7.3.1";
inline constexpr std::string_view kAnyPolicy = "2.5.29.32.0";
// Of public keys.
inline constexpr std::string_view kRsaKey = "1.2.840.113549.1.1.1";
inline constexpr std::string_view kDsaKey = "1.2.840.10040.4.1";
inline constexpr std::string_view kEcKey = "1.2.840.10045.2.1";
inline constexpr std::string_view kEd25519 = "1.3.101.112";
inline constexpr std::string_view kEd448 = "1.3.101.113";
}  // namespace oid

/// The facts of one certificate.
///
/// An extension that does not decode, or has bytes behind its value, is a Problem and no error: clients
/// differ in what they make of it. More than 5,000 extensions are an error;
/// more names than that in one of them are a Problem.
///
/// Errors: bad-certificate (OpenSSL does not decode it at all, or a bound was hit), out-of-memory.
/// Threads: safe. Source: RFC 5280 section 4.
Result<Facts> facts_of(const cert::CertificatePtr& certificate);

/// The 4 or 16 bytes of an address in text, as a GeneralName has them; an IPv4 address in an IPv6 one stays
/// the IPv6 address. Threads: safe.
std::optional<std::string> address_bytes(const std::string& text);

}  // namespace rehearse::trust
