#include "cert/key_pair.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

#include "base/handle.h"
#include "cert/native.h"

namespace rehearse::cert {

// OpenSSL wipes the numbers of a private key when it frees it.
struct KeyPair::Native {
  Handle<EVP_PKEY, EVP_PKEY_free> key;
};

namespace {

using PrivateKey = Handle<EVP_PKEY, EVP_PKEY_free>;
using Certificates =
    Handle<STACK_OF(X509), [](STACK_OF(X509) * certificates) { sk_X509_pop_free(certificates, X509_free); }>;

constexpr std::string_view kCode = "key-pair-unreadable";
constexpr const char* kNoPassword = "is encrypted, and there is no password for it";
constexpr const char* kWrongPassword = "the password does not open it";

void wipe(std::string& text) {
  OPENSSL_cleanse(text.data(), text.size());
}

bool is_der_sequence(std::string_view bytes) {
  return bytes.starts_with('\x30');
}

struct Asked {
  const std::optional<std::string>& password;
  bool asked = false;
};

// In place of OpenSSL's own, which asks whoever sits at the terminal.
int give_password(char* out, int size, int, void* argument) {
  auto& it = *static_cast<Asked*>(argument);
  it.asked = true;
  if (!it.password || it.password->size() > static_cast<std::size_t>(size)) return -1;
  std::ranges::copy(*it.password, out);
  return static_cast<int>(it.password->size());
}

Result<PrivateKey> read_pem_key(const std::string& pem, const std::optional<std::string>& password) {
  if (pem.size() > std::numeric_limits<int>::max()) return fail(kCode, "is too large");
  const Handle<BIO, BIO_free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!bio) return fail("out-of-memory", "BIO_new_mem_buf");
  Asked it{password};
  PrivateKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, give_password, &it));
  ERR_clear_error();
  if (key) return key;
  if (it.asked) return fail(kCode, password ? kWrongPassword : kNoPassword);
  const bool has_label = pem.find("PRIVATE KEY-----") != std::string::npos;
  return fail(kCode, has_label ? "its private key does not decode" : "holds no private key");
}

struct Parts {
  Chain chain;
  PrivateKey key;
};

Result<Parts> from_pem_files(const KeyPairFiles& files) {
  auto chain = from_pem(files.certificate);
  if (!chain) return std::unexpected(std::move(chain.error()));
  if (chain->empty()) return fail(kCode, "holds no certificate in PEM, and is no PKCS#12");
  auto key = read_pem_key(files.key.empty() ? files.certificate : files.key, files.password);
  if (!key) return std::unexpected(std::move(key.error()));
  return Parts{*std::move(chain), *std::move(key)};
}

// Providers in a context of their own: what a file of the nineties is encrypted with is not thereby
// something that the rest of the program accepts.
class Library {
 public:
  Library()
      : x_context(OSSL_LIB_CTX_new()),
        x_default(OSSL_PROVIDER_load(x_context.get(), "default")),
        x_legacy(OSSL_PROVIDER_load(x_context.get(), "legacy")) {
    ERR_clear_error();  // a machine may lack the legacy one
  }
  OSSL_LIB_CTX* context() const { return x_context.get(); }
  bool is_whole() const { return x_context && x_default; }

 private:
  Handle<OSSL_LIB_CTX, OSSL_LIB_CTX_free> x_context;  // before the providers: they are unloaded first
  Handle<OSSL_PROVIDER, OSSL_PROVIDER_unload> x_default, x_legacy;
};

// The same key in the context that TLS uses: the library that it was read with ends with the reading.
Result<PrivateKey> brought_over(const EVP_PKEY& key) {
  unsigned char* bytes = nullptr;
  const int length = i2d_PrivateKey(&key, &bytes);
  if (length <= 0) return fail(kCode, "its key cannot be encoded: " + take_openssl_error());
  const auto* at = static_cast<const unsigned char*>(bytes);
  PrivateKey out(d2i_AutoPrivateKey(nullptr, &at, length));
  OPENSSL_clear_free(bytes, static_cast<std::size_t>(length));
  if (!out) return fail(kCode, "its key does not decode: " + take_openssl_error());
  return out;
}

Result<Parts> opened(PKCS12* safe, const std::optional<std::string>& password) {
  // Without a password OpenSSL tries both spellings of none.
  const char* const secret = password ? password->c_str() : nullptr;
  EVP_PKEY* raw_key = nullptr;
  X509* raw_leaf = nullptr;
  STACK_OF(X509)* raw_others = nullptr;
  const bool parsed = PKCS12_parse(safe, secret, &raw_key, &raw_leaf, &raw_others) == 1;
  const PrivateKey key(raw_key);
  const X509Handle leaf(raw_leaf);
  const Certificates others(raw_others);
  const int reason = ERR_GET_REASON(ERR_peek_last_error());
  auto why = take_openssl_error();
  if (!parsed && reason == PKCS12_R_MAC_VERIFY_FAILURE)
    return fail(kCode, password ? kWrongPassword : kNoPassword);
  if (!parsed) return fail(kCode, "does not open: " + why);
  if (!key) return fail(kCode, "holds no private key");
  if (!leaf) return fail(kCode, "holds no certificate of its key");
  Chain all;
  const int behind = std::max(0, sk_X509_num(others.get()));  // -1 where there are none
  for (int i = 0; i <= behind; ++i) {
    auto certificate = from_x509(i == 0 ? leaf.get() : sk_X509_value(others.get(), i - 1));
    if (!certificate) return std::unexpected(std::move(certificate.error()));
    all.push_back(*std::move(certificate));
  }
  auto usable = brought_over(*key);
  if (!usable) return std::unexpected(std::move(usable.error()));
  return Parts{path_of(all), *std::move(usable)};
}

Result<Parts> from_pkcs12(const KeyPairFiles& files) {
  const Library library;
  if (!library.is_whole()) return fail("out-of-memory", "OpenSSL's providers");
  PKCS12* safe = PKCS12_init_ex(NID_pkcs7_data, library.context(), nullptr);
  const auto* at = reinterpret_cast<const unsigned char*>(files.certificate.data());
  const auto length = static_cast<long>(files.certificate.size());
  const bool decodes = safe != nullptr && d2i_PKCS12(&safe, &at, length) != nullptr;
  const Handle<PKCS12, PKCS12_free> owner(safe);  // null where decoding freed it
  ERR_clear_error();
  if (!decodes) return fail(kCode, "is neither PEM nor PKCS#12");
  if (!files.key.empty()) return fail(kCode, "is PKCS#12, which holds its key: it needs no other");
  return opened(safe, files.password);
}

}  // namespace

KeyPairFiles::~KeyPairFiles() {
  wipe(certificate);
  wipe(key);
  if (password) wipe(*password);
}

Result<KeyPair> KeyPair::open(const KeyPairFiles& files) {
  ERR_clear_error();
  auto parts = is_der_sequence(files.certificate) ? from_pkcs12(files) : from_pem_files(files);
  if (!parts) return std::unexpected(std::move(parts.error()));
  const auto leaf = to_x509(*parts->chain.front());
  const bool fits = X509_check_private_key(leaf.get(), parts->key.get()) == 1;
  ERR_clear_error();
  if (!fits) return fail(kCode, "the private key is not that of its first certificate");
  return KeyPair(std::move(parts->chain), std::make_shared<const Native>(std::move(parts->key)));
}

EVP_PKEY* private_key(const KeyPair& pair) {
  return pair.native().key.get();
}

}  // namespace rehearse::cert
