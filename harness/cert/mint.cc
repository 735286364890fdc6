#include "cert/mint.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/handle.h"
#include "cert/mint_extensions.h"
#include "cert/native.h"

namespace rehearse::cert {

struct Key::Native {
  Handle<EVP_PKEY, EVP_PKEY_free> key;
};

namespace {

using Octets = Handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using Object = Handle<ASN1_OBJECT, ASN1_OBJECT_free>;

Result<void> set_subject(X509* x509, const Mint& what) {
  const Handle<X509_NAME, X509_NAME_free> name(X509_NAME_new());
  if (!name) return failed("subject");
  const int set = what.subject_in_one_set ? -1 : 0;  // -1: that of the attribute before
  for (const auto& [type, value] : what.subject.attributes) {
    if (!fits_int(value)) return failed(fmt::format("subject: '{}'", type));
    const auto* bytes = reinterpret_cast<const unsigned char*>(value.data());
    if (X509_NAME_add_entry_by_txt(name.get(), type.c_str(), MBSTRING_UTF8, bytes,
                                   static_cast<int>(value.size()), -1, set) != 1)
      return failed(fmt::format("subject: '{}'", type));
  }
  if (X509_set_subject_name(x509, name.get()) != 1) return failed("subject");
  return {};
}

// RFC 5280 section 4.1.2.5 knows years of four digits; OpenSSL would write more.
Result<void> set_dates(X509* x509, const Mint& what) {
  static constexpr Instant kFirst = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
  static constexpr Instant kEnd = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);
  if (what.not_after < what.not_before) return fail("mint-failed", "dates: it ends before it begins");
  if (what.not_before < kFirst || what.not_after >= kEnd)
    return fail("mint-failed", "dates: not in the years 1 to 9999");
  using Time = Handle<ASN1_TIME, ASN1_TIME_free>;
  const Time first(ASN1_TIME_set(nullptr, what.not_before.time_since_epoch().count()));
  const Time last(ASN1_TIME_set(nullptr, what.not_after.time_since_epoch().count()));
  if (!first || !last || X509_set1_notBefore(x509, first.get()) != 1 ||
      X509_set1_notAfter(x509, last.get()) != 1)
    return failed("dates");
  return {};
}

// The same request gives the same number, whatever the keys: 127 bits of a digest over what the certificate
// says. Two certificates of one issuer that say different things never share one.
Result<void> set_serial(X509* x509, const Mint& what, const Minted* issuer) {
  std::string said;
  const auto say = [&said](std::string_view text) { said += fmt::format("{}:{},", text.size(), text); };
  say(issuer != nullptr ? issuer->certificate->subject.text() : "self");
  say(what.subject.text());
  say(to_rfc3339(what.not_before));
  say(to_rfc3339(what.not_after));
  say(fmt::format("{} {} {} {} {}", static_cast<int>(what.kind), static_cast<int>(what.key_type),
                  what.path_length.value_or(-1), what.unknown_critical_extension, what.common_name_only));
  for (const auto* names : {&what.dns_names, &what.ip_addresses, &what.permitted_dns, &what.excluded_dns}) {
    say(std::to_string(names->size()));
    for (const auto& name : *names) say(name);
  }
  say(what.digest);
  say(what.extended_key_usage);
  for (const auto& extension : what.extensions)
    say(fmt::format("{} {} {}", extension.oid, extension.critical, extension.value));
  for (const auto& oid : what.without) say(oid);
  if (what.subject_in_one_set) say("one set");
  auto bytes = sha256(said).bytes;
  bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0x7F) | 0x40);  // positive, and always sixteen bytes long
  const Handle<BIGNUM, BN_free> number(BN_bin2bn(bytes.data(), 16, nullptr));
  if (number) BN_set_negative(number.get(), what.negative_serial ? 1 : 0);
  if (!number || BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x509)) == nullptr)
    return failed("serial");
  return {};
}

Result<void> set_key_ids(X509* x509, const Minted* issuer) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  // RFC 5280 section 4.2.1.2, method 1: a name for the key, not a protection. Hence SHA-1.
  if (X509_pubkey_digest(x509, EVP_sha1(), digest.data(), &length) != 1) return failed("key id");
  const Octets own(ASN1_OCTET_STRING_new());
  if (!own || ASN1_OCTET_STRING_set(own.get(), digest.data(), static_cast<int>(length)) != 1)
    return failed("key id");
  if (auto added = add_extension(x509, NID_subject_key_identifier, own.get(), Critical::no); !added)
    return added;
  if (issuer == nullptr) return {};  // self-signed: it would only repeat the subject's
  const auto signer = to_x509(*issuer->certificate);
  const auto* signer_id = signer ? X509_get0_subject_key_id(signer.get()) : nullptr;
  if (signer_id == nullptr) return {};
  const Handle<AUTHORITY_KEYID, AUTHORITY_KEYID_free> authority(AUTHORITY_KEYID_new());
  if (!authority) return failed("authority key id");
  authority->keyid = ASN1_OCTET_STRING_dup(signer_id);
  if (authority->keyid == nullptr) return failed("authority key id");
  return add_extension(x509, NID_authority_key_identifier, authority.get(), Critical::no);
}

