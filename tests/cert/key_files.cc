#include "cert/key_files.h"

#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

#include "base/handle.h"
#include "cert/native.h"

namespace rehearse::cert {
namespace {

using Bio = Handle<BIO, BIO_free>;
using PrivateKey = Handle<EVP_PKEY, EVP_PKEY_free>;

PrivateKey native(const Key& key) {
  const auto pem = key.to_pem();
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  PrivateKey out(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (!out) throw std::runtime_error("key: " + take_openssl_error());
  return out;
}

std::string content(BIO* bio) {
  char* bytes = nullptr;
  const auto length = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(length)};
}

}  // namespace

std::string pkcs12(const Minted& leaf, const Chain& behind, const std::string& password, Locked locked) {
  static const Handle<OSSL_PROVIDER, OSSL_PROVIDER_unload> standard(OSSL_PROVIDER_load(nullptr, "default"));
  static const Handle<OSSL_PROVIDER, OSSL_PROVIDER_unload> legacy(OSSL_PROVIDER_load(nullptr, "legacy"));
  const Handle<STACK_OF(X509), [](STACK_OF(X509) * all) { sk_X509_pop_free(all, X509_free); }> others(
      sk_X509_new_null());
  for (const auto& certificate : behind) sk_X509_push(others.get(), to_x509(*certificate).release());
  const bool old = locked == Locked::nineties;
  const Handle<PKCS12, PKCS12_free> safe(PKCS12_create(
      password.c_str(), "client", native(leaf.key).get(), to_x509(*leaf.certificate).get(), others.get(),
      old ? NID_pbe_WithSHA1And3_Key_TripleDES_CBC : 0, old ? NID_pbe_WithSHA1And40BitRC2_CBC : 0, 0, 0, 0));
  const Bio out(BIO_new(BIO_s_mem()));
  if (!safe || i2d_PKCS12_bio(out.get(), safe.get()) != 1)
    throw std::runtime_error("PKCS#12: " + take_openssl_error());
  return content(out.get());
}

std::string encrypted_pem(const Key& key, const std::string& password) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PKCS8PrivateKey(out.get(), native(key).get(), EVP_aes_256_cbc(), password.data(),
                                    static_cast<int>(password.size()), nullptr, nullptr) != 1)
    throw std::runtime_error("key: " + take_openssl_error());
  return content(out.get());
}

}  // namespace rehearse::cert
