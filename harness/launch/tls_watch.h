#pragma once
// What a connection says of its TLS to somebody who only sees the bytes pass.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse::launch {

/// What the client made of the certificate, as far as bytes on the way show it.
enum class Outcome : std::uint8_t {
  accepted,                ///< it sent data after the handshake
  refused,                 ///< it sent an alert in the place of its Finished
  closed_silent,           ///< it closed after the server's flight without a word: some clients refuse so
  closed_after_handshake,  ///< it finished the handshake and closed without data: some refuse so
  closed,                  ///< it said close_notify or user_canceled before the handshake's end
  resumed,                 ///< no certificate was shown: an earlier session went on
  server_refused,          ///< the server ended the handshake
  not_tls,                 ///< what the client sent is no TLS
  unknown                  ///< none of the shapes that are known
};
/// "accepted", "closed-silent", ...
std::string_view to_id(Outcome outcome);

/// What was seen of one connection.
struct Watched {
  std::optional<std::string> sni;   ///< of the ClientHello; none = none was sent, or none was seen
  bool client_spoke = false;        ///< it sent a byte at least
  bool server_spoke = false;        ///< likewise
  bool hello = false;               ///< a whole ClientHello was seen
  std::string version;              ///< that the server chose: "TLSv1.3"; empty = no ServerHello
  std::vector<std::string> alpn;    ///< offered by the client, in order
  std::optional<int> alert;         ///< of the client, where it can be read
  std::optional<int> server_alert;  ///< of the server, where it can be read
  std::string certificates;         ///< TLS 1.2: the body of the server's Certificate message; else empty
  Outcome outcome = Outcome::unknown;
};

/// Reads both directions of a connection and decides by what the client sends after the server's flight: the
/// shapes of 560 connections of nine clients, each with RSA and ECDSA, accepting and refusing, with a client
/// certificate and without. It decrypts nothing.
///
/// What it keeps is bounded: the two hellos and, in TLS 1.2, the Certificate message. Threads: not safe.
class TlsWatch {
 public:
  TlsWatch();
  ~TlsWatch();
  TlsWatch(TlsWatch&&) noexcept;
  TlsWatch& operator=(TlsWatch&&) noexcept;

  void from_client(std::string_view bytes);
  void from_server(std::string_view bytes);
  /// Whether nothing that is still to come can change the outcome: the rest may pass unseen.
  bool is_decided() const;
  /// As if the connection ended now.
  Watched ended() const;

 private:
  struct State;
  std::unique_ptr<State> x_state;
};

}  // namespace rehearse::launch
