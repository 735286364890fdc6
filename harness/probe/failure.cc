#include "probe/failure.h"

#include <cerrno>
#include <charconv>
#include <string_view>

#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>

namespace rehearse::probe {
namespace {

// libcurl hands OpenSSL's error on as text, "error:0A00010B:SSL routines::wrong version number": the reason's
// number, or 0.
int openssl_reason(std::string_view text) {
  constexpr std::string_view kMark = "error:";
  const auto at = text.find(kMark);
  if (at == std::string_view::npos) return 0;
  const auto digits = text.substr(at + kMark.size(), 8);
  unsigned long code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  return error == std::errc{} && end != digits.data() ? ERR_GET_REASON(code) : 0;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// handshake_failure, no_certificate to access_denied (unknown_ca among them), decrypt_error (the proof of the
// key), certificate_required. Source: RFC 8446 section 6.2.
bool is_about_certificate(int alert) {
  return (alert >= 40 && alert <= 49) || alert == 51 || alert == 116;
}

std::string by_alert(const Alert& alert, const Handshake& seen) {
  constexpr int kHandshakeFailure = 40, kProtocolVersion = 70, kInsufficientSecurity = 71,
                kCertificateRequired = 116;
  if (seen.client_certificate_presented
          ? is_about_certificate(alert.number)
          : alert.number == kCertificateRequired || seen.client_certificate_asked)
    return certificate_failure(seen);
  if (alert.number == kProtocolVersion) return "protocol-version";
  const bool before_choice = seen.version.empty();
  if (alert.number == kInsufficientSecurity || (alert.number == kHandshakeFailure && before_choice))
    return "no-shared-cipher";
  return "alert";
}

std::string by_reason(int reason) {
  switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
      return "not-tls";
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED:
      return "protocol-version";
    case SSL_R_EXCESSIVE_MESSAGE_SIZE:
      return "chain-over-limit";
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
      return "closed";
    default:
      return "tls-failed";
  }
}

std::string by_os_error(long error) {
  if (error == ECONNREFUSED) return "connect-refused";
  // This machine has no such addresses, as most have no IPv6: what stands there is nothing that it meets.
  return error == ENETUNREACH || error == EADDRNOTAVAIL ? "no-route" : "connect-failed";
}

bool is_reset(const TransferEnd& end) {
  return end.os_error == ECONNRESET || has(end.text, "Connection reset by peer");
}

bool is_closed(std::string_view text) {
  return has(text, "SSL_ERROR_SYSCALL") || has(text, "unexpected eof");
}

}  // namespace

std::string certificate_failure(const Handshake& seen) {
  return seen.client_certificate_presented ? "client-certificate-refused" : "client-certificate-required";
}

std::string handshake_failure(const TransferEnd& end, const Handshake& seen) {
  if (end.curl_code == CURLE_OPERATION_TIMEDOUT)
    return seen.reached == Reached::nothing ? "connect-timeout" : "handshake-timeout";
  if (end.curl_code == CURLE_COULDNT_RESOLVE_PROXY || end.curl_code == CURLE_PROXY) return "proxy-failed";
  if (end.through_proxy && seen.reached == Reached::nothing) return "proxy-failed";
  if (end.curl_code == CURLE_COULDNT_CONNECT) return by_os_error(end.os_error);
  if (seen.alert && !seen.alert->sent_by_us) return by_alert(*seen.alert, seen);
  if (const int reason = openssl_reason(end.text); reason != 0) return by_reason(reason);
  if (is_reset(end)) return "reset";
  if (is_closed(end.text)) return "closed";
  return seen.reached == Reached::nothing ? "connect-failed" : "tls-failed";
}

std::string exchange_failure(const TransferEnd& end) {
  switch (end.curl_code) {
    case CURLE_OK:
      return {};
    case CURLE_OPERATION_TIMEDOUT:
      return "total-timeout";
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return "closed";
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return is_reset(end) ? "reset" : "closed";
    default:
      return "http-error";
  }
}

}  // namespace rehearse::probe