Result<void> set_basic_constraints(X509* x509, const Mint& what) {
  const bool authority = what.kind == Mint::Kind::authority;
  const Handle<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free> basic(BASIC_CONSTRAINTS_new());
  if (!basic) return failed("basicConstraints");
  basic->ca = authority ? 0xFF : 0;
  if (what.path_length) {
    if (!authority || *what.path_length < 0)
      return fail("mint-failed", "path length: not negative, and for authorities only");
    basic->pathlen = ASN1_INTEGER_new();
    if (basic->pathlen == nullptr || ASN1_INTEGER_set(basic->pathlen, *what.path_length) != 1)
      return failed("path length");
  }
  return add_extension(x509, NID_basic_constraints, basic.get(), Critical::yes);
}

Result<void> set_key_usage(X509* x509, const Mint& what, EVP_PKEY* key) {
  enum Bit { digital_signature = 0, key_encipherment = 2, key_cert_sign = 5, crl_sign = 6 };
  const bool authority = what.kind == Mint::Kind::authority;
  const bool rsa = EVP_PKEY_is_a(key, "RSA") == 1;
  const Handle<ASN1_BIT_STRING, ASN1_BIT_STRING_free> bits(ASN1_BIT_STRING_new());
  if (!bits || ASN1_BIT_STRING_set_bit(bits.get(), digital_signature, authority ? 0 : 1) != 1 ||
      ASN1_BIT_STRING_set_bit(bits.get(), key_encipherment, !authority && rsa ? 1 : 0) != 1 ||
      ASN1_BIT_STRING_set_bit(bits.get(), key_cert_sign, authority ? 1 : 0) != 1 ||
      ASN1_BIT_STRING_set_bit(bits.get(), crl_sign, authority ? 1 : 0) != 1)
    return failed("keyUsage");
  return add_extension(x509, NID_key_usage, bits.get(), Critical::yes);
}

Result<void> set_extended_key_usage(X509* x509, const Mint& what) {
  if (what.kind != Mint::Kind::server || what.extended_key_usage.empty()) return {};
  const Handle<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> usage(EXTENDED_KEY_USAGE_new());
  if (!usage) return failed("extendedKeyUsage");
  std::string_view rest = what.extended_key_usage;
  while (true) {
    const auto comma = rest.find(',');
    auto word = rest.substr(0, comma);
    word.remove_prefix(std::min(word.find_first_not_of(' '), word.size()));
    word = word.substr(0, word.find_last_not_of(' ') + 1);
    Object object(OBJ_txt2obj(std::string(word).c_str(), 0));
    if (!object) return failed(fmt::format("extendedKeyUsage: '{}'", word));
    if (sk_ASN1_OBJECT_push(usage.get(), object.get()) <= 0) return failed("extendedKeyUsage");
    static_cast<void>(object.release());
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return add_extension(x509, NID_ext_key_usage, usage.get(), Critical::no);
}

Result<void> add_as_it_is(X509* x509, const Mint::Extension& what) {
  const Object object(OBJ_txt2obj(what.oid.c_str(), 1));
  const Octets content(ASN1_OCTET_STRING_new());
  if (!object || !content) return failed(what.oid);
  if (auto set = set_octets(content.get(), what.value); !set) return set;
  const Handle<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509_EXTENSION_create_by_OBJ(nullptr, object.get(), what.critical ? 1 : 0, content.get()));
  if (!extension || X509_add_ext(x509, extension.get(), -1) != 1) return failed(what.oid);
  return {};
}

void remove_extension(X509* x509, const std::string& oid) {
  const Object object(OBJ_txt2obj(oid.c_str(), 1));
  const int own = object ? X509_get_ext_by_OBJ(x509, object.get(), -1) : -1;
  if (own >= 0) X509_EXTENSION_free(X509_delete_ext(x509, own));
}

Result<void> replace_extensions(X509* x509, const Mint& what) {
  for (const auto& oid : what.without) remove_extension(x509, oid);
  for (const auto& extension : what.extensions) remove_extension(x509, extension.oid);
  for (const auto& extension : what.extensions) {
    if (auto added = add_as_it_is(x509, extension); !added) return added;
  }
  return {};
}

