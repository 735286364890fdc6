#include "trust/java_path.h"

#include <algorithm>

#include <fmt/format.h>

#include "trust/java_constraints.h"
#include "trust/java_policies.h"

namespace rehearse::trust {
namespace {

using Refused = std::optional<JavaRefusal>;

constexpr std::string_view kDsa = "1.2.840.10040.4.1";
constexpr std::string_view kNetscapeCertType = "2.16.840.1.113730.1.1";

// Key sizes of jdk.certpath.disabledAlgorithms.
Refused check_key(const JavaCertificate& certificate, const JavaRules& rules) {
  static constexpr std::string_view kRsa = "1.2.840.113549.1.1.1", kRsaPss = "1.2.840.113549.1.1.10";
  static constexpr std::string_view kEc = "1.2.840.10045.2.1";
  const auto& key = certificate.facts->key;
  const int smallest = key.oid == kRsa || key.oid == kRsaPss ? rules.smallest_rsa_bits
                       : key.oid == kDsa                     ? rules.smallest_dsa_bits
                       : key.oid == kEc                      ? rules.smallest_ec_bits
                                                             : 0;
  if (key.bits < smallest)
    return java_refusal(Reason::weak_key, certificate,
                        fmt::format("a key of {} bits, below {}", key.bits, smallest));
  return std::nullopt;
}

// AlgorithmChecker.check(): the certificate's own signature and key, and the bits its key is for.
Refused check_algorithms(const JavaCertificate& certificate, const JavaCertificate& anchor,
                         const JavaRules& rules) {
  const auto& facts = *certificate.facts;
  const auto& digest = facts.signature.digest;
  if (digest == "MD2" || digest == "MD4" || digest == "MD5")
    return java_refusal(Reason::weak_signature, certificate, digest + " is disabled");
  if (digest == "SHA1" && java_knows_as_public(anchor.certificate().sha256.hex()))
    return java_refusal(Reason::weak_signature, certificate, "SHA1 under a public root is disabled");
  // JSSE holds the chain to the signature schemes of its handshake too, of which none has another digest;
  // PKIX alone would take SHA-3 (measured). An algorithm that brings its own has no name here.
  static constexpr std::string_view kOfSchemes[] = {"", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512"};
  if (std::ranges::count(kOfSchemes, digest) == 0)
    return java_refusal(Reason::weak_signature, certificate, "no signature scheme of JSSE has " + digest);
  static constexpr std::uint16_t kUsable = 0x7F;  // all but encipherOnly and decipherOnly
  if (facts.key_usage && (*facts.key_usage & kUsable) == 0)
    return java_refusal(Reason::wrong_purpose, certificate, "a key usage that allows nothing");
  return check_key(certificate, rules);
}

// ConstraintsChecker.checkBasicConstraints(), from the anchor's end down.
class PathLength {
 public:
  explicit PathLength(std::int64_t most) : x_most(most) {}

  Refused check(const JavaCertificate& certificate, bool is_first) {
    auto length = certificate.path_length;
    // A certificate of version 1 can be an authority only as an anchor's other certificate.
    if (certificate.facts->version < 3)
      length = is_first && certificate.is_self_issued() ? JavaCertificate::kNoLimit : -1;
    if (length < 0) return java_refusal(Reason::not_a_ca, certificate, "this is not a CA certificate");
    if (!certificate.is_self_issued()) {
      if (x_most <= 0) return java_refusal(Reason::path_too_long, certificate, "pathLenConstraint violated");
      --x_most;
    }
    x_most = std::min(x_most, length);
    return std::nullopt;
  }

 private:
  std::int64_t x_most;
};

Refused check_names(const JavaCertificate& certificate, JavaConstraints& constraints, bool is_leaf) {
  const bool is_asked = is_leaf || !certificate.is_self_issued();
  auto verdict = is_asked ? constraints.check(certificate) : JavaVerdict::holds;
  if (verdict == JavaVerdict::holds) verdict = constraints.merge(certificate);
  if (verdict == JavaVerdict::holds) return std::nullopt;
  const bool is_thrown = verdict == JavaVerdict::thrown;
  auto out =
      java_refusal(Reason::name_constraints, certificate,
                   is_thrown ? "name constraints that Java cannot compare" : "name constraints check failed");
  out.is_final = is_thrown;
  return out;
}

Refused check_signature(const JavaCertificate& certificate, const JavaCertificate& issuer,
                        const JavaQuestion& question) {
  if (certificate.issuer.is_empty() || certificate.issuer != issuer.subject)
    return java_refusal(Reason::issuer_not_found, certificate, "subject/issuer name chaining check failed");
  if (question.rules.refuses_dsa_signatures && issuer.facts->key.oid == kDsa)
    return java_refusal(Reason::weak_signature, certificate, "a signature by DSA");
  if (!question.signatures.verifies(*issuer.facts, *certificate.facts))
    return java_refusal(Reason::bad_signature, certificate, "signature check failed");
  return std::nullopt;
}

// serverAuth, any, or one of the two old Server Gated Cryptography usages.
bool is_for_servers(const Facts& facts) {
  static constexpr std::string_view kUsages[] = {oid::kServerAuth, oid::kAnyExtendedKeyUsage,
                                                 "1.3.6.1.4.1.311.10.3.3", "2.16.840.1.113730.4.1"};
  if (!facts.extended_key_usage) return true;
  return std::ranges::any_of(*facts.extended_key_usage,
                             [](const std::string& usage) { return std::ranges::count(kUsages, usage) > 0; });
}

// Netscape's certificate type: where there is one, its bit 1 must say "SSL server". A BIT STRING of one byte.
bool is_for_netscape_servers(const Facts& facts) {
  const auto* type = facts.find_extension(kNetscapeCertType);
  if (type == nullptr) return true;
  return type->value.size() >= 4 && type->value.starts_with("\x03") && (type->value[3] & 0x40) != 0;
}

Refused check_leaf(const JavaCertificate& leaf) {
  // TLS 1.3, and every key exchange that makes a signature: EndEntityChecker's KU_SERVER_SIGNATURE.
  if (!leaf.facts->allows(KeyUsage::digital_signature))
    return java_refusal(Reason::wrong_purpose, leaf, "KeyUsage does not allow digital signatures");
  if (!is_for_servers(*leaf.facts))
    return java_refusal(Reason::wrong_purpose, leaf,
                        "Extended key usage does not permit use for TLS server authentication");
  if (!is_for_netscape_servers(*leaf.facts))
    return java_refusal(Reason::wrong_purpose, leaf, "Netscape cert type does not permit use for SSL server");
  return std::nullopt;
}

}  // namespace

JavaRefusal java_refusal(Reason reason, const JavaCertificate& about, std::string_view why) {
  const auto& certificate = about.facts->certificate;
  return {.reason = reason,
          .detail = fmt::format("{}: {}", certificate->subject.short_name(), why),
          .culprit = certificate};
}

std::optional<JavaRefusal> java_check_alone(const JavaCertificate& certificate,
                                            const JavaQuestion& question) {
  static constexpr std::string_view kKnown[] = {
      oid::kBasicConstraints, oid::kNameConstraints,   oid::kCertificatePolicies,
      oid::kPolicyMappings,   oid::kPolicyConstraints, oid::kInhibitAnyPolicy,
      oid::kSubjectAltName,   oid::kKeyUsage,          oid::kExtendedKeyUsage};
  const auto& at = certificate.certificate();
  if (java_blocks(at.sha256.hex()))
    return java_refusal(Reason::rejected_by_store, certificate, "Java blocks this very certificate");
  for (const auto& extension : certificate.facts->extensions) {
    if (extension.critical && std::ranges::count(kKnown, extension.oid) == 0)
      return java_refusal(Reason::critical_extension, certificate,
                          "unrecognized critical extension " + extension.oid);
  }
  if (question.at < at.not_before) return java_refusal(Reason::not_yet_valid, certificate, "not yet valid");
  // Java takes a certificate for valid up to the last second, the others up to the one before.
  if (question.at > at.not_after) return java_refusal(Reason::expired, certificate, "it has expired");
  return std::nullopt;
}

std::optional<JavaRefusal> java_check_path(const JavaPath& path, const JavaCertificate& anchor,
                                           const JavaQuestion& question) {
  if (auto refused = check_key(anchor, question.rules)) return refused;
  const auto size = static_cast<std::int64_t>(path.size());
  PathLength length(size);
  JavaConstraints constraints(question.rules);
  JavaPolicies policies(size);
  const auto* issuer = &anchor;
  for (auto at = path.rbegin(); at != path.rend(); ++at) {
    const auto& certificate = **at;
    const bool is_leaf = at + 1 == path.rend();
    if (auto refused = java_check_alone(certificate, question)) return refused;
    if (auto refused = check_algorithms(certificate, anchor, question.rules)) return refused;
    if (!is_leaf && !certificate.facts->allows(KeyUsage::key_cert_sign))
      return java_refusal(Reason::not_a_ca, certificate, "keyCertSign bit is not set");
    if (!is_leaf) {
      if (auto refused = length.check(certificate, at == path.rbegin())) return refused;
    }
    if (auto refused = check_names(certificate, constraints, is_leaf)) return refused;
    if (!policies.check(certificate))
      return java_refusal(Reason::other, certificate, "no certificate policy that an authority requires");
    if (auto refused = check_signature(certificate, *issuer, question)) return refused;
    issuer = &certificate;
  }
  return std::nullopt;
}

std::optional<JavaRefusal> java_check_found(const JavaCertificate& leaf, const JavaCertificate& anchor,
                                            const JavaQuestion& question) {
  if (anchor.facts->version >= 3) {
    if (anchor.path_length < 0)
      return java_refusal(Reason::not_a_ca, anchor, "the trust anchor is not a CA certificate");
    if (!anchor.facts->allows(KeyUsage::key_cert_sign))
      return java_refusal(Reason::not_a_ca, anchor, "the trust anchor's key usage lacks keyCertSign");
  }
  if (leaf.has_unreadable_usage && question.rules.minds_unparseable)
    return java_refusal(Reason::malformed, leaf, "its extended key usage does not parse");
  if (auto refused = check_leaf(leaf)) return refused;
  const auto digest = anchor.certificate().sha256.hex();
  for (const auto& root : java_distrusted()) {
    const bool is_late = !root.leaves_until || leaf.certificate().not_before >= *root.leaves_until;
    if (root.sha256 == digest && is_late)
      return java_refusal(Reason::rejected_by_store, anchor,
                          fmt::format("Java distrusts this root for servers ({})", root.policy));
  }
  return std::nullopt;
}

}  // namespace rehearse::trust
