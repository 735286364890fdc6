#include "launch/tls_watch.h"

#include <cstddef>
#include <utility>

#include "launch/tls_hello.h"
#include "launch/tls_record.h"

namespace rehearse::launch {
namespace {

enum Message : std::uint8_t { kClientHello = 1, kServerHello = 2, kCertificate = 11, kServerHelloDone = 14 };
enum Alert : std::uint8_t { kCloseNotify = 0, kUserCanceled = 90 };

constexpr std::uint16_t kTls13 = 0x0304;
// In TLS 1.3 a record of so many bytes holds an alert (2), the type of what is inside (1) and the tag (16).
constexpr std::size_t kAlertSize = 19;
// Java fills its records up by so much.
constexpr std::size_t kPadding = 16;

std::string_view version_name(std::uint16_t version) {
  static constexpr std::string_view kNames[] = {"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
  constexpr std::uint16_t kFirst = 0x0300;
  return version >= kFirst && version <= kTls13 ? kNames[version - kFirst] : std::string_view{};
}

// What a record of TLS 1.3 with nothing but a Finished holds: its header (4), the hash, the type of what is
// inside (1), the tag (16). None for suites that were never seen: CCM_8 has a shorter tag, and others have no
// number yet. Source: RFC 8446 appendix B.4.
std::optional<std::size_t> finished_size(std::uint16_t suite) {
  constexpr std::uint16_t kAes128Gcm = 0x1301, kAes256Gcm = 0x1302, kChaCha20 = 0x1303, kAes128Ccm = 0x1304;
  if (suite == kAes256Gcm) return 69;
  if (suite == kAes128Gcm || suite == kChaCha20 || suite == kAes128Ccm) return 53;
  return std::nullopt;
}

bool is_goodbye(int alert) {
  return alert == kCloseNotify || alert == kUserCanceled;
}

// An alert that is not encrypted: two bytes, of which the second is its number (RFC 8446 section 6).
std::optional<int> plain_alert(const TlsRecord& record) {
  if (record.type != TlsRecord::alert || record.length != 2) return std::nullopt;
  return static_cast<std::uint8_t>(record.body[1]);
}

// What came of the client after the last ServerHello.
struct ClientAnswer {
  std::optional<int> alert;  // the first plain one, or the first that is no goodbye
  bool has_changed_cipher = false;

  // TLS 1.2 and below
  bool has_finished = false;
  bool has_sent_data = false;

  // TLS 1.3: records of application data, before the Finished and after it
  std::size_t before = 0, after = 0;
  std::size_t first_before = 0;        // its length
  bool has_data_after = false;         // one of those after it is no alert, by its length
  std::optional<std::size_t> padding;  // of the Finished; none = it did not come

  void take_alert(int number) {
    if (!alert || (is_goodbye(*alert) && !is_goodbye(number))) alert = number;
  }
};

}  // namespace

struct TlsWatch::State {
  TlsRecords client_records, server_records;
  TlsMessages client_messages, server_messages;
  bool client_spoke = false, server_spoke = false;  // a byte at least
  bool has_client_begun = false;                    // with a whole record
  bool has_lost_track = false;
  bool is_decided = false;

  std::optional<ClientHello> hello;
  std::optional<ServerHello> server;
  std::optional<int> server_alert;
  bool has_server_ended = false;  // by an alert after which no ServerHello came
  std::string certificates;
  bool has_shown_certificate = false;  // TLS 1.3: it sent something that is encrypted
  bool is_server_encrypted = false;    // TLS 1.2 and below
  bool is_resumed = false;
  ClientAnswer answer;

  bool is_tls13() const { return server && server->version == kTls13; }

  void client_record(const TlsRecord& record);
  void client_record12(const TlsRecord& record);
  void client_record13(const TlsRecord& record);
  void client_handshake(std::string_view record_body);
  void server_record(const TlsRecord& record);
  void server_handshake(std::string_view record_body);
  void server_message(TlsMessages::Message message);
  void server_hello(const ServerHello& seen);

