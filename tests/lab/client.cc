#include "lab/client.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/handle.h"
#include "cert/native.h"
#include "lab/loopback.h"

namespace rehearse::lab {
namespace {

int begin_connect(int socket, const Dial& dial) {
  sockaddr_in to4{};
  to4.sin_family = AF_INET;
  to4.sin_port = htons(dial.port);
  sockaddr_in6 to6{};
  to6.sin6_family = AF_INET6;
  to6.sin6_port = htons(dial.port);
  ::inet_pton(AF_INET, dial.address.text().c_str(), &to4.sin_addr);
  ::inet_pton(AF_INET6, dial.address.text().c_str(), &to6.sin6_addr);
  const int failed = dial.address.family() == Family::ipv4
                         ? ::connect(socket, reinterpret_cast<sockaddr*>(&to4), sizeof to4)
                         : ::connect(socket, reinterpret_cast<sockaddr*>(&to6), sizeof to6);
  return failed == 0 ? 0 : errno;
}

Descriptor connect_to(const Dial& dial) {
  const bool v4 = dial.address.family() == Family::ipv4;
  Descriptor out(::socket(v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval limit{10, 0};
  ::setsockopt(out.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(out.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (begin_connect(out.get(), dial) != 0) out.reset();
  return out;
}

// SSL_write to a peer that is gone must not end the test.
void ignore_broken_pipes() {
  ::signal(SIGPIPE, SIG_IGN);
}

Handle<SSL_CTX, SSL_CTX_free> context_for(const Dial& dial) {
  Handle<SSL_CTX, SSL_CTX_free> out(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_security_level(out.get(), 0);
  SSL_CTX_set_min_proto_version(out.get(), dial.version == 0 ? TLS1_VERSION : dial.version);
  SSL_CTX_set_max_proto_version(out.get(), dial.version);
  SSL_CTX_set_info_callback(out.get(), [](const SSL* ssl, int where, int number) {
    if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT)
      static_cast<Met*>(SSL_get_ex_data(ssl, 0))->alert = number & 0xff;
  });
  if (dial.distrusts) {
    SSL_CTX_set_verify(out.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(
        out.get(),
        [](X509_STORE_CTX* context, void*) {
          X509_STORE_CTX_set_error(context, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
          return 0;
        },
        nullptr);
  }
  if (!dial.identity_pem.empty()) {
    const Handle<BIO, BIO_free> certificate(BIO_new_mem_buf(dial.identity_pem.data(), -1));
    const Handle<BIO, BIO_free> key(BIO_new_mem_buf(dial.identity_pem.data(), -1));
    const cert::X509Handle x509(PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr));
    const Handle<EVP_PKEY, EVP_PKEY_free> pkey(PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr));
    EXPECT_EQ(SSL_CTX_use_certificate(out.get(), x509.get()), 1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey(out.get(), pkey.get()), 1);
  }
  return out;
}

void note_handshake(SSL* ssl, Met& out) {
  auto* const sent = SSL_get_peer_cert_chain(ssl);
  for (int i = 0; sent != nullptr && i < sk_X509_num(sent); ++i)
    out.chain.push_back(cert::from_x509(sk_X509_value(sent, i)).value());
  out.version = SSL_get_version(ssl);
  const unsigned char* protocol = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(ssl, &protocol, &length);
  out.alpn.assign(reinterpret_cast<const char*>(protocol), length);
  const unsigned char* staple = nullptr;
  const long staple_length = SSL_ctrl(ssl, SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, &staple);
  if (staple_length > 0)
    out.staple.assign(reinterpret_cast<const char*>(staple), static_cast<std::size_t>(staple_length));
}

}  // namespace

int connect_nonblocking(int socket, const Dial& dial) {
  return begin_connect(socket, dial);
}

Met meet(const Dial& dial, const std::string& request) {
  ignore_broken_pipes();
  Met out;
  const auto socket = connect_to(dial);
  if (!socket) return out;
  out.connected = true;
  const auto context = context_for(dial);
  const Handle<SSL, SSL_free> ssl(SSL_new(context.get()));
  SSL_set_ex_data(ssl.get(), 0, &out);
  SSL_set_fd(ssl.get(), socket.get());
  if (!dial.sni.empty())
    SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(dial.sni.c_str()));
  if (dial.ask_staple)
    SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, TLSEXT_STATUSTYPE_ocsp, nullptr);
  if (!dial.alpn.empty()) {
    const auto wire = static_cast<char>(dial.alpn.size()) + dial.alpn;
    SSL_set_alpn_protos(ssl.get(), reinterpret_cast<const unsigned char*>(wire.data()),
                        static_cast<unsigned>(wire.size()));
  }
  errno = 0;
  out.finished = SSL_connect(ssl.get()) == 1;
  note_handshake(ssl.get(), out);
  if (out.finished) {
    for (std::size_t at = 0; at < request.size();) {
      const int sent = SSL_write(ssl.get(), request.data() + at, static_cast<int>(request.size() - at));
      if (sent <= 0) break;
      at += static_cast<std::size_t>(sent);
    }
    std::array<char, 16384> bytes{};
    int length = 0;
    errno = 0;
    while (dial.reads && (length = SSL_read(ssl.get(), bytes.data(), static_cast<int>(bytes.size()))) > 0)
      out.received.append(bytes.data(), static_cast<std::size_t>(length));
  }
  out.reset = errno == ECONNRESET;
  SSL_shutdown(ssl.get());
  ERR_clear_error();
  return out;
}

Met meet_plain(const Dial& dial, const std::string& request) {
  ignore_broken_pipes();
  Met out;
  const auto socket = connect_to(dial);
  if (!socket) return out;
  out.connected = true;
  ::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL);
  std::array<char, 16384> bytes{};
  ssize_t length = 0;
  errno = 0;
  while ((length = ::recv(socket.get(), bytes.data(), bytes.size(), 0)) > 0)
    out.received.append(bytes.data(), static_cast<std::size_t>(length));
  out.reset = errno == ECONNRESET;
  return out;
}

std::string distrust(const cert::Chain& chain, const std::string& store_pem, const std::string& name,
                     Instant at) {
  const Handle<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  const auto anchors = cert::from_pem(store_pem).value();
  for (const auto& anchor : anchors) X509_STORE_add_cert(store.get(), cert::to_x509(*anchor).get());
  std::vector<cert::X509Handle> owners;
  const Handle<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_free(stack); }> sent(sk_X509_new_null());
  for (const auto& certificate : chain) {
    owners.push_back(cert::to_x509(*certificate));
    sk_X509_push(sent.get(), owners.back().get());
  }
  const Handle<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), owners.front().get(), sent.get());
  auto* const parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(parameters, at.time_since_epoch().count());
  X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
  const auto address = Address::parse(name);
  if (address) {
    X509_VERIFY_PARAM_set1_ip_asc(parameters, address->text().c_str());
  } else {
    X509_VERIFY_PARAM_set1_host(parameters, name.c_str(), name.size());
  }
  const bool trusted = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  return trusted ? "" : X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

std::string body_of(const std::string& received) {
  const auto end = received.find("\r\n\r\n");
  return end == std::string::npos ? std::string() : received.substr(end + 4);
}

}  // namespace rehearse::lab
