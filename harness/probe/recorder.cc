#include "probe/recorder.h"

#include <algorithm>
#include <poll.h>
#include <string_view>
#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/ascii.h"
#include "base/handle.h"
#include "cert/native.h"
#include "probe/alert.h"

namespace rehearse::probe {
namespace {

int recorder_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

// The info callback is the only one that gets no argument of ours.
Recorder* recorder_of(const SSL* ssl) {
  return static_cast<Recorder*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), recorder_index()));
}

Result<cert::Chain> copy_chain(X509_STORE_CTX* context) {
  cert::Chain chain;
  const auto* sent = X509_STORE_CTX_get0_untrusted(context);
  for (int i = 0; i < sk_X509_num(sent); ++i) {
    auto certificate = cert::from_x509(sk_X509_value(sent, i));
    if (!certificate)
      return std::unexpected(std::move(certificate.error()).in("certificate " + std::to_string(i + 1)));
    chain.push_back(*std::move(certificate));
  }
  return chain;
}

// Stands in for the whole verification: it only looks. 1 = go on.
int on_verify(X509_STORE_CTX* context, void* recorder) {
  const auto* ssl =
      static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  return static_cast<Recorder*>(recorder)->on_chain(ssl, copy_chain(context)) ? 1 : 0;
}

void on_info(const SSL* ssl, int where, int value) {
  auto* recorder = recorder_of(ssl);
  if (recorder == nullptr) return;
  if ((where & SSL_CB_HANDSHAKE_START) != 0) recorder->on_handshake_start();
  // libcurl sets the name after its context hook, and a callback is handed the connection as const.
  if ((where & SSL_CB_HANDSHAKE_START) != 0 && recorder->leaves_out_sni())
    SSL_ctrl(const_cast<SSL*>(ssl), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, nullptr);
  if ((where & SSL_CB_HANDSHAKE_DONE) != 0) recorder->on_handshake_done(ssl);
  if ((where & SSL_CB_ALERT) != 0) recorder->on_alert(value & 0xff, (where & SSL_CB_WRITE) != 0);
}

void on_message(int is_write, int, int content_type, const void* bytes, std::size_t length, SSL*,
                void* recorder) {
  if (content_type != SSL3_RT_HANDSHAKE || length == 0) return;
  const int type = *static_cast<const unsigned char*>(bytes);
  auto& it = *static_cast<Recorder*>(recorder);
  if (is_write == 0 && type == SSL3_MT_CERTIFICATE_REQUEST) it.on_certificate_request();
  // Who has no certificate sends an empty list, and nothing that proves a key.
  if (is_write != 0 && type == SSL3_MT_CERTIFICATE_VERIFY) it.on_certificate_proved();
}

// 1 = go on, with what was set or without a certificate.
int on_wanted(SSL* ssl, void* recorder) {
  static_cast<Recorder*>(recorder)->on_certificate_wanted(ssl);
  return 1;
}

// Empty, or why the pair cannot be used: a key below the security level, say.
std::string use(SSL* ssl, const cert::KeyPair& pair) {
  const Handle<STACK_OF(X509), [](STACK_OF(X509) * all) { sk_X509_pop_free(all, X509_free); }> behind(
      sk_X509_new_null());
  const auto leaf = cert::to_x509(*pair.chain().front());
  bool complete = behind != nullptr && leaf != nullptr;
  for (std::size_t i = 1; complete && i < pair.chain().size(); ++i) {
    auto certificate = cert::to_x509(*pair.chain()[i]);
    complete = certificate != nullptr && sk_X509_push(behind.get(), certificate.get()) > 0;
    if (complete) static_cast<void>(certificate.release());
  }
  if (complete && SSL_use_cert_and_key(ssl, leaf.get(), cert::private_key(pair), behind.get(), 1) == 1)
    return {};
  return "cannot be used: " + cert::take_openssl_error();
}

std::string signature_name(SSL* ssl) {
  int type = NID_undef, digest = NID_undef;
  if (SSL_get_peer_signature_type_nid(ssl, &type) != 1)
    return {};  // 0 with RSA key exchange: nothing was signed
  if (type == EVP_PKEY_ED25519) return "ed25519";
  if (type == EVP_PKEY_ED448) return "ed448";
  std::string out = type == EVP_PKEY_RSA ? "rsa_pkcs1" : type == EVP_PKEY_EC ? "ecdsa" : OBJ_nid2sn(type);
  if (type == EVP_PKEY_RSA_PSS) out = "rsa_pss";
  if (SSL_get_peer_signature_nid(ssl, &digest) != 1 || digest == NID_undef) return out;
  return out + "_" + ascii_lower(OBJ_nid2sn(digest));
}

// Also told of TLS 1.2's ECDHE; 0 for RSA key exchange and DHE.
std::string group_name(SSL* ssl) {
  const auto id = SSL_get_negotiated_group(ssl);
  const char* name = id == 0 ? nullptr : SSL_group_to_name(ssl, static_cast<int>(id));
  return name == nullptr ? std::string() : std::string(name);
}

}  // namespace

void Recorder::attach(SSL_CTX* context, Credential credential) {
  x_credential = std::move(credential);
  if (x_credential.pair != nullptr) SSL_CTX_set_cert_cb(context, on_wanted, this);
  SSL_CTX_set_ex_data(context, recorder_index(), this);
  SSL_CTX_set_cert_verify_callback(context, on_verify, this);
  SSL_CTX_set_info_callback(context, on_info);
  SSL_CTX_set_msg_callback(context, on_message);
  SSL_CTX_set_msg_callback_arg(context, this);
  SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
  SSL_CTX_set_max_cert_list(context, static_cast<long>(x_chain_limit_bytes));
}