  Outcome outcome() const;
  Outcome outcome12() const;
  Outcome outcome13() const;
  bool is_final() const;
};

void TlsWatch::State::client_record(const TlsRecord& record) {
  has_client_begun = true;
  if (!server) {
    // The first hello has all that is wanted; after a HelloRetryRequest a second one comes.
    if (record.type == TlsRecord::handshake && !hello) client_handshake(record.body);
    if (const auto alert = plain_alert(record)) answer.take_alert(*alert);
  } else if (is_tls13()) {
    client_record13(record);
  } else {
    client_record12(record);
  }
}

void TlsWatch::State::client_handshake(std::string_view record_body) {
  client_messages.add(record_body);
  const auto message = client_messages.next();
  if (client_messages.is_too_long() || (message && message->type != kClientHello)) has_lost_track = true;
  if (!message || has_lost_track) return;
  hello = read_client_hello(message->body);
  if (!hello) has_lost_track = true;
}

void TlsWatch::State::client_record12(const TlsRecord& record) {
  if (record.type == TlsRecord::change_cipher_spec) answer.has_changed_cipher = true;
  if (!answer.has_changed_cipher) {
    if (const auto alert = plain_alert(record)) answer.take_alert(*alert);
    if (record.type == TlsRecord::application_data) has_lost_track = true;  // it would not be encrypted
    return;
  }
  if (record.type == TlsRecord::handshake) answer.has_finished = true;
  if (record.type == TlsRecord::application_data) answer.has_sent_data = true;
}

void TlsWatch::State::client_record13(const TlsRecord& record) {
  // For old machines on the way (RFC 8446 appendix D.4): it says nothing.
  if (record.type == TlsRecord::change_cipher_spec && record.length == 1) return;
  if (const auto alert = plain_alert(record)) return answer.take_alert(*alert);
  if (record.type != TlsRecord::application_data) {
    has_lost_track = true;
    return;
  }
  const auto finished = finished_size(server->suite);
  if (answer.padding) {
    ++answer.after;
    if (record.length != kAlertSize + *answer.padding) answer.has_data_after = true;
  } else if (finished && (record.length == *finished || record.length == *finished + kPadding)) {
    answer.padding = record.length - *finished;
  } else if (answer.before++ == 0) {
    answer.first_before = record.length;
  }
}

void TlsWatch::State::server_record(const TlsRecord& record) {
  if (const auto alert = plain_alert(record)) {
    server_alert = alert;
    has_server_ended = true;
  } else if (is_tls13()) {
    if (record.type == TlsRecord::application_data) has_shown_certificate = true;
  } else if (record.type == TlsRecord::handshake && !is_server_encrypted) {
    server_handshake(record.body);
  } else if (record.type == TlsRecord::change_cipher_spec) {
    // In TLS 1.3 it also comes between a HelloRetryRequest and the ServerHello, and says nothing.
    if (server) is_server_encrypted = true;
    if (server && !has_shown_certificate) is_resumed = true;
  }
}

void TlsWatch::State::server_handshake(std::string_view record_body) {
  server_messages.add(record_body);
  while (auto message = server_messages.next()) server_message(*std::move(message));
  if (server_messages.is_too_long()) has_lost_track = true;
}

void TlsWatch::State::server_message(TlsMessages::Message message) {
  if (message.type == kServerHello) {
    const auto seen = read_server_hello(message.body);
    if (seen) return server_hello(*seen);
    has_lost_track = true;
  }
  if (!server || is_tls13()) return;
  if (message.type == kCertificate) {
    has_shown_certificate = true;
    certificates = std::move(message.body);
  }
  // A flight that ends without one: of a suite with a shared key.
  if (message.type == kServerHelloDone && !has_shown_certificate) is_resumed = true;
}

void TlsWatch::State::server_hello(const ServerHello& seen) {
  if (seen.is_retry_request) return;
  if (!hello || version_name(seen.version).empty()) has_lost_track = true;
  server = seen;
  // What came before was no answer to it, and an alert before it was a warning (RFC 6066 section 3).
  answer = {};
  has_server_ended = false;
  is_resumed = is_tls13() && seen.has_pre_shared_key;
}

// The rule, in its order. The client is what it sent after the last ServerHello; a length is a record
// header's.
//   1. No ServerHello: an alert of the server ended the handshake, or nothing is known.
//      A flight of the server without a certificate: an earlier session went on.
//   2. A plain alert of the client says it all; in TLS 1.2 only before its ChangeCipherSpec.
//   3. TLS 1.2: data of the client, or its Finished, or neither.
//   4. TLS 1.3, where all is application data: the Finished is found by its length, which follows from the
//      cipher suite (Java adds 16). Before it comes a client certificate, if anything; in its place, one
//      record of an alert. After it comes data; but records as long as an alert alone may be goodbyes.
Outcome TlsWatch::State::outcome() const {
  constexpr std::uint8_t kSsl2 = 0x80;  // the hello of SSL 2.0 with which old Java offers TLS
  if (client_records.is_other_protocol() && client_records.first_byte() < kSsl2) return Outcome::not_tls;
  if (has_lost_track) return Outcome::unknown;
  if (!server) return server_alert ? Outcome::server_refused : Outcome::unknown;
  if (is_resumed) return Outcome::resumed;
  if (answer.alert) return is_goodbye(*answer.alert) ? Outcome::closed : Outcome::refused;
  // Data that was sent at once looks like data sent after the handshake.
  if (hello && hello->has_early_data) return Outcome::unknown;
  // Who has seen no certificate has made nothing of it.
  if (!has_shown_certificate) return has_server_ended ? Outcome::server_refused : Outcome::unknown;
  return is_tls13() ? outcome13() : outcome12();
}

Outcome TlsWatch::State::outcome12() const {
  if (answer.has_sent_data) return Outcome::accepted;
  // That may come after the client's Finished: it wanted a certificate and got none.
  if (has_server_ended) return Outcome::server_refused;
  return answer.has_finished ? Outcome::closed_after_handshake : Outcome::closed_silent;
}

Outcome TlsWatch::State::outcome13() const {
  if (answer.padding) {
    if (answer.has_data_after) return Outcome::accepted;
    // Several may be alerts, or data of two bytes each: neither is said.
    return answer.after < 2 ? Outcome::closed_after_handshake : Outcome::unknown;
  }
  if (answer.before == 0) return Outcome::closed_silent;
  const bool is_alert = answer.first_before == kAlertSize || answer.first_before == kAlertSize + kPadding;
  return answer.before == 1 && is_alert ? Outcome::refused : Outcome::unknown;
}

bool TlsWatch::State::is_final() const {
  switch (outcome()) {
    case Outcome::accepted:
    case Outcome::resumed:
    case Outcome::not_tls:
      return true;
    case Outcome::refused:
      return answer.alert.has_value();
    default:
      // A server may have spoken first, and what the client then says may yet be another protocol.
      return has_lost_track && (has_client_begun || client_records.is_broken());
  }
}

TlsWatch::TlsWatch() : x_state(std::make_unique<State>()) {}
TlsWatch::~TlsWatch() = default;
TlsWatch::TlsWatch(TlsWatch&&) noexcept = default;
TlsWatch& TlsWatch::operator=(TlsWatch&&) noexcept = default;

// Record by record: where a chunk ends must not matter.
void TlsWatch::from_client(std::string_view bytes) {
  auto& state = *x_state;
  state.client_spoke = state.client_spoke || !bytes.empty();
  while (!state.is_decided) {
    const auto record = state.client_records.next(bytes);
    if (record) state.client_record(*record);
    if (state.client_records.is_broken()) state.has_lost_track = true;
    state.is_decided = state.is_final();
    if (!record) break;
  }
}

void TlsWatch::from_server(std::string_view bytes) {
  auto& state = *x_state;
  state.server_spoke = state.server_spoke || !bytes.empty();
  while (!state.is_decided) {
    const auto record = state.server_records.next(bytes);
    if (record) state.server_record(*record);
    if (state.server_records.is_broken()) state.has_lost_track = true;
    state.is_decided = state.is_final();
    if (!record) break;
  }
}

bool TlsWatch::is_decided() const {
  return x_state->is_decided;
}

Watched TlsWatch::ended() const {
  const auto& state = *x_state;
  Watched out{.client_spoke = state.client_spoke,
              .server_spoke = state.server_spoke,
              .hello = state.hello.has_value(),
              .alert = state.answer.alert,
              .server_alert = state.server_alert,
              .certificates = state.certificates,
              .outcome = state.outcome()};
  if (state.server) out.version = version_name(state.server->version);
  if (!state.hello) return out;
  out.sni = state.hello->sni;
  out.alpn = state.hello->alpn;
  return out;
}

std::string_view to_id(Outcome outcome) {
  switch (outcome) {
    case Outcome::accepted:
      return "accepted";
    case Outcome::refused:
      return "refused";
    case Outcome::closed_silent:
      return "closed-silent";
    case Outcome::closed_after_handshake:
      return "closed-after-handshake";
    case Outcome::closed:
      return "closed";
    case Outcome::resumed:
      return "resumed";
    case Outcome::server_refused:
      return "server-refused";
    case Outcome::not_tls:
      return "not-tls";
    case Outcome::unknown:
      break;
  }
  return "unknown";
}

}  // namespace rehearse::launch
