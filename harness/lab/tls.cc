#include "lab/tls.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/handle.h"
#include "base/hostname.h"
#include "cert/certificate.h"
#include "cert/native.h"

namespace rehearse::lab {
namespace {

using Certificates =
    Handle<STACK_OF(X509), [](STACK_OF(X509) * certificates) { sk_X509_pop_free(certificates, X509_free); }>;
using PrivateKey = Handle<EVP_PKEY, EVP_PKEY_free>;

// An identity, decoded.
struct Shown {
  std::vector<std::string> names;  // normal_host()
  cert::X509Handle leaf;
  Certificates behind;
  PrivateKey key;
};

std::unexpected<Error> failed(std::string_view doing) {
  const auto why = cert::take_openssl_error();
  return fail("lab-failed", why.empty() ? std::string(doing) : fmt::format("{}: {}", doing, why));
}

int version_number(TlsVersion version) {
  switch (version) {
    case TlsVersion::tls1_0:
      return TLS1_VERSION;
    case TlsVersion::tls1_1:
      return TLS1_1_VERSION;
    case TlsVersion::tls1_2:
      return TLS1_2_VERSION;
    case TlsVersion::tls1_3:
      return TLS1_3_VERSION;
  }
  return 0;
}

Result<Shown> decode(const Identity& identity) {
  const auto chain = cert::from_pem(identity.chain_pem);
  if (!chain) return fail("lab-failed", chain.error().text());
  if (chain->empty()) return fail("lab-failed", "an identity without a certificate");
  Shown out;
  for (const auto& name : identity.names) out.names.push_back(normal_host(name));
  out.leaf = cert::to_x509(*chain->front());
  out.behind = Certificates(sk_X509_new_null());
  if (!out.leaf || !out.behind) return failed("certificate");
  for (std::size_t i = 1; i < chain->size(); ++i) {
    auto certificate = cert::to_x509(*(*chain)[i]);
    if (!certificate || sk_X509_push(out.behind.get(), certificate.get()) <= 0) return failed("certificate");
    static_cast<void>(certificate.release());
  }
  const Handle<BIO, BIO_free> bio(
      BIO_new_mem_buf(identity.key_pem.data(), static_cast<int>(identity.key_pem.size())));
  if (!bio) return failed("key");
  out.key = PrivateKey(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (!out.key) return failed("key");
  if (X509_check_private_key(out.leaf.get(), out.key.get()) != 1)
    return failed("the key is not that of the first certificate");
  return out;
}

// How well an identity answers to a name: 0 not, 1 as the default, 2 by wildcard, 3 exactly.
int fit(const Shown& shown, const std::string& name) {
  if (shown.names.empty()) return 1;
  if (std::ranges::find(shown.names, name) != shown.names.end()) return 3;
  return std::ranges::any_of(shown.names, [&](const auto& pattern) { return covers_name(pattern, name); })
             ? 2
             : 0;
}

}  // namespace

struct TlsServer::Impl {
  Handle<SSL_CTX, SSL_CTX_free> context;
  std::vector<Shown> shown;
  std::map<const Shown*, std::size_t> turns;  // by the first of those that share a name
  std::string alpn;                           // as the wire has it
  std::string staple;
  TlsOptions::UnknownName unknown_name = TlsOptions::UnknownName::first;

  // The identity for a name, or null.
  const Shown* choose(const std::string& name) {
    std::vector<const Shown*> best;
    int best_fit = 1;
    for (const auto& candidate : shown) {
      const int its_fit = fit(candidate, name);
      if (its_fit > best_fit) best.clear();
      if (its_fit >= best_fit) best.push_back(&candidate);
      best_fit = std::max(best_fit, its_fit);
    }
    if (best.empty()) return unknown_name == TlsOptions::UnknownName::first ? &shown.front() : nullptr;
    return best[turns[best.front()]++ % best.size()];
  }

