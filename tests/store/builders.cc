#include "store/builders.h"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/provider.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "base/handle.h"
#include "cert/native.h"

namespace rehearse::store {
namespace {

template <class T, auto Encode>
std::string encoded(T* value) {
  unsigned char* raw = nullptr;
  const int length = Encode(value, &raw);
  std::string out(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length));
  OPENSSL_free(raw);
  return out;
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

cert::Mint valid_from(int year, const std::string& name) {
  const Instant from = std::chrono::sys_days(std::chrono::year(year) / 1 / 1);
  return {.subject = {{{"CN", name}}}, .not_before = from, .not_after = from + std::chrono::days(365)};
}

PKCS12_SAFEBAG* bag_of(const Bag& what) {
  PKCS12_SAFEBAG* out = nullptr;
  if (what.certificate) {
    out = PKCS12_SAFEBAG_create_cert(cert::to_x509(*what.certificate).get());
  } else {
    X509_ALGOR* algorithm = nullptr;
    auto* sealed = X509_SIG_new();
    X509_SIG_getm(sealed, &algorithm, nullptr);
    X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_pbe_WithSHA1And3_Key_TripleDES_CBC), V_ASN1_NULL, nullptr);
    out = PKCS12_SAFEBAG_create0_pkcs8(sealed);
  }
  if (!what.name.empty()) PKCS12_add_friendlyname_utf8(out, what.name.c_str(), -1);
  if (!what.key_id.empty()) {
    auto id = what.key_id;
    PKCS12_add_localkeyid(out, reinterpret_cast<unsigned char*>(id.data()), static_cast<int>(id.size()));
  }
  return out;
}

}  // namespace

cert::Minted authority(const std::string& name) {
  auto what = valid_from(2018, name);
  what.not_after = what.not_before + std::chrono::days(3650);
  what.kind = cert::Mint::Kind::authority;
  return *cert::mint(what, nullptr);
}

cert::Minted server(const std::string& name, const cert::Minted& issuer) {
  auto what = valid_from(2018, name);
  what.dns_names = {name};
  return *cert::mint(what, &issuer);
}

std::optional<SecretText> password(const std::string& text) {
  SecretText out;
  out.add_secret(text);
  return out;
}

std::string u16(std::uint16_t value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value & 0xFF)};
}

std::string u32(std::uint32_t value) {
  return u16(static_cast<std::uint16_t>(value >> 16)) + u16(static_cast<std::uint16_t>(value & 0xFFFF));
}

std::string utf(std::string_view text) {
  return u16(static_cast<std::uint16_t>(text.size())) + std::string(text);
}

KeystoreWriter::KeystoreWriter(std::uint32_t magic, std::uint32_t version)
    : x_magic(magic), x_version(version) {}

std::string KeystoreWriter::certificate(std::string_view der, std::string_view type) const {
  return (x_version == 2 ? utf(type) : std::string()) + u32(static_cast<std::uint32_t>(der.size())) +
         std::string(der);
}

KeystoreWriter& KeystoreWriter::trusted(std::string_view alias, std::string_view der, std::string_view type) {
  ++x_written;
  return raw(u32(2) + utf(alias) + std::string(8, '\0') + certificate(der, type));
}

KeystoreWriter& KeystoreWriter::key(std::string_view alias, const std::vector<std::string>& chain) {
  ++x_written;
  raw(u32(1) + utf(alias) + std::string(8, '\0') + u32(5) + "key!!" +
      u32(static_cast<std::uint32_t>(chain.size())));
  for (const auto& der : chain) raw(certificate(der, "X.509"));
  return *this;
}

KeystoreWriter& KeystoreWriter::secret(std::string_view alias, const std::string& sealed) {
  ++x_written;
  return raw(u32(3) + utf(alias) + std::string(8, '\0') + sealed);
}

KeystoreWriter& KeystoreWriter::raw(std::string_view bytes) {
  x_entries += bytes;
  return *this;
}

KeystoreWriter& KeystoreWriter::count(std::uint32_t entries) {
  x_count = entries;
  return *this;
}

std::string KeystoreWriter::without_digest() const {
  return u32(x_magic) + u32(x_version) + u32(x_count.value_or(x_written)) + x_entries;
}

std::string KeystoreWriter::bytes(std::u16string_view password) const {
  std::string keyed;
  for (const char16_t c : password) keyed += u16(c);
  keyed += "Mighty Aphrodite" + without_digest();
  std::string digest(20, '\0');
  SHA1(bytes_of(keyed), keyed.size(), reinterpret_cast<unsigned char*>(digest.data()));
  return without_digest() + digest;
}

