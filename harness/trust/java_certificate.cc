#include "trust/java_certificate.h"

#include <algorithm>

#include <fmt/format.h>

#include "trust/common_names.h"
#include "trust/der.h"

namespace rehearse::trust {
namespace {

// An extension whose class Java has and whose reader would throw. Not critical, it counts as absent;
// critical, the certificate is refused. Source: CertificateExtensions.parseExtension().
std::string unreadable_critical(const Facts& facts) {
  for (const auto& problem : facts.problems) {
    const auto* extension = facts.find_extension(problem.oid);
    if (extension != nullptr && extension->critical)
      return fmt::format("extension {} does not parse: {}", problem.oid, problem.what);
    // Java ignores name constraints that do not parse. What OpenSSL cannot read Java perhaps can, so they are
    // not ignored here.
    if (problem.oid == oid::kNameConstraints) return "name constraints do not parse";
  }
  return {};
}

std::string key_refusal(const PublicKey& key) {
  static constexpr std::string_view kRsa = "1.2.840.113549.1.1.1", kEc = "1.2.840.10045.2.1";
  static constexpr std::string_view kCurves[] = {"1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"};
  if (!key.decodes) return "the public key does not parse";
  if (key.oid == kEc && std::ranges::count(kCurves, key.curve) == 0)
    return "the public key is on a curve other than P-256, P-384 and P-521";
  // sun.security.util.ECUtil.decodePoint(): "Only uncompressed point format supported".
  if (key.has_short_point) return "the point of the public key is compressed";
  if (key.oid == kRsa && (key.bits < 512 || key.bits > 16384)) return "the RSA key has a size Java refuses";
  return {};
}

std::string version_refusal(const Facts& facts) {
  if (facts.version < 1 || facts.version > 3) return "its version is unknown";
  if (facts.version < 3 && !facts.extensions.empty()) return "extensions in a certificate before version 3";
  return {};
}

std::string subject_refusal(const JavaCertificate& certificate) {
  const auto& facts = *certificate.facts;
  if (certificate.issuer.is_empty()) return "the issuer is empty";
  if (!certificate.subject.is_empty()) return {};
  if (facts.version == 1) return "the subject of a version 1 certificate is empty";
  if (facts.extensions.empty()) return {};
  const auto* names = facts.find_extension(oid::kSubjectAltName);
  if (!certificate.names || names == nullptr || !names->critical)
    return "the subject is empty, and the SAN is absent or not critical";
  return {};
}

std::string constraint_refusal(const Facts& facts) {
  if (!facts.name_constraints) return {};
  for (const auto* trees : {&facts.name_constraints->permitted, &facts.name_constraints->excluded}) {
    if (!std::ranges::all_of(*trees, java_reads_constraint, &Subtree::base))
      return "name constraints hold a name that Java cannot read";
  }
  return {};
}

void read_names(JavaCertificate& out) {
  const auto& facts = *out.facts;
  const auto* extension = facts.find_extension(oid::kSubjectAltName);
  if (extension == nullptr) return;
  const bool is_readable = facts.subject_names && !facts.subject_names->empty() &&
                           std::ranges::all_of(*facts.subject_names, java_reads);
  if (is_readable) out.names = facts.subject_names;
  out.has_unreadable_names = !is_readable;
  if (!is_readable && extension->critical) out.refusal = "a critical SAN does not parse";
}

std::int64_t path_length_of(const Facts& facts) {
  if (!facts.has_basic_constraints || !facts.is_ca) return -1;
  if (facts.find_problem(oid::kBasicConstraints) != nullptr) return -1;
  if (!facts.path_length) return JavaCertificate::kNoLimit;
  return std::clamp<std::int64_t>(*facts.path_length, -1, JavaCertificate::kNoLimit);
}

}  // namespace

std::optional<std::string> java_common_name(const Facts& facts) {
  const auto names = common_names_of(facts);
  if (names.empty()) return std::nullopt;
  return std::ranges::find(names, names.back().rdn, &CommonName::rdn)->text;
}

JavaCertificate java_certificate(const Facts& facts) {
  JavaCertificate out;
  out.facts = &facts;
  auto subject = java_name_of(facts.subject_der), issuer = java_name_of(facts.issuer_der);
  if (!subject || !issuer) {
    out.refusal = "its names do not parse";
    return out;
  }
  out.subject = *std::move(subject);
  out.issuer = *std::move(issuer);
  out.path_length = path_length_of(facts);
  out.has_unreadable_usage = facts.find_problem(oid::kExtendedKeyUsage) != nullptr;
  read_names(out);
  // DerValue minds what OpenSSL lets pass: a string in parts, a sequence that says it holds no elements.
  if (!is_der_throughout(facts.certificate->der)) out.refusal = "it is no strict DER";
  if (!facts.signature.inner_is_equal) out.refusal = "it names two signature algorithms";
  if (!facts.duplicate_extensions.empty())
    out.refusal = fmt::format("extension {} stands twice", facts.duplicate_extensions.front());
  for (auto refuse : {+[](const JavaCertificate& c) { return version_refusal(*c.facts); }, &subject_refusal,
                      +[](const JavaCertificate& c) { return key_refusal(c.facts->key); },
                      +[](const JavaCertificate& c) { return unreadable_critical(*c.facts); },
                      +[](const JavaCertificate& c) { return constraint_refusal(*c.facts); }}) {
    if (out.refusal.empty()) out.refusal = refuse(out);
  }
  return out;
}

}  // namespace rehearse::trust