  static int on_name(SSL* ssl, int* alert, void* argument);
  static int on_alpn(SSL* ssl, const unsigned char** out, unsigned char* length, const unsigned char* offered,
                     unsigned offered_length, void* argument);
  static int on_status(SSL* ssl, void* argument);
  Result<void> hold_clients_to(const std::string& authorities_pem);
  Result<void> set_up(const TlsOptions& options);
};

// Called for every ClientHello, with or without SNI, before a certificate is needed.
int TlsServer::Impl::on_name(SSL* ssl, int* alert, void* argument) {
  const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  const auto* chosen = static_cast<Impl*>(argument)->choose(name != nullptr ? normal_host(name) : "");
  if (chosen == nullptr) {
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  if (SSL_use_cert_and_key(ssl, chosen->leaf.get(), chosen->key.get(), chosen->behind.get(), 1) != 1) {
    *alert = SSL_AD_INTERNAL_ERROR;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  return SSL_TLSEXT_ERR_OK;
}

int TlsServer::Impl::on_alpn(SSL*, const unsigned char** out, unsigned char* length,
                             const unsigned char* offered, unsigned offered_length, void* argument) {
  const auto& ours = static_cast<Impl*>(argument)->alpn;
  unsigned char* chosen = nullptr;
  const int found =
      SSL_select_next_proto(&chosen, length, reinterpret_cast<const unsigned char*>(ours.data()),
                            static_cast<unsigned>(ours.size()), offered, offered_length);
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

int TlsServer::Impl::on_status(SSL* ssl, void* argument) {
  const auto& staple = static_cast<Impl*>(argument)->staple;
  auto* copy = static_cast<unsigned char*>(OPENSSL_memdup(staple.data(), staple.size()));
  if (copy == nullptr) return SSL_TLSEXT_ERR_NOACK;
  SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(staple.size()));
  return SSL_TLSEXT_ERR_OK;
}

Result<void> TlsServer::Impl::hold_clients_to(const std::string& authorities_pem) {
  if (authorities_pem.empty()) {
    SSL_CTX_set_cert_verify_callback(context.get(), [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
    return {};
  }
  const auto authorities = cert::from_pem(authorities_pem);
  if (!authorities) return fail("lab-failed", authorities.error().text());
  for (const auto& authority : *authorities) {
    const auto x509 = cert::to_x509(*authority);
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), x509.get()) != 1 ||
        SSL_CTX_add_client_CA(context.get(), x509.get()) != 1)
      return failed("client authorities");
  }
  return {};
}

Result<void> TlsServer::Impl::set_up(const TlsOptions& options) {
  SSL_CTX* const ctx = context.get();
  SSL_CTX_set_security_level(ctx, 0);
  if (SSL_CTX_set_min_proto_version(ctx, version_number(options.least)) != 1 ||
      SSL_CTX_set_max_proto_version(ctx, version_number(options.most)) != 1)
    return failed("TLS versions");
  if (!options.ciphers.empty() && SSL_CTX_set_cipher_list(ctx, options.ciphers.c_str()) != 1)
    return failed("ciphers");
  if (!options.cipher_suites.empty() && SSL_CTX_set_ciphersuites(ctx, options.cipher_suites.c_str()) != 1)
    return failed("cipher suites");
  static constexpr std::array<unsigned char, 3> kSessions{'l', 'a', 'b'};
  if (SSL_CTX_set_session_id_context(ctx, kSessions.data(), kSessions.size()) != 1)
    return failed("session id context");
  if (options.client != ClientCertificate::none) {
    const int required = options.client == ClientCertificate::require ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | required, nullptr);
    if (auto held = hold_clients_to(options.client_ca); !held) return held;
  }
  for (const auto& protocol : options.alpn) {
    if (protocol.empty() || protocol.size() > 255) return fail("lab-failed", "ALPN: 1 to 255 bytes a name");
    alpn += static_cast<char>(protocol.size());
    alpn += protocol;
  }
  if (!alpn.empty()) SSL_CTX_set_alpn_select_cb(ctx, on_alpn, this);
  staple = options.staple;
  unknown_name = options.unknown_name;
  // What OpenSSL's macros of these names expand to, without their casts.
  if (!staple.empty()) {
    SSL_CTX_callback_ctrl(ctx, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, reinterpret_cast<void (*)()>(on_status));
    SSL_CTX_ctrl(ctx, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG, 0, this);
  }
  SSL_CTX_callback_ctrl(ctx, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, reinterpret_cast<void (*)()>(on_name));
  SSL_CTX_ctrl(ctx, SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, 0, this);
  return {};
}

Identity present(std::vector<std::string> names, const cert::Minted& leaf, const cert::Chain& behind) {
  Identity out{std::move(names), cert::to_pem(*leaf.certificate), leaf.key.to_pem()};
  for (const auto& certificate : behind) out.chain_pem += cert::to_pem(*certificate);
  return out;
}

Result<TlsServer> TlsServer::make(const std::vector<Identity>& identities, const TlsOptions& options) {
  ERR_clear_error();
  if (identities.empty()) return fail("lab-failed", "an edge without a certificate");
  auto impl = std::make_unique<Impl>();
  for (const auto& identity : identities) {
    auto shown = decode(identity);
    if (!shown) return std::unexpected(std::move(shown).error());
    impl->shown.push_back(*std::move(shown));
  }
  impl->context.reset(SSL_CTX_new(TLS_server_method()));
  if (!impl->context) return failed("TLS context");
  if (auto set = impl->set_up(options); !set) return std::unexpected(std::move(set).error());
  return TlsServer(std::move(impl));
}

TlsServer::TlsServer(std::unique_ptr<Impl> impl) : x_impl(std::move(impl)) {}
TlsServer::~TlsServer() = default;
TlsServer::TlsServer(TlsServer&&) noexcept = default;
TlsServer& TlsServer::operator=(TlsServer&&) noexcept = default;

SSL_CTX* TlsServer::context() const {
  return x_impl->context.get();
}

}  // namespace rehearse::lab
