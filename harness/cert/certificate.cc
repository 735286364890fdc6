#include "cert/certificate.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

#include "base/address.h"
#include "base/ascii.h"
#include "base/handle.h"
#include "cert/native.h"
#include "cert/pem.h"

namespace rehearse::cert {
namespace {

void free_openssl(unsigned char* p) {
  OPENSSL_free(p);
}
void free_names(GENERAL_NAMES* p) {
  GENERAL_NAMES_free(p);
}
using Bytes = Handle<unsigned char, free_openssl>;

std::string_view view(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

// The value as UTF-8. A string type that cannot be converted keeps its bytes: printable() shows them.
std::string utf8(const ASN1_STRING* text) {
  unsigned char* raw = nullptr;
  const int length = ASN1_STRING_to_UTF8(&raw, text);
  const Bytes owner(raw);
  if (length < 0) {
    take_openssl_error();
    return std::string(view(text));
  }
  return {reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length)};
}

DistinguishedName to_name(const X509_NAME* name) {
  DistinguishedName out;
  for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
    const auto* entry = X509_NAME_get_entry(name, i);
    const auto* object = X509_NAME_ENTRY_get_object(entry);
    const int nid = OBJ_obj2nid(object);
    std::array<char, 128> oid{};
    if (nid == NID_undef) OBJ_obj2txt(oid.data(), oid.size(), object, 1);
    out.attributes.push_back(
        {nid == NID_undef ? oid.data() : OBJ_nid2sn(nid), utf8(X509_NAME_ENTRY_get_data(entry))});
  }
  return out;
}

std::optional<Instant> to_instant(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(parts.tm_year + 1900),
                                         std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                         std::chrono::day(static_cast<unsigned>(parts.tm_mday))};
  if (!date.ok()) return std::nullopt;
  return Instant(std::chrono::sys_days(date)) + std::chrono::hours(parts.tm_hour) +
         std::chrono::minutes(parts.tm_min) + std::chrono::seconds(parts.tm_sec);
}

std::string to_ip_text(std::string_view bytes) {
  std::string text;
  if (bytes.size() == 4) {
    for (const char c : bytes)
      text += fmt::format("{}{}", text.empty() ? "" : ".", static_cast<unsigned char>(c));
  } else if (bytes.size() == 16) {
    for (std::size_t i = 0; i < 16; i += 2) text += (i == 0 ? "" : ":") + to_hex(bytes.substr(i, 2));
  }
  auto address = Address::parse(text);
  return address ? address->text() : to_hex(bytes);
}

void read_alternative_names(const X509* x509, Certificate& out) {
  const Handle<GENERAL_NAMES, free_names> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(x509, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int type = 0;
    const auto* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
    if (type == GEN_DNS) out.dns_names.emplace_back(view(static_cast<const ASN1_STRING*>(value)));
    if (type == GEN_IPADD)
      out.ip_addresses.push_back(to_ip_text(view(static_cast<const ASN1_STRING*>(value))));
  }
}

std::string key_type(const X509* x509) {
  EVP_PKEY* key = X509_get0_pubkey(x509);
  if (key == nullptr) return "unknown";
  if (EVP_PKEY_is_a(key, "RSA")) return fmt::format("RSA-{}", EVP_PKEY_get_bits(key));
  if (EVP_PKEY_is_a(key, "RSA-PSS")) return fmt::format("RSA-PSS-{}", EVP_PKEY_get_bits(key));
  if (EVP_PKEY_is_a(key, "DSA")) return fmt::format("DSA-{}", EVP_PKEY_get_bits(key));
  if (EVP_PKEY_is_a(key, "ED25519")) return "Ed25519";
  if (EVP_PKEY_is_a(key, "ED448")) return "Ed448";
  if (EVP_PKEY_is_a(key, "EC")) {
    std::array<char, 80> group{};
    std::size_t length = 0;
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) != 1) return "EC";
    const char* nist = EC_curve_nid2nist(OBJ_sn2nid(group.data()));
    return fmt::format("EC-{}", nist != nullptr ? nist : group.data());
  }
  const char* name = EVP_PKEY_get0_type_name(key);
  return name != nullptr ? name : "unknown";
}

std::string hex_of(const ASN1_STRING* octets) {
  return octets == nullptr ? std::string() : to_hex(view(octets));
}

std::string serial_of(const X509* x509) {
  const Handle<BIGNUM, BN_free> number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509), nullptr));
  if (!number) return {};
  const Handle<char, [](char* p) { OPENSSL_free(p); }> text(BN_bn2hex(number.get()));
  return ascii_lower(text ? text.get() : "");
}

