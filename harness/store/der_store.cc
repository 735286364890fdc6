#include <fmt/format.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#include "base/handle.h"
#include "cert/native.h"
#include "store/formats.h"
#include "store/java_certificate.h"

namespace rehearse::store {
namespace {

// One certificate that it does not decode, and Java's CertificateFactory gives none.
void mind_java(Store& store) {
  for (const auto& entry : store.entries) {
    const auto why = refused_by_java(*entry.certificate);
    if (!why.empty() && store.refused_by_java.empty())
      store.refused_by_java = fmt::format("Java's CertificateFactory refuses its {}: {}", entry.place, why);
  }
}

}  // namespace

Result<Store> read_der(std::string_view bytes) {
  auto certificate = cert::from_der(bytes);
  if (!certificate) return fail("store-damaged", "its certificate " + certificate.error().detail);
  Store store;
  store.kind = "der";
  store.entries.push_back({.certificate = *std::move(certificate), .place = "certificate 1"});
  mind_java(store);
  store.anchors = certificates_of(store, every);
  return store;
}

Result<Store> read_pkcs7(std::string_view bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* const end = at + bytes.size();
  const Handle<PKCS7, PKCS7_free> message(d2i_PKCS7(nullptr, &at, static_cast<long>(bytes.size())));
  if (!message)
    return fail("store-damaged", "its PKCS#7 message does not decode: " + cert::take_openssl_error());
  if (at != end) return fail("store-damaged", fmt::format("{} bytes behind its PKCS#7 message", end - at));
  if (!PKCS7_type_is_signed(message.get()) || message->d.sign == nullptr)
    return fail("store-unreadable", "its PKCS#7 message is not of the kind that carries certificates");
  Store store;
  store.kind = "pkcs7";
  const auto* certificates = message->d.sign->cert;  // null where there are none
  for (int i = 0; i < sk_X509_num(certificates); ++i) {
    auto certificate = cert::from_x509(sk_X509_value(certificates, i));
    auto place = fmt::format("certificate {}", i + 1);
    if (!certificate) return fail("store-damaged", fmt::format("{}: {}", place, certificate.error().detail));
    store.entries.push_back({.certificate = *std::move(certificate), .place = std::move(place)});
  }
  mind_java(store);
  store.anchors = certificates_of(store, every);
  return store;
}

}  // namespace rehearse::store
