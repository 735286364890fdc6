#include "store/pkcs12_safe.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

#include "cert/native.h"

namespace rehearse::store {
namespace {

// PKCS12KeyStore.MAX_ITERATION_COUNT, for one part; and for a whole file, so that a small one cannot keep the
// machine busy for hours.
constexpr long kMostIterations = 5'000'000;
constexpr long kMostIterationsInAll = 2 * kMostIterations;

using Safe = Handle<PKCS12, PKCS12_free>;
void free_messages(STACK_OF(PKCS7) * messages) {
  sk_PKCS7_pop_free(messages, PKCS7_free);
}
using Messages = Handle<STACK_OF(PKCS7), free_messages>;

std::unexpected<Error> damaged(std::string_view what) {
  const auto why = cert::take_openssl_error();
  return fail("store-damaged", why.empty() ? std::string(what) : fmt::format("{}: {}", what, why));
}

std::string name_of(const ASN1_OBJECT* oid) {
  std::array<char, 80> text{};
  if (const int nid = OBJ_obj2nid(oid); nid != NID_undef) return OBJ_nid2ln(nid);
  OBJ_obj2txt(text.data(), text.size(), oid, 1);
  return text.data();
}

std::unexpected<Error> unknown_algorithm(std::string_view what, const ASN1_OBJECT* oid) {
  return fail("store-unreadable",
              fmt::format("its {} is {}, which Java 17 does not read", what, name_of(oid)));
}

// ---- ciphers ------------------------------------------------------------------------------------------

struct Cipher {
  long iterations = 0;
  enum class Home : std::uint8_t { standard, legacy } home = Home::standard;
};

template <class T, auto Free>
Handle<T, Free> unpack(const ASN1_TYPE* parameter, const ASN1_ITEM* item) {
  return Handle<T, Free>(static_cast<T*>(ASN1_TYPE_unpack_sequence(item, parameter)));
}

// "Salt must be at least 8 bytes long": com.sun.crypto.provider's PKCS12PBECipherCore, HmacPKCS12PBECore and
// PBES2Core.
constexpr int kFewestSaltBytes = 8;

Result<void> allow_salt(std::string_view of, const ASN1_STRING* salt) {
  if (salt != nullptr && ASN1_STRING_length(salt) >= kFewestSaltBytes) return {};
  return fail(
      "store-unreadable",
      fmt::format("the salt of its {} is shorter than {} bytes, which Java refuses", of, kFewestSaltBytes));
}

// PBES2Parameters.engineInit: PBKDF2 with an HMAC of SHA-1 or SHA-2, and AES-CBC of 128 or 256 bits.
Result<Cipher> pbes2_cipher(const ASN1_TYPE* parameter) {
  const auto scheme = unpack<PBE2PARAM, PBE2PARAM_free>(parameter, ASN1_ITEM_rptr(PBE2PARAM));
  if (!scheme) return damaged("the parameters of its encryption do not decode");
  if (OBJ_obj2nid(scheme->keyfunc->algorithm) != NID_id_pbkdf2)
    return unknown_algorithm("key derivation", scheme->keyfunc->algorithm);
  const auto derive =
      unpack<PBKDF2PARAM, PBKDF2PARAM_free>(scheme->keyfunc->parameter, ASN1_ITEM_rptr(PBKDF2PARAM));
  if (!derive) return damaged("the parameters of its key derivation do not decode");
  const auto* salt = derive->salt;
  const bool is_there = salt != nullptr && salt->type == V_ASN1_OCTET_STRING;
  if (auto allowed = allow_salt("cipher", is_there ? salt->value.octet_string : nullptr); !allowed)
    return std::unexpected(std::move(allowed.error()));
  static constexpr int kCiphers[] = {NID_aes_128_cbc, NID_aes_256_cbc};
  static constexpr int kDigests[] = {NID_hmacWithSHA1, NID_hmacWithSHA224, NID_hmacWithSHA256,
                                     NID_hmacWithSHA384, NID_hmacWithSHA512};
  const auto* cipher = scheme->encryption->algorithm;
  if (std::ranges::find(kCiphers, OBJ_obj2nid(cipher)) == std::end(kCiphers))
    return unknown_algorithm("cipher", cipher);
  const auto* digest = derive->prf != nullptr ? derive->prf->algorithm : OBJ_nid2obj(NID_hmacWithSHA1);
  if (std::ranges::find(kDigests, OBJ_obj2nid(digest)) == std::end(kDigests))
    return unknown_algorithm("key derivation", digest);
  return Cipher{.iterations = ASN1_INTEGER_get(derive->iter)};
}

Result<Cipher> cipher_of(const X509_ALGOR& algorithm) {
  Cipher out;
  bool is_pbes1 = false;  // whose core in Java asks for eight bytes of salt, and no more
  switch (OBJ_obj2nid(algorithm.algorithm)) {
    case NID_pbes2:
      return pbes2_cipher(algorithm.parameter);
    case NID_pbe_WithSHA1And40BitRC2_CBC:
    case NID_pbe_WithSHA1And128BitRC2_CBC:
    case NID_pbe_WithSHA1And40BitRC4:
    case NID_pbe_WithSHA1And128BitRC4:
      out.home = Cipher::Home::legacy;
      break;
    case NID_pbeWithMD5AndDES_CBC:
      out.home = Cipher::Home::legacy;
      is_pbes1 = true;
      break;
    case NID_pbe_WithSHA1And3_Key_TripleDES_CBC:
      break;
    default:
      return unknown_algorithm("cipher", algorithm.algorithm);
  }
  const auto parameter = unpack<PBEPARAM, PBEPARAM_free>(algorithm.parameter, ASN1_ITEM_rptr(PBEPARAM));
  if (!parameter) return damaged("the parameters of its encryption do not decode");
  if (auto allowed = allow_salt("cipher", parameter->salt); !allowed)
    return std::unexpected(std::move(allowed.error()));
  if (is_pbes1 && ASN1_STRING_length(parameter->salt) != kFewestSaltBytes)
    return fail(
        "store-unreadable",
        fmt::format("the salt of its cipher is not of {} bytes, which Java asks for", kFewestSaltBytes));
  out.iterations = parameter->iter != nullptr ? ASN1_INTEGER_get(parameter->iter) : 1;
  return out;
}

// OpenSSL's providers in a context of their own: whether RC2-40 is to be had must not depend on the
// configuration of the machine, nor change what the rest of the program accepts.
class Library {
 public:
  Result<OSSL_LIB_CTX*> with(Cipher::Home home) {
    if (!x_context) {
      x_context.reset(OSSL_LIB_CTX_new());
      x_default.reset(OSSL_PROVIDER_load(x_context.get(), "default"));
    }
    if (home == Cipher::Home::legacy && !x_legacy) {
      x_legacy.reset(OSSL_PROVIDER_load(x_context.get(), "legacy"));
      if (!x_legacy)
        return fail("store-unreadable",
                    "its cipher needs OpenSSL's legacy provider, which this machine lacks: " +
                        cert::take_openssl_error());
    }
    if (!x_context || !x_default) return fail("out-of-memory", cert::take_openssl_error());
    return x_context.get();
  }

