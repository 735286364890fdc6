#include "store/java_certificate.h"

#include <openssl/ec.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "cert/native.h"

namespace rehearse::store {
namespace {

bool is_too_old_for_its_fields(const X509* x509) {
  const ASN1_BIT_STRING *issuer = nullptr, *subject = nullptr;
  X509_get0_uids(x509, &issuer, &subject);
  const long version = X509_get_version(x509);
  const bool has_ids = issuer != nullptr || subject != nullptr;
  return (version != X509_VERSION_3 && X509_get0_extensions(x509) != nullptr) ||
         (version < X509_VERSION_2 && has_ids);
}

// ECParameters.decodeParameters and ECUtil.decodePoint: a curve by its name, a point that is not compressed
// and as long as the curve wants it. Whether it lies on the curve Java does not ask here.
bool has_broken_point(const ASN1_TYPE* curve, int point_bytes, const unsigned char* point) {
  if (curve == nullptr || ASN1_TYPE_get(curve) != V_ASN1_OBJECT) return true;
  const Handle<EC_GROUP, EC_GROUP_free> group(EC_GROUP_new_by_curve_name(OBJ_obj2nid(curve->value.object)));
  if (!group) return true;
  const int field_bytes = (EC_GROUP_get_degree(group.get()) + 7) / 8;
  return point_bytes != 1 + 2 * field_bytes || point[0] != POINT_CONVERSION_UNCOMPRESSED;
}

// A key of a kind that Java does not know is kept as it is; one that it knows must decode.
bool has_broken_key(const X509* x509) {
  const unsigned char* bytes = nullptr;
  int length = 0;
  X509_ALGOR* algorithm = nullptr;
  X509_PUBKEY_get0_param(nullptr, &bytes, &length, &algorithm, X509_get_X509_PUBKEY(x509));
  switch (OBJ_obj2nid(algorithm->algorithm)) {
    case NID_X9_62_id_ecPublicKey:
      return has_broken_point(algorithm->parameter, length, bytes);
    case NID_rsaEncryption:
    case NID_rsassaPss:
    case NID_dsa:
    case NID_ED25519:
    case NID_ED448:
      return X509_get0_pubkey(x509) == nullptr;
    default:
      return false;
  }
}

void free_value(const X509V3_EXT_METHOD* method, void* value) {
  if (method->it != nullptr)
    ASN1_item_free(static_cast<ASN1_VALUE*>(value), ASN1_ITEM_ptr(method->it));
  else
    method->ext_free(value);
}

bool has_broken_critical_extension(const X509* x509) {
  for (int i = 0; i < X509_get_ext_count(x509); ++i) {
    auto* extension = X509_get_ext(x509, i);
    const auto* method = X509V3_EXT_get(extension);
    if (method == nullptr || X509_EXTENSION_get_critical(extension) == 0) continue;
    void* value = X509V3_EXT_d2i(extension);
    if (value == nullptr) return true;
    free_value(method, value);
  }
  return false;
}

std::string reason(const X509* x509) {
  if (!cert::names_one_signature_algorithm(x509)) return "its two signature algorithms differ";
  if (is_too_old_for_its_fields(x509)) return "it has fields that its version does not have";
  if (has_broken_key(x509)) return "its key does not decode, or is on a curve without a name";
  if (has_broken_critical_extension(x509)) return "a critical extension does not decode";
  return {};
}

}  // namespace

std::string refused_by_java(const cert::Certificate& certificate) {
  const auto x509 = cert::to_x509(certificate);
  auto why = x509 ? reason(x509.get()) : std::string("it does not decode");
  cert::take_openssl_error();
  return why;
}

}  // namespace rehearse::store