Sha256 spki_digest(const X509* x509) {
  unsigned char* raw = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &raw);
  const Bytes owner(raw);
  return length > 0 ? sha256({reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length)})
                    : Sha256{};
}

std::unexpected<Error> bad_block(std::size_t line, std::size_t number, std::string_view why) {
  return fail("bad-certificate", fmt::format("certificate {} (line {}): {}", number, line, why));
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  Sha256 out;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), out.bytes.data());
  return out;
}

Result<CertificatePtr> from_der(std::string_view der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = bytes + der.size();
  ERR_clear_error();
  const X509Handle x509(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
  if (!x509) return fail("bad-certificate", fmt::format("does not decode: {}", take_openssl_error()));
  if (bytes != end) return fail("bad-certificate", fmt::format("{} bytes behind its end", end - bytes));

  Certificate out;
  out.der = der;
  out.sha256 = sha256(der);
  out.spki_sha256 = spki_digest(x509.get());
  out.subject = to_name(X509_get_subject_name(x509.get()));
  out.issuer = to_name(X509_get_issuer_name(x509.get()));
  out.serial = serial_of(x509.get());
  const auto not_before = to_instant(X509_get0_notBefore(x509.get()));
  const auto not_after = to_instant(X509_get0_notAfter(x509.get()));
  if (!not_before || !not_after) {
    take_openssl_error();
    return fail("bad-certificate", "its dates cannot be read");
  }
  out.not_before = *not_before;
  out.not_after = *not_after;
  read_alternative_names(x509.get(), out);
  out.subject_key_id = hex_of(X509_get0_subject_key_id(x509.get()));
  out.authority_key_id = hex_of(X509_get0_authority_key_id(x509.get()));
  out.key_type = key_type(x509.get());
  out.signature_algorithm = OBJ_nid2ln(X509_get_signature_nid(x509.get()));
  out.is_ca = X509_check_ca(x509.get()) == 1;
  take_openssl_error();  // unreadable extensions leave entries behind; what they mean is for the verifier to
                         // say
  return std::make_shared<const Certificate>(std::move(out));
}

Result<Chain> from_pem(std::string_view pem) {
  PemReader reader(pem);
  Chain out;
  for (;;) {
    const auto number = out.size() + 1;
    const auto block = reader.next();
    if (!block) return bad_block(reader.line(), number, block.error().detail);
    if (!*block) return out;
    if ((*block)->label == "TRUSTED CERTIFICATE")
      return bad_block(reader.line(), number, "trust settings are not read");
    if (!(*block)->is_certificate()) continue;
    auto certificate = from_der((*block)->bytes);
    if (!certificate) return bad_block(reader.line(), number, certificate.error().detail);
    out.push_back(*std::move(certificate));
  }
}

std::string to_pem(const Certificate& certificate) {
  const Handle<BIO, BIO_free> bio(BIO_new(BIO_s_mem()));
  const auto& der = certificate.der;
  // The bytes as they are: what OpenSSL writes of a decoded certificate may differ where it was no DER.
  if (!bio || der.empty() ||
      PEM_write_bio(bio.get(), PEM_STRING_X509, "", reinterpret_cast<const unsigned char*>(der.data()),
                    static_cast<long>(der.size())) == 0)
    return {};
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

bool is_issued_by(const Certificate& certificate, const Certificate& issuer) {
  if (certificate.issuer != issuer.subject) return false;
  if (certificate.der.empty() || issuer.der.empty()) {
    return certificate.authority_key_id.empty() || issuer.subject_key_id.empty() ||
           certificate.authority_key_id == issuer.subject_key_id;
  }
  const auto signed_one = to_x509(certificate), signer = to_x509(issuer);
  auto* key = X509_get0_pubkey(signer.get());
  const bool holds = key != nullptr && X509_verify(signed_one.get(), key) == 1;
  take_openssl_error();
  return holds;
}

Chain path_of(const Chain& chain) {
  Chain path = {chain.front()};
  while (path.size() < chain.size() && !path.back()->is_self_issued()) {
    const auto issuer =
        std::ranges::find_if(chain, [&](const auto& sent) { return is_issued_by(*path.back(), *sent); });
    if (issuer == chain.end()) break;
    path.push_back(*issuer);
  }
  return path;
}

Sha256 chain_id(const Chain& chain) {
  std::string digests;
  for (const auto& certificate : chain) {
    digests.append(reinterpret_cast<const char*>(certificate->sha256.bytes.data()),
                   certificate->sha256.bytes.size());
  }
  return sha256(digests);
}

}  // namespace rehearse::cert