 private:
  Handle<OSSL_LIB_CTX, OSSL_LIB_CTX_free> x_context;  // before the providers: they are unloaded first
  Handle<OSSL_PROVIDER, OSSL_PROVIDER_unload> x_default, x_legacy;
};

// ---- passwords ----------------------------------------------------------------------------------------

struct Secret {
  const char* text;  // null: no characters and no terminator, which the key derivation tells from ""
  int length;
};

// An empty password is tried in both of the ways files are written with: RetryWithZero in Java,
// PKCS12_parse() in OpenSSL.
std::vector<Secret> spellings(const std::string& password) {
  if (password.empty()) return {{nullptr, 0}, {"", 0}};
  return {{password.c_str(), static_cast<int>(password.size())}};
}

// PBEKey of Java 17. Newer ones take more.
bool is_for_java(std::string_view password) {
  return std::ranges::all_of(password, [](char c) { return c >= 0x20 && c <= 0x7E; });
}

// ---- the file -----------------------------------------------------------------------------------------

class Opener {
 public:
  explicit Opener(const Password& password) : x_given(password.has_value()) {
    if (password) x_password = password->reveal();
  }
  ~Opener() { OPENSSL_cleanse(x_password.data(), x_password.size()); }
  Opener(const Opener&) = delete;
  Opener& operator=(const Opener&) = delete;

