#include "trust/facts.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <openssl/asn1t.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "base/handle.h"
#include "cert/native.h"

namespace rehearse::trust {
namespace {

constexpr int kMostEntries = 5000;

std::string bytes_of(const ASN1_STRING* text) {
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string dotted(const ASN1_OBJECT* object) {
  std::array<char, 256> text{};
  const int length = OBJ_obj2txt(text.data(), text.size(), object, 1);
  if (length <= 0) return "?";
  // One that is too long for the buffer is nobody's known OID; its head still tells it from the known ones.
  return {text.data(), std::min(static_cast<std::size_t>(length), text.size() - 1)};
}

// The DER of any OpenSSL structure.
template <auto Encode, class T>
std::string der_of(const T* value) {
  unsigned char* raw = nullptr;
  const int length = Encode(value, &raw);
  const Handle<unsigned char, [](unsigned char* p) { OPENSSL_free(p); }> owner(raw);
  if (length <= 0) return {};
  return {reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length)};
}

// Decodes an extension's value, and all of it: OpenSSL's own readers do not look at what stands behind.
template <class T, auto Decode, auto Free>
Handle<T, Free> decode(const Extension& extension, Facts& out) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(extension.value.data());
  const auto* const end = bytes + extension.value.size();
  ERR_clear_error();
  Handle<T, Free> value(Decode(nullptr, &bytes, static_cast<long>(extension.value.size())));
  if (!value) {
    out.problems.push_back({extension.oid, "does not decode: " + cert::take_openssl_error()});
    return nullptr;
  }
  if (bytes != end) {
    out.problems.push_back({extension.oid, fmt::format("{} bytes behind its value", end - bytes)});
    return nullptr;
  }
  return value;
}

void free_names(GENERAL_NAMES* names) {
  GENERAL_NAMES_free(names);
}
void free_mappings(POLICY_MAPPINGS* mappings) {
  sk_POLICY_MAPPING_pop_free(mappings, POLICY_MAPPING_free);
}
POLICY_MAPPINGS* decode_mappings(POLICY_MAPPINGS** out, const unsigned char** bytes, long length) {
  return reinterpret_cast<POLICY_MAPPINGS*>(
      ASN1_item_d2i(reinterpret_cast<ASN1_VALUE**>(out), bytes, length, ASN1_ITEM_rptr(POLICY_MAPPINGS)));
}
NAME_CONSTRAINTS* decode_constraints(NAME_CONSTRAINTS** out, const unsigned char** bytes, long length) {
  return reinterpret_cast<NAME_CONSTRAINTS*>(
      ASN1_item_d2i(reinterpret_cast<ASN1_VALUE**>(out), bytes, length, ASN1_ITEM_rptr(NAME_CONSTRAINTS)));
}
POLICY_CONSTRAINTS* decode_policy_constraints(POLICY_CONSTRAINTS** out, const unsigned char** bytes,
                                              long length) {
  return reinterpret_cast<POLICY_CONSTRAINTS*>(
      ASN1_item_d2i(reinterpret_cast<ASN1_VALUE**>(out), bytes, length, ASN1_ITEM_rptr(POLICY_CONSTRAINTS)));
}

std::optional<std::int64_t> to_number(const ASN1_INTEGER* number, const std::string& oid, Facts& out) {
  if (number == nullptr) return std::nullopt;
  std::int64_t value = 0;
  if (ASN1_INTEGER_get_int64(&value, number) == 1) return value;
  cert::take_openssl_error();
  out.problems.push_back({oid, "a number that is too large"});
  return std::nullopt;
}

GeneralName to_general_name(const GENERAL_NAME* name) {
  GeneralName out{.type = static_cast<GeneralName::Type>(name->type), .value = {}};
  switch (name->type) {
    case GEN_EMAIL:
    case GEN_DNS:
    case GEN_URI:
    case GEN_IPADD:
      out.value = bytes_of(name->d.ia5);
      break;
    case GEN_RID:
      out.value = dotted(name->d.registeredID);
      break;
    case GEN_DIRNAME:
      out.value = der_of<i2d_X509_NAME>(name->d.directoryName);
      break;
    default:
      out.value = der_of<i2d_GENERAL_NAME>(name);
  }
  return out;
}

std::vector<GeneralName> to_general_names(const GENERAL_NAMES* names, const std::string& oid, Facts& out) {
  std::vector<GeneralName> all;
  const int count = std::min(sk_GENERAL_NAME_num(names), kMostEntries);
  if (sk_GENERAL_NAME_num(names) > kMostEntries) out.problems.push_back({oid, "more than 5000 names"});
  for (int i = 0; i < count; ++i) all.push_back(to_general_name(sk_GENERAL_NAME_value(names, i)));
  return all;
}

std::vector<Subtree> to_subtrees(const STACK_OF(GENERAL_SUBTREE) * trees, const std::string& oid,
                                 Facts& out) {
  std::vector<Subtree> all;
  if (trees == nullptr) return all;
  if (sk_GENERAL_SUBTREE_num(trees) > kMostEntries) out.problems.push_back({oid, "more than 5000 subtrees"});
  for (int i = 0; i < std::min(sk_GENERAL_SUBTREE_num(trees), kMostEntries); ++i) {
    const auto* tree = sk_GENERAL_SUBTREE_value(trees, i);
    all.push_back({.base = to_general_name(tree->base),
                   .minimum = to_number(tree->minimum, oid, out).value_or(0),
                   .maximum = to_number(tree->maximum, oid, out)});
  }
  return all;
}

void read_basic_constraints(const Extension& extension, Facts& out) {
  const auto basic = decode<BASIC_CONSTRAINTS, d2i_BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free>(extension, out);
  if (!basic) return;
  out.has_basic_constraints = true;
  out.is_ca = basic->ca != 0;
  out.path_length = to_number(basic->pathlen, extension.oid, out);
}

void read_key_usage(const Extension& extension, Facts& out) {
  const auto bits = decode<ASN1_BIT_STRING, d2i_ASN1_BIT_STRING, ASN1_BIT_STRING_free>(extension, out);
  if (!bits) return;
  std::uint16_t usage = 0;
  for (int bit = 0; bit <= 8; ++bit) {
    if (ASN1_BIT_STRING_get_bit(bits.get(), bit) == 1)
      usage = static_cast<std::uint16_t>(usage | (1U << bit));
  }
  out.key_usage = usage;
}

void read_extended_key_usage(const Extension& extension, Facts& out) {
  const auto usage =
      decode<EXTENDED_KEY_USAGE, d2i_EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>(extension, out);
  if (!usage) return;
  out.extended_key_usage.emplace();
  for (int i = 0; i < sk_ASN1_OBJECT_num(usage.get()); ++i)
    out.extended_key_usage->push_back(dotted(sk_ASN1_OBJECT_value(usage.get(), i)));
}

void read_subject_names(const Extension& extension, Facts& out) {
  const auto names = decode<GENERAL_NAMES, d2i_GENERAL_NAMES, free_names>(extension, out);
  if (names) out.subject_names = to_general_names(names.get(), extension.oid, out);
}

void read_name_constraints(const Extension& extension, Facts& out) {
  const auto both = decode<NAME_CONSTRAINTS, decode_constraints, NAME_CONSTRAINTS_free>(extension, out);
  if (!both) return;
  out.name_constraints =
      NameConstraints{.permitted = to_subtrees(both->permittedSubtrees, extension.oid, out),
                      .excluded = to_subtrees(both->excludedSubtrees, extension.oid, out)};
}

void read_policies(const Extension& extension, Facts& out) {
  const auto policies =
      decode<CERTIFICATEPOLICIES, d2i_CERTIFICATEPOLICIES, CERTIFICATEPOLICIES_free>(extension, out);
  if (!policies) return;
  out.policies.emplace();
  for (int i = 0; i < sk_POLICYINFO_num(policies.get()); ++i)
    out.policies->push_back(dotted(sk_POLICYINFO_value(policies.get(), i)->policyid));
}

void read_policy_mappings(const Extension& extension, Facts& out) {
  const auto mappings = decode<POLICY_MAPPINGS, decode_mappings, free_mappings>(extension, out);
  for (int i = 0; mappings && i < sk_POLICY_MAPPING_num(mappings.get()); ++i) {
    const auto* mapping = sk_POLICY_MAPPING_value(mappings.get(), i);
    out.policy_mappings.emplace_back(dotted(mapping->issuerDomainPolicy),
                                     dotted(mapping->subjectDomainPolicy));
  }
}

void read_policy_constraints(const Extension& extension, Facts& out) {
  const auto both =
      decode<POLICY_CONSTRAINTS, decode_policy_constraints, POLICY_CONSTRAINTS_free>(extension, out);
  if (!both) return;
  out.policy_constraints =
      PolicyConstraints{.require_explicit_policy = to_number(both->requireExplicitPolicy, extension.oid, out),
                        .inhibit_policy_mapping = to_number(both->inhibitPolicyMapping, extension.oid, out)};
}

void read_inhibit_any_policy(const Extension& extension, Facts& out) {
  const auto number = decode<ASN1_INTEGER, d2i_ASN1_INTEGER, ASN1_INTEGER_free>(extension, out);
  if (number) out.inhibit_any_policy = to_number(number.get(), extension.oid, out);
}

void read_subject_key_id(const Extension& extension, Facts& out) {
  const auto id = decode<ASN1_OCTET_STRING, d2i_ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>(extension, out);
  if (id) out.subject_key_id = bytes_of(id.get());
}

void read_authority_key_id(const Extension& extension, Facts& out) {
  const auto id = decode<AUTHORITY_KEYID, d2i_AUTHORITY_KEYID, AUTHORITY_KEYID_free>(extension, out);
  if (!id) return;
  out.authority_key_id.emplace();
  if (id->keyid != nullptr) out.authority_key_id->key_id = bytes_of(id->keyid);
  if (id->issuer != nullptr) out.authority_key_id->issuer = to_general_names(id->issuer, extension.oid, out);
  if (id->serial != nullptr) out.authority_key_id->serial_der = der_of<i2d_ASN1_INTEGER>(id->serial);
}

struct Reader {
  std::string_view oid;
  void (*read)(const Extension&, Facts&);
};
constexpr Reader kReaders[] = {
    {oid::kBasicConstraints, read_basic_constraints},  {oid::kKeyUsage, read_key_usage},
    {oid::kExtendedKeyUsage, read_extended_key_usage}, {oid::kSubjectAltName, read_subject_names},
    {oid::kNameConstraints, read_name_constraints},    {oid::kCertificatePolicies, read_policies},
    {oid::kPolicyMappings, read_policy_mappings},      {oid::kPolicyConstraints, read_policy_constraints},
    {oid::kInhibitAnyPolicy, read_inhibit_any_policy}, {oid::kSubjectKeyId, read_subject_key_id},
    {oid::kAuthorityKeyId, read_authority_key_id},
};

Result<void> read_extensions(const X509* x509, Facts& out) {
  const int count = X509_get_ext_count(x509);
  if (count > kMostEntries) return fail("bad-certificate", fmt::format("it has {} extensions", count));
  for (int i = 0; i < count; ++i) {
    const auto* raw = X509_get_ext(x509, i);
    Extension extension{.oid = dotted(X509_EXTENSION_get_object(const_cast<X509_EXTENSION*>(raw))),
                        .critical = X509_EXTENSION_get_critical(raw) != 0,
                        .value = bytes_of(X509_EXTENSION_get_data(const_cast<X509_EXTENSION*>(raw)))};
    const bool seen = out.find_extension(extension.oid) != nullptr;
    if (seen) out.duplicate_extensions.push_back(extension.oid);
    const auto* reader = std::ranges::find(kReaders, extension.oid, &Reader::oid);
    if (!seen && reader != std::end(kReaders)) reader->read(extension, out);
    out.extensions.push_back(std::move(extension));
  }
  return {};
}

PublicKey public_key_of(const X509* x509) {
  PublicKey out;
  ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR* identifier = nullptr;
  const unsigned char* bytes = nullptr;
  int size = 0;
  if (X509_PUBKEY_get0_param(&algorithm, &bytes, &size, &identifier, X509_get_X509_PUBKEY(x509)) != 1)
    return out;
  // OpenSSL gives a curve that is spelt out the name of the one it recognises in it.
  int parameters = V_ASN1_UNDEF;
  X509_ALGOR_get0(nullptr, &parameters, nullptr, identifier);
  out.oid = dotted(algorithm);
  out.has_short_point = out.oid == oid::kEcKey && (size < 1 || bytes[0] != POINT_CONVERSION_UNCOMPRESSED);
  EVP_PKEY* const key = X509_get0_pubkey(x509);
  if (key == nullptr) return out;
  out.decodes = true;
  out.bits = EVP_PKEY_get_bits(key);
  std::array<char, 80> group{};
  std::size_t length = 0;
  if (parameters == V_ASN1_OBJECT && EVP_PKEY_is_a(key, "EC") == 1 &&
      EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) == 1) {
    const int nid = OBJ_txt2nid(group.data());
    if (nid != NID_undef) out.curve = dotted(OBJ_nid2obj(nid));
  }
  return out;
}