std::string sealed_key() {
  const auto field = [](char type, std::string_view name) { return std::string(1, type) + utf(name); };
  const std::string array_of_bytes = "\x74" + utf("[B"), text = "\x74" + utf("Ljava/lang/String;");
  // Handles: 0 the protector's class, 1 SealedObject's, 2 "[B", ...
  std::string out = "\xAC\xED" + u16(5) + "\x73";
  out += "\x72" + utf("com.sun.crypto.provider.SealedObjectForKeyProtector");
  out += "\xCD\x57\xCA\x59\xE7\x30\xBB\x53\x02" + u16(0) + "\x78";
  out += "\x72" + utf("javax.crypto.SealedObject") + "\x3E\x36\x3D\xA6\xC3\xB7\x54\x70\x02" + u16(4);
  out +=
      field('[', "encodedParams") + array_of_bytes + field('[', "encryptedContent") + "\x71" + u32(0x7E0002);
  out += field('L', "paramsAlg") + text + field('L', "sealAlg") + "\x71" + u32(0x7E0003) + "\x78\x70";
  // 4 is the object itself; then its fields.
  out +=
      "\x75\x72" + utf("[B") + "\xAC\xF3\x17\xF8\x06\x08\x54\xE0\x02" + u16(0) + "\x78\x70" + u32(3) + "abc";
  out += "\x75\x71" + u32(0x7E0005) + u32(4) + "defg";
  out += "\x74" + utf("PBE") + "\x74" + utf("PBEWithMD5AndTripleDES");
  return out;
}

std::string pkcs12(const Pkcs12& what) {
  const Handle<OSSL_PROVIDER, OSSL_PROVIDER_unload> standard(OSSL_PROVIDER_load(nullptr, "default"));
  const Handle<OSSL_PROVIDER, OSSL_PROVIDER_unload> legacy(OSSL_PROVIDER_load(nullptr, "legacy"));
  auto* bags = sk_PKCS12_SAFEBAG_new_null();
  for (const auto& one : what.bags) {
    auto* bag = bag_of(one);
    if (one.trusted) {
      // OpenSSL 3.0 lets nobody begin the list of attributes but with one of its own.
      if (one.name.empty()) PKCS12_add_friendlyname_utf8(bag, "x", -1);
      auto* attributes = const_cast<STACK_OF(X509_ATTRIBUTE)*>(PKCS12_SAFEBAG_get0_attrs(bag));
      const Handle<ASN1_OBJECT, ASN1_OBJECT_free> any(OBJ_txt2obj("2.5.29.37.0", 1));
      X509at_add1_attr_by_txt(&attributes, "2.16.840.1.113894.746875.1.1", V_ASN1_OBJECT,
                              reinterpret_cast<const unsigned char*>(any.get()), -1);
      if (one.name.empty())
        X509_ATTRIBUTE_free(
            X509at_delete_attr(attributes, X509at_get_attr_by_NID(attributes, NID_friendlyName, -1)));
    }
    sk_PKCS12_SAFEBAG_push(bags, bag);
  }
  const char* secret = what.password ? what.password->c_str() : nullptr;
  const int cipher = what.cipher == 0 ? NID_aes_256_cbc : what.cipher;
  auto* messages = sk_PKCS7_new_null();
  unsigned char salt[16] = {1, 2, 3, 4, 5, 6, 7, 8};
  for (int i = 0; i < what.parts; ++i)
    sk_PKCS7_push(messages, cipher == -1 || (i == 0 && what.first_part_is_clear)
                                ? PKCS12_pack_p7data(bags)
                                : PKCS12_pack_p7encdata(cipher, secret, -1, salt, what.salt_bytes,
                                                        what.iterations, bags));
  const Handle<PKCS12, PKCS12_free> file(PKCS12_init(NID_pkcs7_data));
  PKCS12_pack_authsafes(file.get(), messages);
  sk_PKCS7_pop_free(messages, PKCS7_free);
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
  if (what.digest != -1)
    PKCS12_set_mac(file.get(), secret, -1, salt, what.mac_salt_bytes, what.iterations,
                   EVP_get_digestbynid(what.digest == 0 ? NID_sha256 : what.digest));
  return encoded<PKCS12, i2d_PKCS12>(file.get());
}

std::string trusted_block(const cert::Certificate& certificate, std::string_view setting, int usage_nid) {
  const auto x509 = cert::to_x509(certificate);
  if (setting == "trust") X509_add1_trust_object(x509.get(), OBJ_nid2obj(usage_nid));
  if (setting == "reject") X509_add1_reject_object(x509.get(), OBJ_nid2obj(usage_nid));
  return pem_block("TRUSTED CERTIFICATE", encoded<X509, i2d_X509_AUX>(x509.get()));
}

std::string pkcs7(const cert::Chain& certificates) {
  const Handle<PKCS7, PKCS7_free> message(PKCS7_new());
  PKCS7_set_type(message.get(), NID_pkcs7_signed);
  PKCS7_content_new(message.get(), NID_pkcs7_data);
  for (const auto& one : certificates) PKCS7_add_certificate(message.get(), cert::to_x509(*one).get());
  return encoded<PKCS7, i2d_PKCS7>(message.get());
}

std::string pem_block(const std::string& label, const std::string& bytes, const std::string& header) {
  const Handle<BIO, BIO_free> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio(bio.get(), label.c_str(), header.c_str(), bytes_of(bytes), static_cast<long>(bytes.size()));
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

std::string names(const cert::Chain& chain) {
  std::string out;
  for (const auto& one : chain) out += (out.empty() ? "" : " ") + one->subject.short_name();
  return out;
}

std::string root_pem(const std::string& name) {
  return cert::to_pem(*authority(name).certificate);
}

const cert::Minted& a() {
  static const auto minted = authority("A");
  return minted;
}

const cert::Minted& b() {
  static const auto minted = authority("B");
  return minted;
}

const cert::Minted& leaf() {
  static const auto minted = server("leaf", a());
  return minted;
}

}  // namespace rehearse::store