  Result<OpenedSafe> run(std::string_view bytes) {
    auto safe = decode(bytes);
    if (!safe) return std::unexpected(std::move(safe.error()));
    const Messages messages(PKCS12_unpack_authsafes(safe->get()));
    if (!messages) return damaged("its outer part is not data protected by a password");
    Result<void> step = check_password(safe->get(), messages.get());
    if (step && x_given) step = plan(safe->get(), messages.get());
    if (step) step = check_mac(safe->get());
    if (!step) return std::unexpected(std::move(step.error()));
    for (int i = 0; i < sk_PKCS7_num(messages.get()); ++i) {
      auto bags = open(*sk_PKCS7_value(messages.get(), i));
      if (!bags) return in_part(i, std::move(bags.error()));
      x_out.contents.push_back(*std::move(bags));
    }
    return std::move(x_out);
  }

 private:
  Result<Safe> decode(std::string_view bytes) {
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* const end = at + bytes.size();
    long length = 0;
    int tag = 0, kind = 0;
    const auto* inside = at;
    ASN1_get_object(&inside, &length, &tag, &kind, end - at);
    const Handle<ASN1_INTEGER, ASN1_INTEGER_free> version(d2i_ASN1_INTEGER(nullptr, &inside, end - inside));
    Safe safe(d2i_PKCS12(nullptr, &at, static_cast<long>(bytes.size())));
    if (!version || !safe) return damaged("truncated, or not decodable as PKCS#12");
    if (ASN1_INTEGER_get(version.get()) != 3) return fail("store-damaged", "its version is not 3");
    if (at != end)
      x_out.notes.push_back(fmt::format("{} bytes behind its end, which Java does not look at", end - at));
    cert::take_openssl_error();
    return safe;
  }

  Result<void> check_password(const PKCS12* safe, const STACK_OF(PKCS7) * messages) const {
    int encrypted = 0;
    for (int i = 0; i < sk_PKCS7_num(messages); ++i) {
      if (PKCS7_type_is_encrypted(sk_PKCS7_value(messages, i))) ++encrypted;
    }
    if (!x_given && encrypted > 0)
      return fail(
          "store-locked",
          fmt::format(
              "a password is needed: {} of its {} parts are encrypted (Java passes over them where it "
              "is given none)",
              encrypted, sk_PKCS7_num(messages)));
    if (x_given && (encrypted > 0 || PKCS12_mac_present(safe) == 1) && !is_for_java(x_password))
      return fail("store-locked",
                  "the password given has characters other than printable ASCII, with which Java 17 "
                  "opens no PKCS#12");
    return {};
  }

  // Everything is looked at before any key is derived: what Java does not read, and how much work there is.
  Result<void> plan(PKCS12* safe, const STACK_OF(PKCS7) * messages) {
    if (auto allowed = allow_mac(safe); !allowed) return allowed;
    for (int i = 0; i < sk_PKCS7_num(messages); ++i) {
      const auto* content = content_of(*sk_PKCS7_value(messages, i));
      if (content == nullptr) continue;
      auto cipher = cipher_of(*content->algorithm);
      if (!cipher) return in_part(i, std::move(cipher.error()));
      if (auto allowed = allow(cipher->iterations); !allowed) return in_part(i, std::move(allowed.error()));
    }
    return {};
  }

  static std::unexpected<Error> in_part(int index, Error error) {
    error.detail = fmt::format("part {}: {}", index + 1, error.detail);
    return std::unexpected(std::move(error));
  }

  // Null where nothing is encrypted, or nothing there.
  static const PKCS7_ENC_CONTENT* content_of(PKCS7& message) {
    if (!PKCS7_type_is_encrypted(&message) || message.d.encrypted == nullptr) return nullptr;
    const auto* content = message.d.encrypted->enc_data;
    return content != nullptr && content->enc_data != nullptr ? content : nullptr;
  }