Result<void> set_extensions(X509* x509, const Mint& what, EVP_PKEY* key) {
  if (auto set = set_basic_constraints(x509, what); !set) return set;
  if (auto set = set_key_usage(x509, what, key); !set) return set;
  if (auto set = set_extended_key_usage(x509, what); !set) return set;
  if (!what.common_name_only) {
    if (auto set = set_alternative_names(x509, what); !set) return set;
  }
  if (auto set = set_name_constraints(x509, what); !set) return set;
  // 32473 is the enterprise number for examples: RFC 5612.
  if (what.unknown_critical_extension)
    return add_as_it_is(x509, {"1.3.6.1.4.1.32473.1", true, std::string("\x05\x00", 2)});
  return {};
}

Result<void> sign(X509* x509, EVP_PKEY* key, const std::string& digest) {
  const EVP_MD* md = EVP_get_digestbyname(digest.c_str());
  if (md == nullptr) return failed(fmt::format("digest '{}' is not known", digest));
  if (EVP_PKEY_is_a(key, "ED25519") == 1) md = nullptr;  // it brings its own
  if (X509_sign(x509, key, md) <= 0) return failed("signature");
  return {};
}

bool has_common_name(const DistinguishedName& name) {
  return std::ranges::any_of(name.attributes, [](const auto& attribute) { return attribute.type == "CN"; });
}

Result<void> check(const Mint& what, const Minted* issuer) {
  if (issuer != nullptr && !issuer->certificate)
    return fail("mint-failed", "an issuer without a certificate");
  if (what.kind == Mint::Kind::authority && what.subject.attributes.empty())
    return fail("mint-failed", "an authority without a subject");
  if (what.common_name_only && !has_common_name(what.subject))
    return fail("mint-failed", "common_name_only without a CN");
  return {};
}

// The same key as any other, whose point is written short.
EVP_PKEY* generate_compressed() {
  Handle<EVP_PKEY, EVP_PKEY_free> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  if (!key || EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                             OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_COMPRESSED) != 1)
    return nullptr;
  return key.release();
}

EVP_PKEY* generate_native(Key::Type type) {
  switch (type) {
    case Key::Type::ec_p256:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    case Key::Type::ec_p256_compressed:
      return generate_compressed();
    case Key::Type::rsa_1024:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024});
    case Key::Type::rsa_2048:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
    case Key::Type::ed25519:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  }
  return nullptr;
}

}  // namespace

Result<Key> Key::generate(Type type) {
  ERR_clear_error();
  Handle<EVP_PKEY, EVP_PKEY_free> key(generate_native(type));
  if (!key) return failed("key");
  return Key(std::make_shared<const Native>(std::move(key)));
}

std::string Key::to_pem() const {
  const Handle<BIO, BIO_free> bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), x_native->key.get(), nullptr, nullptr, 0, nullptr,
                                            nullptr) != 1) {
    take_openssl_error();
    return {};
  }
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

Result<Minted> mint(const Mint& what, const Minted* issuer) {
  ERR_clear_error();
  if (auto checked = check(what, issuer); !checked) return std::unexpected(std::move(checked).error());
  auto key = what.key ? Result<Key>(*what.key) : Key::generate(what.key_type);
  if (!key) return std::unexpected(std::move(key).error());
  EVP_PKEY* const own = key->native().key.get();
  EVP_PKEY* const signer = issuer != nullptr ? issuer->key.native().key.get() : own;

  const X509Handle x509(X509_new());
  if (!x509 || X509_set_version(x509.get(), X509_VERSION_3) != 1 || X509_set_pubkey(x509.get(), own) != 1)
    return failed("certificate");
  Result<void> step = set_subject(x509.get(), what);
  if (step) step = set_dates(x509.get(), what);
  if (step) step = set_serial(x509.get(), what, issuer);
  if (!step) return std::unexpected(std::move(step).error());
  const auto parent = issuer != nullptr ? to_x509(*issuer->certificate) : nullptr;
  if (issuer != nullptr && !parent) return failed("issuer");
  if (X509_set_issuer_name(x509.get(), X509_get_subject_name(parent ? parent.get() : x509.get())) != 1)
    return failed("issuer");
  step = set_extensions(x509.get(), what, own);
  if (step) step = set_key_ids(x509.get(), issuer);
  if (step) step = replace_extensions(x509.get(), what);
  if (step) step = sign(x509.get(), signer, what.digest);
  if (!step) return std::unexpected(std::move(step).error());

  auto certificate = from_x509(x509.get());
  if (!certificate) return failed(certificate.error().detail);
  return Minted{*std::move(certificate), *std::move(key)};
}

}  // namespace rehearse::cert
