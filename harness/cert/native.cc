#include "cert/native.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

namespace rehearse::cert {

X509Handle to_x509(const Certificate& certificate) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(certificate.der.data());
  return X509Handle(d2i_X509(nullptr, &bytes, static_cast<long>(certificate.der.size())));
}

bool names_one_signature_algorithm(const X509* x509) {
  const X509_ALGOR* outer = nullptr;
  X509_get0_signature(nullptr, &outer, x509);
  const auto* inner = X509_get0_tbs_sigalg(x509);
  if (X509_ALGOR_cmp(outer, inner) == 0) return true;
  static constexpr int kWithoutParameters[] = {NID_sha256WithRSAEncryption, NID_sha384WithRSAEncryption,
                                               NID_sha512WithRSAEncryption, NID_ecdsa_with_SHA256,
                                               NID_ecdsa_with_SHA384,       NID_ecdsa_with_SHA512};
  const auto is_empty = [](const X509_ALGOR* algorithm) {
    return algorithm->parameter == nullptr || ASN1_TYPE_get(algorithm->parameter) == V_ASN1_NULL;
  };
  const int kind = OBJ_obj2nid(outer->algorithm);
  return std::ranges::find(kWithoutParameters, kind) != std::end(kWithoutParameters) &&
         OBJ_cmp(outer->algorithm, inner->algorithm) == 0 && is_empty(outer) && is_empty(inner);
}

Result<CertificatePtr> from_x509(X509* x509) {
  unsigned char* raw = nullptr;
  const int length = i2d_X509(x509, &raw);
  if (length <= 0) return fail("bad-certificate", fmt::format("cannot be encoded: {}", take_openssl_error()));
  const std::string der(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length));
  OPENSSL_free(raw);
  return from_der(der);
}

std::string take_openssl_error() {
  const auto code = ERR_get_error();
  if (code == 0) return {};
  std::array<char, 256> text{};
  ERR_error_string_n(code, text.data(), text.size());
  ERR_clear_error();
  return text.data();
}

}  // namespace rehearse::cert