SignatureFacts signature_of(const X509* x509) {
  SignatureFacts out;
  const X509_ALGOR* outer = nullptr;
  X509_get0_signature(nullptr, &outer, x509);
  if (outer == nullptr) return out;
  const ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR_get0(&algorithm, nullptr, nullptr, outer);
  out.oid = dotted(algorithm);
  out.algorithm_der = der_of<i2d_X509_ALGOR>(outer);
  out.inner_is_equal = cert::names_one_signature_algorithm(x509);
  int digest = NID_undef;
  if (X509_get_signature_info(const_cast<X509*>(x509), &digest, nullptr, nullptr, nullptr) == 1 &&
      digest != NID_undef)
    out.digest = OBJ_nid2sn(digest);
  return out;
}

std::string name_der(const X509_NAME* name) {
  const unsigned char* bytes = nullptr;
  std::size_t length = 0;
  if (X509_NAME_get0_der(name, &bytes, &length) != 1) return {};
  return {reinterpret_cast<const char*>(bytes), length};
}

int sign_of(const ASN1_INTEGER* number) {
  const bool zero = std::ranges::all_of(bytes_of(number), [](char c) { return c == 0; });
  if (zero) return 0;
  return ASN1_STRING_type(number) == V_ASN1_NEG_INTEGER ? -1 : 1;
}

}  // namespace

