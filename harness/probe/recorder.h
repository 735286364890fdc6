#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "probe/probe.h"

// OpenSSL's connection; only recorder.cc sees inside.
extern "C" {
typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
}

namespace rehearse::probe {

/// A client certificate, and who decides whether it may be presented: an empty text lets it.
struct Credential {
  const cert::KeyPair* pair = nullptr;  ///< null = there is none
  std::function<std::string()> why_not;
};

/// Watches one TLS connection from inside OpenSSL: the chain as sent, alerts, facts and stamps. It lets every
/// chain pass: whether it is trusted is asked afterwards, of every store, and the gate keeps the request back
/// until then.
///
/// It must stay where it is while the connection lives: OpenSSL keeps its address.
class Recorder {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Recorder(std::size_t chain_limit_bytes) : x_chain_limit_bytes(chain_limit_bytes) {}
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// `credential` is presented where the server asks for a certificate and its `why_not` has no objection.
  /// That is asked once the server's chain was recorded and before anything is sent in answer. Over TLS 1.3
  /// the server has proved by then that it holds the key (CertificateVerify; Finished is checked before the
  /// certificate leaves), over TLS 1.2 with ephemeral keys too (ServerKeyExchange); with RSA key exchange it
  /// has not yet. Source: OpenSSL 3.0 statem_clnt.c; SSL_CTX_set_cert_cb(3). REQUIRES: called once, for the
  /// endpoint's context and not for a proxy's.
  void attach(SSL_CTX* context, Credential credential);
  /// The ClientHello names no server. REQUIRES: called before the handshake.
  void leave_out_sni() { x_leaves_out_sni = true; }
  bool leaves_out_sni() const { return x_leaves_out_sni; }

  /// What was seen so far. Timings are left to the connection.
  const Handshake& seen() const { return x_seen; }
  std::optional<Clock::time_point> began_at() const { return x_began; }
  std::optional<Clock::time_point> finished_at() const { return x_finished; }
  /// A certificate in the chain that could not be decoded; empty if there was none.
  const std::string& bad_chain() const { return x_bad_chain; }

  /// After the handshake, where the server asked for a client certificate over TLS 1.3: its refusal comes one
  /// round trip late. Waits at most `patience` for it; true if the server ended the connection, by an
  /// alert or without a word. It blocks, so it is asked only where it may matter.
  bool wait_for_late_refusal(int socket, std::chrono::milliseconds patience);

  // Called by OpenSSL's callbacks.
  void on_handshake_start();
  void on_handshake_done(const SSL* ssl);
  void on_alert(int number, bool sent_by_us);
  /// False ends the connection.
  bool on_chain(const SSL* ssl, Result<cert::Chain> chain);
  void on_certificate_request() { x_seen.client_certificate_asked = true; }
  void on_certificate_wanted(SSL* ssl);
  void on_certificate_proved() { x_seen.client_certificate_presented = true; }

 private:
  void read_facts(const SSL* ssl);

  std::size_t x_chain_limit_bytes;
  bool x_leaves_out_sni = false;
  Credential x_credential;
  Handshake x_seen;
  std::string x_bad_chain;
  std::optional<Clock::time_point> x_began;
  std::optional<Clock::time_point> x_finished;
  SSL* x_ssl = nullptr;  // borrowed, from the end of the handshake to the end of the connection
};

}  // namespace rehearse::probe
