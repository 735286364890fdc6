#include "launch/tls_pair.h"

#include <array>
#include <stdexcept>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/handle.h"
#include "cert/native.h"
#include "lab/fixture.h"

namespace rehearse::launch {
namespace {

using ContextHandle = Handle<SSL_CTX, SSL_CTX_free>;
using SslHandle = Handle<SSL, SSL_free>;

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

struct Leaf {
  cert::Minted minted;
  lab::Identity identity;
};

const Leaf& leaf(cert::Key::Type key) {
  const auto make = [](cert::Key::Type type) {
    auto what = lab::asked("api.example.com");
    what.dns_names = {"api.example.com"};
    what.key_type = type;
    auto minted = cert::mint(what, &lab::root()).value();
    auto identity = lab::present({}, minted, {});
    return Leaf{std::move(minted), std::move(identity)};
  };
  static const Leaf rsa = make(cert::Key::Type::rsa_2048), ec = make(cert::Key::Type::ec_p256);
  return key == cert::Key::Type::rsa_2048 ? rsa : ec;
}

lab::TlsServer make_server(const Shake& what) {
  auto server = lab::TlsServer::make({leaf(what.key).identity}, {.least = what.version,
                                                                 .most = what.version,
                                                                 .ciphers = what.server_ciphers,
                                                                 .cipher_suites = what.suites,
                                                                 .client = what.asks});
  if (!what.server_groups.empty())
    SSL_CTX_set1_groups_list(server.value().context(), what.server_groups.c_str());
  return std::move(server.value());
}

void show_certificate(SSL_CTX* context) {
  const auto& own = leaf(cert::Key::Type::ec_p256);
  const auto pem = own.minted.key.to_pem();
  const Handle<BIO, BIO_free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const Handle<EVP_PKEY, EVP_PKEY_free> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  const auto x509 = cert::to_x509(*own.minted.certificate);
  require(SSL_CTX_use_certificate(context, x509.get()) == 1, "client certificate");
  require(SSL_CTX_use_PrivateKey(context, key.get()) == 1, "client key");
}

ContextHandle make_client(const Shake& what) {
  ContextHandle context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context.get()),
                             std::chrono::system_clock::to_time_t(lab::kNoon));
  if (what.trusts) {
    const auto root = cert::to_x509(*lab::root().certificate);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), root.get());
  }
  if (!what.ciphers.empty())
    require(SSL_CTX_set_cipher_list(context.get(), what.ciphers.c_str()) == 1, "ciphers");
  if (!what.suites.empty())
    require(SSL_CTX_set_ciphersuites(context.get(), what.suites.c_str()) == 1, "suites");
  if (what.shows_certificate) show_certificate(context.get());
  return context;
}

void name_peer(SSL* client, const Shake& what) {
  auto sni = what.sni;
  // What OpenSSL's macro for it expands to, without its cast.
  if (!sni.empty()) SSL_ctrl(client, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, sni.data());
  std::string protocols;
  for (const auto& name : what.alpn) protocols += static_cast<char>(name.size()) + name;
  SSL_set_alpn_protos(client, reinterpret_cast<const unsigned char*>(protocols.data()),
                      static_cast<unsigned>(protocols.size()));
}

// Reads from what the other one writes, and writes where the other one reads.
class Side {
 public:
  explicit Side(SSL_CTX* context) : x_ssl(SSL_new(context)) {
    SSL_set_bio(x_ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  }
  SSL* ssl() const { return x_ssl.get(); }
  bool is_finished() const { return SSL_is_init_finished(x_ssl.get()) != 0; }
  // Goes on as far as it can; what came of it is what it wrote.
  std::string go_on() {
    std::array<char, 256> read{};
    if (is_finished()) {
      SSL_read(x_ssl.get(), read.data(), read.size());
    } else if (!x_has_failed) {
      const int done = SSL_do_handshake(x_ssl.get());
      x_has_failed = done != 1 && SSL_get_error(x_ssl.get(), done) != SSL_ERROR_WANT_READ;
    }
    ERR_clear_error();
    return written();
  }
  std::string written() {
    char* bytes = nullptr;
    BIO* bio = SSL_get_wbio(x_ssl.get());
    const long length = BIO_get_mem_data(bio, &bytes);
    std::string out(bytes, static_cast<std::size_t>(length));
    BIO_reset(bio);
    return out;
  }
  void take(const std::string& bytes) {
    BIO_write(SSL_get_rbio(x_ssl.get()), bytes.data(), static_cast<int>(bytes.size()));
  }

 private:
  SslHandle x_ssl;
  bool x_has_failed = false;
};

Shaken shake_once(SSL_CTX* server_context, SSL_CTX* client_context, const Shake& what, SSL_SESSION* session) {
  Side client(client_context), server(server_context);
  SSL_set_connect_state(client.ssl());
  SSL_set_accept_state(server.ssl());
  name_peer(client.ssl(), what);
  if (session != nullptr) SSL_set_session(client.ssl(), session);
  Shaken out;
  const auto pass = [&](Chunk::From from, const std::string& bytes) {
    if (bytes.empty()) return;
    (from == Chunk::From::client ? server : client).take(bytes);
    out.wire.push_back({from, bytes});
  };
  for (int i = 0; i < 5; ++i) {
    pass(Chunk::From::client, client.go_on());
    pass(Chunk::From::server, server.go_on());
  }
  out.finished = client.is_finished();
  if (out.finished && what.then == Shake::Then::sends) SSL_write(client.ssl(), "GET / HTTP/1.1\r\n\r\n", 18);
  if (out.finished && what.then == Shake::Then::says_goodbye) SSL_shutdown(client.ssl());
  pass(Chunk::From::client, client.written());
  out.is_resumed = SSL_session_reused(client.ssl()) != 0;
  out.leaf = leaf(what.key).minted.certificate->der;
  out.session.reset(SSL_get1_session(client.ssl()));
  // A session whose connection was not closed in order is not taken again.
  SSL_set_shutdown(client.ssl(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  SSL_set_shutdown(server.ssl(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  ERR_clear_error();
  return out;
}

}  // namespace

Shaken shake(const Shake& what, int times) {
  const auto server = make_server(what);
  const auto client = make_client(what);
  Shaken out;
  for (int i = 0; i < times; ++i) out = shake_once(server.context(), client.get(), what, out.session.get());
  return out;
}

Watched watch(const Wire& wire) {
  TlsWatch watch;
  for (const auto& [from, bytes] : wire) {
    if (from == Chunk::From::client) watch.from_client(bytes);
    if (from == Chunk::From::server) watch.from_server(bytes);
  }
  return watch.ended();
}

}  // namespace rehearse::launch
