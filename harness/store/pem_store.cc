#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/handle.h"
#include "cert/native.h"
#include "cert/pem.h"
#include "store/formats.h"
#include "store/gnutls_pem.h"
#include "store/go_pem.h"
#include "store/java_certificate.h"
#include "store/java_pem.h"

namespace rehearse::store {
namespace {

void free_infos(STACK_OF(X509_INFO) * infos) {
  sk_X509_INFO_pop_free(infos, X509_INFO_free);
}

// Without one of our own OpenSSL asks at the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

bool is_pkcs7(const cert::PemBlock& block) {
  return block.label == "PKCS7" || block.label == "PKCS #7 SIGNED DATA" || block.label == "CMS";
}

Result<cert::CertificatePtr> with_settings(const cert::PemBlock& block) {
  const auto* at = reinterpret_cast<const unsigned char*>(block.bytes.data());
  const auto* const end = at + block.bytes.size();
  const cert::X509Handle x509(d2i_X509_AUX(nullptr, &at, static_cast<long>(block.bytes.size())));
  if (!x509) return fail("bad-certificate", "does not decode: " + cert::take_openssl_error());
  if (at != end) return fail("bad-certificate", fmt::format("{} bytes behind its end", end - at));
  return cert::from_x509(x509.get());
}

// What a CertificateFactory chokes on. It takes every block for a certificate: OpenJDK's
// sun.security.provider.X509Factory, readOneBlock and parseX509orPKCS7Cert.
void refuse_for_java(const cert::PemBlock& block, std::string_view why, Store& store) {
  if (!store.refused_by_java.empty()) return;
  store.refused_by_java =
      fmt::format("Java's CertificateFactory refuses the whole text for its block '{}' (line {}){}",
                  block.label, block.line, why.empty() ? std::string() : fmt::format(": {}", why));
}

Result<void> add(const cert::PemBlock& block, Store& store) {
  const bool settings = block.label == "TRUSTED CERTIFICATE";
  if (!settings && !block.is_certificate()) {
    refuse_for_java(block, {}, store);
    return {};
  }
  // OpenSSL refuses the whole file (PEM_X509_INFO_read_bio_ex); others pass over the block.
  if (block.has_headers) return fail("bad-certificate", "has header lines");
  auto certificate = settings ? with_settings(block) : cert::from_der(block.bytes);
  if (!certificate) return std::unexpected(std::move(certificate.error()));
  if (settings && (*certificate)->der.size() != block.bytes.size()) refuse_for_java(block, {}, store);
  if (const auto why = refused_by_java(**certificate); !why.empty()) refuse_for_java(block, why, store);
  store.entries.push_back(
      {.role = settings ? Entry::Role::trust_settings : Entry::Role::trusted,
       .certificate = *std::move(certificate),
       .aux = settings ? block.bytes : std::string(),
       .place = fmt::format("certificate {} (line {})", store.entries.size() + 1, block.line),
       .label = block.label,
       .line = block.line});
  return {};
}

// OpenSSL takes a byte order mark away; to Go the BEGIN behind it does not begin its line (encoding/pem,
// Decode), so that the first block is no block of the others.
void mind_byte_order_mark(std::string_view bytes, Store& store) {
  if (!bytes.starts_with("\xEF\xBB\xBF-----BEGIN ")) return;
  if (!store.entries.empty()) store.entries.front().label.clear();
  store.refused_by_java = "Java's CertificateFactory refuses the text for the byte order mark before it";
  store.notes.emplace_back("begins with a byte order mark: Go does not see its first block");
}

void mind_java_frames(std::string_view bytes, std::size_t blocks, Store& store) {
  if (!store.refused_by_java.empty()) return;
  auto frames = java_frames(bytes);
  if (frames.refused.empty() && frames.blocks != blocks)
    frames.refused = fmt::format("it sees {} blocks where OpenSSL sees {}", frames.blocks, blocks);
  if (!frames.refused.empty())
    store.refused_by_java = "Java's CertificateFactory refuses the whole text: " + frames.refused;
}

// A block that Go does not find is no anchor of its own; one that only Go finds is not counted.
void mind_go_frames(std::string_view bytes, Store& store) {
  const auto found = certificates_for_go(bytes);
  std::size_t unseen = 0;
  for (auto& entry : store.entries) {
    entry.is_seen_by_go = found.contains(entry.certificate->der);
    if (entry.label == "CERTIFICATE" && !entry.is_seen_by_go) ++unseen;
  }
  if (unseen > 0) store.notes.push_back(fmt::format("Go does not see {} of its blocks", unseen));
}

// GnuTLS reads a text whole or not at all. One that it sees other certificates in than OpenSSL counts as
// refused: what it makes of those is not asked.
void mind_gnutls_blocks(std::string_view bytes, Store& store) {
  const auto found = certificates_for_gnutls(bytes);
  std::vector<std::string> seen;
  for (const auto& entry : store.entries) {
    if (entry.role == Entry::Role::trusted) seen.push_back(entry.certificate->der);
  }
  if (found && *found == seen) return;
  store.refused_by_gnutls = "GnuTLS refuses the whole text: " +
                            (found ? std::string("it sees other blocks than OpenSSL") : found.error().detail);
}

// Source: GnuTLS 3.7.9, lib/x509_b64.c, _gnutls_fbase64_decode(): it looks for the text wherever it stands,
// and refuses what follows if it is no block.
void mind_gnutls_frames(std::string_view bytes, Store& store) {
  static constexpr std::string_view kBegin = "-----BEGIN ";
  for (auto at = bytes.find(kBegin); at != std::string_view::npos; at = bytes.find(kBegin, at + 1)) {
    if (at == 0 || bytes[at - 1] == '\n' || bytes.substr(0, at) == "\xEF\xBB\xBF") continue;
    store.refused_by_gnutls =
        "GnuTLS refuses the whole text: a block seems to begin behind other text on its line";
    return;
  }
}

// Java looks into a PKCS7 block that comes first; behind anything else it takes it for a certificate.
Result<Store> read_message(const cert::PemBlock& message, const Store& text) {
  if (message.has_headers) return fail("store-damaged", "its PKCS7 block has header lines");
  auto store = read_pkcs7(message.bytes);
  if (store && store->refused_by_java.empty()) store->refused_by_java = text.refused_by_java;
  return store;
}

}  // namespace

Result<Store> read_pem(std::string_view bytes) {
  Store store;
  // OpenSSL's clients read a file line by line as C has lines: such a line ends it, silently. Others go on.
  const auto nul = bytes.find('\0');
  if (nul != std::string_view::npos && bytes.contains("-----BEGIN "))
    return fail("store-damaged", fmt::format("byte {} is a NUL, which no text holds", nul));
  store.kind = "pem-file";
  std::optional<cert::PemBlock> message;
  std::size_t seen = 0;
  cert::PemReader reader(bytes);
  for (;; ++seen) {
    auto block = reader.next();
    Result<void> added;
    if (!block) {
      added = std::unexpected(std::move(block.error()));
    } else if (!*block) {
      break;
    } else {
      // As the very first block it is no stranger to Java; anywhere else it is, as to add().
      const bool leads =
          is_pkcs7(**block) && !message && store.entries.empty() && store.refused_by_java.empty();
      if (!leads) added = add(**block, store);
      if (!message && is_pkcs7(**block)) message = *std::move(*block);
    }
    if (!added)
      return fail("store-damaged", fmt::format("certificate {} (line {}): {}", store.entries.size() + 1,
                                               reader.line(), added.error().detail));
  }
  mind_go_frames(bytes, store);
  mind_byte_order_mark(bytes, store);
  mind_java_frames(bytes, seen, store);
  mind_gnutls_frames(bytes, store);
  if (store.refused_by_gnutls.empty()) mind_gnutls_blocks(bytes, store);
  if (store.entries.empty() && message) return read_message(*message, store);
  if (message) {
    refuse_for_java(*message, {}, store);
    store.notes.emplace_back("its PKCS7 block is passed over: clients of PEM do not look into it");
  }
  store.anchors = anchors_for(store, Reader::openssl);
  if (const auto left_out = duplicates(store).size(); store.anchors.size() + left_out < store.entries.size())
    store.notes.emplace_back(
        "holds TRUSTED CERTIFICATE blocks whose settings forbid TLS servers: no anchors for OpenSSL's "
        "clients");
  return store;
}

Result<void> check_loadable(std::string_view bytes) {
  const Handle<BIO, BIO_free> bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  if (!bio) return fail("out-of-memory", "BIO_new_mem_buf");
  ERR_clear_error();
  const Handle<STACK_OF(X509_INFO), free_infos> all(
      PEM_X509_INFO_read_bio(bio.get(), nullptr, no_password, nullptr));
  const auto why = cert::take_openssl_error();
  if (all) return {};
  return fail("store-damaged", "OpenSSL's clients cannot load it: " + why);
}

bool gives_look_up_a_certificate(std::string_view bytes) {
  const Handle<BIO, BIO_free> bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  std::string empty;  // as the look-up gives it in place of a password
  const cert::X509Handle first(bio ? PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, empty.data())
                                   : nullptr);
  ERR_clear_error();
  return first != nullptr;
}

}  // namespace rehearse::store
