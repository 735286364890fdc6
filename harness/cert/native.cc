#include "cert/native.h"

#include <array>
#include <cstdlib>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509.h>

namespace rehearse::cert {

X509Handle to_x509(const Certificate& certificate) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(certificate.der.data());
  return X509Handle(d2i_X509(nullptr, &bytes, static_cast<long>(certificate.der.size())));
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