  Result<void> allow(long iterations) {
    if (iterations < 1 || iterations > kMostIterations)
      return fail("store-unreadable", "derives a key in more rounds than Java does, or in none");
    x_iterations += iterations;
    if (x_iterations > kMostIterationsInAll)
      return fail("store-unreadable",
                  fmt::format("derives its keys in more than {} rounds", kMostIterationsInAll));
    return {};
  }

  Result<void> allow_mac(const PKCS12* safe) {
    if (PKCS12_mac_present(safe) != 1) return {};
    const ASN1_INTEGER* rounds = nullptr;
    const X509_ALGOR* digest = nullptr;
    const ASN1_OCTET_STRING* salt = nullptr;
    PKCS12_get0_mac(nullptr, &digest, &salt, &rounds, safe);
    static constexpr int kDigests[] = {NID_sha1,   NID_sha224,     NID_sha256,    NID_sha384,
                                       NID_sha512, NID_sha512_224, NID_sha512_256};
    if (OBJ_obj2nid(digest->algorithm) == NID_pbmac1)
      return fail("store-unreadable",
                  "its integrity is protected by PBMAC1 (RFC 9879), which this program cannot "
                  "check, and Java only in its newest versions");
    if (std::ranges::find(kDigests, OBJ_obj2nid(digest->algorithm)) == std::end(kDigests))
      return unknown_algorithm("integrity digest", digest->algorithm);
    if (auto allowed = allow_salt("integrity check", salt); !allowed) return allowed;
    return allow(rounds != nullptr ? ASN1_INTEGER_get(rounds) : 1);
  }

  Result<void> check_mac(PKCS12* safe) {
    if (PKCS12_mac_present(safe) != 1) return {};
    if (!x_given) {
      x_out.integrity = Integrity::not_checked;
      x_out.notes.emplace_back("its integrity was not checked: no password was given");
      return {};
    }
    for (const auto& secret : spellings(x_password)) {
      if (PKCS12_verify_mac(safe, secret.text, secret.length) == 1) {
        x_out.integrity = Integrity::checked;
        return {};
      }
      cert::take_openssl_error();
    }
    return fail("store-locked",
                "the password given is wrong, or the file was tampered with: nobody can tell which");
  }

  Result<SafeBags> open(PKCS7& message) {
    if (PKCS7_type_is_data(&message)) {
      SafeBags bags(PKCS12_unpack_p7data(&message));
      if (!bags) return damaged("does not decode");
      return bags;
    }
    if (!PKCS7_type_is_encrypted(&message))
      return fail("store-unreadable", "is locked with a key, not with a password");
    const auto* content = content_of(message);
    if (content == nullptr) return damaged("is encrypted, but empty");
    return decrypt(*content->algorithm, *content->enc_data);
  }

  Result<SafeBags> decrypt(const X509_ALGOR& algorithm, const ASN1_OCTET_STRING& bytes) {
    const auto cipher = cipher_of(algorithm);
    if (!cipher) return std::unexpected(cipher.error());
    const auto library = x_library.with(cipher->home);
    if (!library) return std::unexpected(library.error());
    for (const auto& secret : spellings(x_password)) {
      SafeBags bags(static_cast<STACK_OF(PKCS12_SAFEBAG)*>(
          PKCS12_item_decrypt_d2i_ex(&algorithm, ASN1_ITEM_rptr(PKCS12_SAFEBAGS), secret.text, secret.length,
                                     &bytes, 1, *library, nullptr)));
      cert::take_openssl_error();
      if (bags) return bags;
    }
    if (x_out.integrity == Integrity::checked) return fail("store-damaged", "does not decrypt");
    return fail("store-locked", "the password given is wrong, or the file is damaged: nothing says which");
  }

  bool x_given;
  std::string x_password;
  OpenedSafe x_out;
  Library x_library;
  long x_iterations = 0;
};

}  // namespace

void free_bags(stack_st_PKCS12_SAFEBAG* bags) {
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

Result<OpenedSafe> open_safe(std::string_view bytes, const Password& password) {
  return Opener(password).run(bytes);
}

}  // namespace rehearse::store
