#pragma once
// A client and a server of OpenSSL that shake hands in memory.

#include <cstdint>
#include <string>
#include <vector>

#include "base/handle.h"
#include "cert/mint.h"
#include "lab/tls.h"
#include "launch/tls_watch.h"

extern "C" {
typedef struct ssl_session_st SSL_SESSION;
void SSL_SESSION_free(SSL_SESSION*);
}

namespace rehearse::launch {

/// What one side wrote, in the order of the connection.
struct Chunk {
  enum class From : std::uint8_t { client, server } from = From::client;
  std::string bytes;
};
using Wire = std::vector<Chunk>;

using SessionHandle = Handle<SSL_SESSION, SSL_SESSION_free>;

struct Shake {
  std::string sni = "api.example.com";
  std::vector<std::string> alpn = {};
  lab::TlsVersion version = lab::TlsVersion::tls1_3;
  cert::Key::Type key = cert::Key::Type::ec_p256;
  std::string ciphers = {};  ///< of the client, TLS 1.2; empty = its default
  std::string suites = {};   ///< of both, TLS 1.3
  std::string server_ciphers = {};
  std::string server_groups = {};  ///< empty = its default
  bool trusts = true;
  lab::ClientCertificate asks = lab::ClientCertificate::none;
  bool shows_certificate = false;
  enum class Then : std::uint8_t { sends, closes, says_goodbye } then = Then::sends;
};

struct Shaken {
  Wire wire;
  bool finished = false;  ///< on the side of the client
  bool is_resumed = false;
  std::string leaf;  ///< DER
  SessionHandle session;
};

/// Shakes hands `times` times, each time with the session of the time before; the last one is told.
Shaken shake(const Shake& what, int times = 1);

Watched watch(const Wire& wire);

}  // namespace rehearse::launch
