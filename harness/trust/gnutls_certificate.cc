#include "trust/gnutls_certificate.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/digest.h"
#include "trust/common_names.h"
#include "trust/der.h"
#include "trust/pss.h"

namespace rehearse::trust {
namespace {

constexpr std::string_view kTlsFeatures = "1.3.6.1.5.5.7.1.24";
constexpr std::string_view kIssuerAltName = "2.5.29.18";

// Nothing but a sequence of names that all say something. An x400Address or ediPartyName is an error in DER
// parsing, whatever is in it (measured). gnutls_x509_ext_import_subject_alt_names()
bool are_names(std::string_view value) {
  Der outer(value);
  const auto content = outer.read(Der::sequence);
  if (!content || !outer.empty() || !is_der_throughout(*content)) return false;
  Der names(*content);
  while (!names.empty()) {
    const auto name = names.next();
    if (!name || name->content.empty()) return false;
    if (name->tag == Der::constructed(3) || name->tag == Der::constructed(5)) return false;
  }
  return true;
}

bool is_curve(std::string_view curve) {
  constexpr std::array<std::string_view, 5> kCurves = {"1.2.840.10045.3.1.1", "1.3.132.0.33",
                                                       "1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"};
  return std::ranges::find(kCurves, curve) != kCurves.end();
}

// "YYMMDDHHMMSSZ" with two digits more for the year or two less for the seconds. It decodes dates strictly:
// no fraction, not even ".0", and no offset (measured).
bool is_date(std::string_view time) {
  return time.ends_with('Z') &&
         std::ranges::all_of(time.substr(0, time.size() - 1), [](char c) { return c >= '0' && c <= '9'; });
}

// lib/x509/x509.c, gnutls_x509_crt_import(), has both dates read.
bool are_dates_plain(std::string_view certificate) {
  const auto outer = Der(certificate).read(Der::sequence);
  const auto content = outer ? Der(*outer).read(Der::sequence) : std::nullopt;
  if (!content) return false;
  Der fields(*content);
  fields.next(Der::constructed(0));  // the version
  fields.next(Der::integer);
  fields.next(Der::sequence);  // the signature's algorithm
  fields.next(Der::sequence);  // the issuer
  const auto validity = fields.read(Der::sequence);
  if (!validity) return false;
  Der dates(*validity);
  const auto first = dates.next(), last = dates.next();
  return first && last && is_date(first->content) && is_date(last->content);
}

std::optional<std::set<std::string>> features_of(const Facts& facts) {
  const auto* extension = facts.find_extension(kTlsFeatures);
  std::set<std::string> out;
  if (extension == nullptr) return out;
  const auto content = Der(extension->value).read(Der::sequence);
  if (!content) return std::nullopt;
  Der numbers(*content);
  while (!numbers.empty()) {
    const auto number = numbers.read(Der::integer);
    if (!number) return std::nullopt;
    out.emplace(*number);
  }
  return out;
}

}  // namespace

std::string_view problem_for_gnutls(const Facts& facts) {
  // lib/asn1: strictly, down to what its ASN.1 type names. Extensions are OCTET STRINGs at that depth.
  if (!is_der_throughout(facts.certificate->der)) return "not the DER of a certificate";
  if (!are_dates_plain(facts.certificate->der)) return "error in the time fields";
  if (!facts.signature.inner_is_equal) return "inner and outer signature algorithm do not match";
  if (facts.version < 3 && !facts.extensions.empty()) return "extensions in a version that has none";
  if (!facts.duplicate_extensions.empty()) return "an extension stands twice";
  for (const auto oid : {oid::kSubjectAltName, kIssuerAltName}) {
    const auto* extension = facts.find_extension(oid);
    if (extension == nullptr) continue;
    if (!are_names(extension->value) || facts.find_problem(oid) != nullptr)
      return "alternative names that do not parse";
  }
  return {};
}

std::vector<std::string> common_names_for_gnutls(const Facts& facts) {
  constexpr std::array<std::uint8_t, 4> kTexts = {Der::utf8_string, Der::printable_string, Der::t61_string,
                                                  Der::bmp_string};
  std::vector<std::string> out;
  for (const auto& name : common_names_of(facts)) {
    const bool is_text = std::ranges::find(kTexts, name.tag) != kTexts.end();
    out.push_back(is_text ? name.text : "#" + to_hex(name.text));
  }
  return out;
}

bool has_unknown_critical_for_gnutls(const Facts& facts) {
  // Policies are known, mappings and constraints of policies are not; neither is ever looked at.
  constexpr std::array<std::string_view, 13> kKnown = {
      oid::kSubjectKeyId,        oid::kKeyUsage,        oid::kSubjectAltName, kIssuerAltName,
      oid::kBasicConstraints,    oid::kNameConstraints, "2.5.29.31",          oid::kAuthorityKeyId,
      oid::kExtendedKeyUsage,    "1.3.6.1.5.5.7.1.1",   "1.3.6.1.5.5.7.1.14", kTlsFeatures,
      oid::kCertificatePolicies,
  };
  return std::ranges::any_of(facts.extensions, [&](const Extension& extension) {
    const bool is_known =
        std::ranges::find(kKnown, extension.oid) != kKnown.end() || extension.oid == oid::kInhibitAnyPolicy;
    return extension.critical && !is_known;
  });
}

bool is_key_strong_for_gnutls(const PublicKey& key, const GnutlsRules& rules) {
  if (!key.decodes) return false;
  if (key.oid == oid::kRsaKey) return key.bits >= rules.smallest_rsa_bits;
  if (key.oid == oid::kDsaKey) return key.bits >= rules.smallest_dsa_bits;
  // lib/ecc.c, _gnutls_ecc_ansi_x962_import(), takes no compressed one.
  if (key.oid == oid::kEcKey)
    return is_curve(key.curve) && !key.has_short_point && key.bits >= rules.smallest_ec_bits;
  return key.oid == oid::kEd25519 || key.oid == oid::kEd448;
}

bool is_signature_strong_for_gnutls(const SignatureFacts& signature, const PublicKey& signer,
                                    GnutlsSigner by) {
  if (signature.oid == oid::kEd25519 || signature.oid == oid::kEd448) return signer.oid == signature.oid;
  if (signature.oid == kPssSignature)
    return signer.oid == oid::kRsaKey && is_plain_pss(signature.algorithm_der);
  constexpr std::array<std::string_view, 8> kDigests = {"SHA224",   "SHA256",   "SHA384",   "SHA512",
                                                        "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512"};
  const bool is_known_key =
      signer.oid == oid::kRsaKey || signer.oid == oid::kDsaKey || signer.oid == oid::kEcKey;
  const bool is_enough = by == GnutlsSigner::itself && signature.digest == "SHA1";
  return is_known_key && (is_enough || std::ranges::find(kDigests, signature.digest) != kDigests.end());
}

bool is_for_servers_for_gnutls(const Facts& facts, GnutlsPlace place) {
  if (facts.find_problem(oid::kExtendedKeyUsage) != nullptr) return false;
  if (!facts.extended_key_usage || facts.extended_key_usage->empty()) return true;
  constexpr std::string_view kNetscapeStepUp = "2.16.840.1.113730.4.1";
  constexpr std::string_view kVerisignStepUp = "2.16.840.1.113733.1.8.1";
  return std::ranges::any_of(*facts.extended_key_usage, [&](const std::string& usage) {
    if (facts.is_ca && (usage == kNetscapeStepUp || usage == kVerisignStepUp)) return true;
    return usage == oid::kServerAuth || (place == GnutlsPlace::leaf && usage == oid::kAnyExtendedKeyUsage);
  });
}

bool has_features_of_for_gnutls(const Facts& child, const Facts& issuer) {
  const auto wanted = features_of(issuer), own = features_of(child);
  return wanted && (wanted->empty() || (own && std::ranges::includes(*own, *wanted)));
}

}  // namespace rehearse::trust