const Extension* Facts::find_extension(std::string_view oid) const {
  const auto found = std::ranges::find(extensions, oid, &Extension::oid);
  return found == extensions.end() ? nullptr : &*found;
}

const Problem* Facts::find_problem(std::string_view oid) const {
  const auto found = std::ranges::find(problems, oid, &Problem::oid);
  return found == problems.end() ? nullptr : &*found;
}

Result<Facts> facts_of(const cert::CertificatePtr& certificate) {
  ERR_clear_error();
  const auto x509 = cert::to_x509(*certificate);
  if (!x509) return fail("bad-certificate", "does not decode: " + cert::take_openssl_error());
  Facts out;
  out.certificate = certificate;
  out.version = static_cast<int>(X509_get_version(x509.get())) + 1;
  out.subject_der = name_der(X509_get_subject_name(x509.get()));
  out.issuer_der = name_der(X509_get_issuer_name(x509.get()));
  const auto* serial = X509_get0_serialNumber(x509.get());
  out.serial_der = der_of<i2d_ASN1_INTEGER>(serial);
  out.serial_sign = sign_of(serial);
  out.key = public_key_of(x509.get());
  out.signature = signature_of(x509.get());
  if (auto read = read_extensions(x509.get(), out); !read) return std::unexpected(std::move(read).error());
  cert::take_openssl_error();
  return out;
}

std::optional<std::string> address_bytes(const std::string& text) {
  const Handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> bytes(a2i_IPADDRESS(text.c_str()));
  if (!bytes) {
    cert::take_openssl_error();
    return std::nullopt;
  }
  return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(bytes.get())),
                     static_cast<std::size_t>(ASN1_STRING_length(bytes.get())));
}

}  // namespace rehearse::trust
