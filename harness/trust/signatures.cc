#include "trust/signatures.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include "cert/native.h"

namespace rehearse::trust {
namespace {

bool ask_openssl(const cert::Certificate& issuer, const cert::Certificate& subject) {
  const auto signer = cert::to_x509(issuer);
  const auto signed_one = cert::to_x509(subject);
  if (!signer || !signed_one) return false;
  ERR_clear_error();
  // OpenSSL minds an outer algorithm that differs by a NULL. It is not signed: on a copy it may be the inner
  // one, and who minds has looked at it by now.
  const X509_ALGOR* outer = nullptr;
  X509_get0_signature(nullptr, &outer, signed_one.get());
  if (cert::names_one_signature_algorithm(signed_one.get()) &&
      X509_ALGOR_copy(const_cast<X509_ALGOR*>(outer), X509_get0_tbs_sigalg(signed_one.get())) != 1)
    return false;
  EVP_PKEY* const key = X509_get0_pubkey(signer.get());
  const bool good = key != nullptr && X509_verify(signed_one.get(), key) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace

bool Signatures::verifies(const Facts& issuer, const Facts& subject) {
  const auto key = std::pair(subject.certificate->sha256, issuer.certificate->spki_sha256);
  {
    const std::lock_guard lock(x_mutex);
    if (const auto known = x_known.find(key); known != x_known.end()) return known->second;
  }
  const bool good = ask_openssl(*issuer.certificate, *subject.certificate);
  const std::lock_guard lock(x_mutex);
  return x_known.emplace(key, good).first->second;
}

}  // namespace rehearse::trust