void Recorder::on_certificate_wanted(SSL* ssl) {
  x_seen.client_certificate_held = x_credential.why_not();
  if (x_seen.client_certificate_held.empty()) x_seen.client_certificate_held = use(ssl, *x_credential.pair);
  // Whoever was asked may have left an error behind, and OpenSSL would take it for the handshake's.
  ERR_clear_error();
}

void Recorder::on_handshake_start() {
  if (!x_began) x_began = Clock::now();
  if (x_seen.reached == Reached::nothing) x_seen.reached = Reached::connected;
}

void Recorder::on_alert(int number, bool sent_by_us) {
  constexpr int kCloseNotify = 0;
  if (number == kCloseNotify) return;  // the ordinary end
  if (!x_seen.alert) x_seen.alert = Alert{number, alert_name(number), sent_by_us};
}

bool Recorder::on_chain(const SSL* ssl, Result<cert::Chain> chain) {
  if (x_finished) {
    // TLS 1.2 lets a server negotiate again, behind the gate: with the same certificate, or not at all.
    return chain && !chain->empty() && !x_seen.chain.empty() &&
           chain->front()->sha256 == x_seen.chain.front()->sha256;
  }
  x_seen.reached = Reached::negotiating;
  if (chain) {
    x_seen.chain = *std::move(chain);
  } else {
    x_bad_chain = chain.error().text();
  }
  if (ssl != nullptr) read_facts(ssl);
  return true;
}

void Recorder::on_handshake_done(const SSL* ssl) {
  if (x_finished) return;  // TLS 1.3 calls again for every ticket
  x_finished = Clock::now();
  x_seen.reached = Reached::finished;
  x_ssl = const_cast<SSL*>(ssl);  // the callback's const is OpenSSL 1.0's; peeking needs the object
  read_facts(ssl);
  x_seen.group = group_name(x_ssl);
  x_seen.signature = signature_name(x_ssl);
  x_seen.resumed = SSL_session_reused(x_ssl) == 1;
  const unsigned char* alpn = nullptr;
  unsigned int alpn_length = 0;
  SSL_get0_alpn_selected(ssl, &alpn, &alpn_length);
  if (alpn != nullptr) x_seen.alpn.assign(reinterpret_cast<const char*>(alpn), alpn_length);
  const unsigned char* staple = nullptr;
  const long staple_length = SSL_get_tlsext_status_ocsp_resp(x_ssl, &staple);
  if (staple != nullptr && staple_length > 0) {
    x_seen.staple.assign(reinterpret_cast<const char*>(staple), static_cast<std::size_t>(staple_length));
  }
}

// Version, cipher and SNI are known from the certificate on, so that a handshake that fails later still tells
// them.
void Recorder::read_facts(const SSL* ssl) {
  x_seen.version = SSL_get_version(ssl);
  const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl);
  if (cipher == nullptr) cipher = SSL_get_pending_cipher(ssl);
  if (cipher != nullptr) x_seen.cipher = SSL_CIPHER_get_name(cipher);
  const char* sni = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  x_seen.sni = sni == nullptr ? "" : sni;
}

namespace {

// While libcurl's pre-request callback runs, its BIO has no transfer to read for: an error on the socket
// would be written through a null pointer (7.88). So OpenSSL reads the socket itself, as long as this lives.
class OwnBio {
 public:
  OwnBio(SSL* ssl, int socket) : x_ssl(ssl) {
    BIO* const own = BIO_new_socket(socket, BIO_NOCLOSE);
    if (own == nullptr) return;
    x_read = SSL_get_rbio(ssl);
    x_write = SSL_get_wbio(ssl);
    BIO_up_ref(x_read);
    BIO_up_ref(x_write);
    BIO_up_ref(own);
    SSL_set0_rbio(ssl, own);
    SSL_set0_wbio(ssl, own);
  }
  ~OwnBio() {
    if (x_read == nullptr) return;
    SSL_set0_rbio(x_ssl, x_read);
    SSL_set0_wbio(x_ssl, x_write);
  }
  OwnBio(const OwnBio&) = delete;
  OwnBio& operator=(const OwnBio&) = delete;
  explicit operator bool() const { return x_read != nullptr; }

 private:
  SSL* x_ssl;
  BIO* x_read = nullptr;
  BIO* x_write = nullptr;
};

}  // namespace

bool Recorder::wait_for_late_refusal(int socket, std::chrono::milliseconds patience) {
  if (x_ssl == nullptr || socket < 0) return false;
  const OwnBio own(x_ssl, socket);
  if (!own) return false;
  const auto deadline = Clock::now() + patience;
  for (;;) {
    // Peeking first: the alert may already lie decrypted behind a ticket. One byte is not taken, the
    // connection stays whole.
    char byte = 0;
    ERR_clear_error();
    const int got = SSL_peek(x_ssl, &byte, 1);
    if (got > 0) return false;  // the server talks first: it has accepted us
    if (SSL_get_error(x_ssl, got) != SSL_ERROR_WANT_READ) break;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd readable{.fd = socket, .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || poll(&readable, 1, static_cast<int>(left.count())) <= 0) return false;
  }
  ERR_clear_error();
  return true;
}

}  // namespace rehearse::probe
