#pragma once
// probe: Route x Request -> Handshake + Exchange, many at once. It decides nothing about trust: the gate is a
// function value that it is handed, and it asks it before a client certificate and before the first byte of a
// request.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "call/call.h"
#include "cert/certificate.h"
#include "cert/key_pair.h"
#include "profile/profile.h"
#include "route/route.h"

namespace rehearse::probe {

/// How far one TLS negotiation came.
enum class Reached : std::uint8_t { nothing, connected, negotiating, finished };
/// "connected"
std::string_view to_id(Reached reached);

struct Alert {
  int number = 0;
  std::string name;  ///< "unknown_ca": the RFC's spelling
  bool sent_by_us = false;
};

struct Timings {
  std::chrono::microseconds connect{0};     ///< from the start to TCP up
  std::chrono::microseconds handshake{0};   ///< from TCP up to finished or failed
  std::chrono::microseconds first_byte{0};  ///< from the start; 0 = no byte of an answer came
  std::chrono::microseconds total{0};
};

/// What one TLS negotiation left behind, whether it succeeded or not.
struct Handshake {
  Reached reached = Reached::nothing;
  std::string version;    ///< "TLSv1.3"
  std::string cipher;     ///< "TLS_AES_256_GCM_SHA384"
  std::string group;      ///< "x25519"; empty for RSA key exchange
  std::string signature;  ///< "rsa_pss_sha256", "ecdsa_sha256"; empty where none
  std::string alpn;
  std::string sni;  ///< what was sent
  std::optional<Alert> alert;
  std::string peer_address;  ///< as the socket says
  cert::Chain chain;         ///< exactly as sent; empty = none seen
  bool client_certificate_asked = false;
  bool client_certificate_presented = false;  ///< one was sent, and its key proved
  std::string client_certificate_held;        ///< why the job's own was not: the gate's reason, or OpenSSL's
  bool resumed = false;  ///< never, by construction: a resumed session shows no certificate
  std::string staple;    ///< OCSP response, DER
  Timings timings;
  std::string failure;       ///< stable id of what ended it, empty where it finished: see below
  std::string failure_text;  ///< for people
};
// failure: connect-refused, connect-timeout, connect-failed, handshake-timeout, reset, closed, not-tls,
// alert, protocol-version, no-shared-cipher, client-certificate-required, client-certificate-refused,
// chain-over-limit, bad-chain, proxy-failed, tls-failed, total-timeout, interrupted, unresolved

/// One request and what came of it.
struct Exchange {
  std::string call;
  bool sent = false;         ///< whether the gate opened: bytes of the request may have left
  std::string held_because;  ///< the gate's reason where it was shut
  call::Response response;
  std::string
      failure;  ///< empty, total-timeout, body-over-limit, headers-over-limit, reset, closed, http-error
  std::string failure_text;
};

/// One fresh connection: a handshake, and the exchange that used it.
struct Observation {
  Handshake handshake;
  std::optional<Exchange> exchange;  ///< none where only the handshake was asked for
};

/// One connection to make.
struct Job {
  const route::Route* route = nullptr;   ///< outlives the run
  std::optional<call::Request> request;  ///< none = handshake only
  /// For a server that asks for one; null = none. Outlives the run.
  const cert::KeyPair* certificate = nullptr;
  /// The newest version of HTTP that is offered where there is no request, which says it itself.
  profile::HttpVersion http = profile::HttpVersion::http1_1;
};

/// Asked before anything leaves that is the integration's own: when the server has asked for a client
/// certificate and the job has one (the handshake as far as it came: its chain is there), and before the
/// request. An empty text opens the gate; any other is why it stays shut. Threads: called from the thread of
/// run().
using Gate = std::function<std::string(const Job& job, const Handshake& handshake)>;

/// Connections made one after another, where what comes next may depend on what came before. Asked for its
/// first job with nothing, then with what came of each; nothing ends it. Every job it gives gets an
/// observation, also where the run is interrupted. Threads: called from the thread of run().
using Line = std::function<std::optional<Job>(std::optional<Observation> before)>;

/// How far a run is.
struct Progress {
  std::size_t ended = 0;  ///< connections of which all is known
  /// Where the connection leads that is under way for the longest; null = none is.
  const route::Route* oldest = nullptr;
  std::chrono::steady_clock::time_point oldest_since;  ///< when it was begun
};

/// Told between events, and at least ten times a second while a connection is under way. It must be quick: no
/// connection goes on meanwhile. Threads: called from the thread of run().
using Watch = std::function<void(const Progress& progress)>;

struct Options {
  profile::Limits limits;
  std::size_t jobs = 32;              ///< connections at once
  std::function<bool()> interrupted;  ///< asked between events; true ends the run with what was found so far
  Watch watch;                        ///< may be empty
};

/// Makes every connection, at most `options.jobs` at once, and returns one observation a job, in the order of
/// the jobs. A job not begun when the run was interrupted has Reached::nothing and failure `interrupted`.
///
/// One fresh connection a job: no reuse, no session cache, no happy eyeballs, no redirect, nothing from the
/// environment. A request says which version of HTTP is offered; one that offers HTTP/2 sends its preface and
/// settings before the gate is asked, and no header, path or body. A job whose route has no address is not
/// begun: failure `unresolved`. Errors: out-of-memory, curl-failed (the library could not be set up). What a
/// peer does is never an Error. Threads: one run() at a time a process part; it blocks. Source: libcurl 7.88,
/// OpenSSL 3.0.
Result<std::vector<Observation>> run(std::span<const Job> jobs, const Gate& gate, const Options& options);

/// The same for lines, side by side: at most `options.jobs` connections at once, and a line that was begun
/// goes on before another is. `Job::route` is what the gate knows a job by.
Result<void> run(std::span<const Line> lines, const Gate& gate, const Options& options);

}  // namespace rehearse::probe
