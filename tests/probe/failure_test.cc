// How libcurl and OpenSSL say what went wrong, in their own words, and what we call it. tests/e2e holds the
// same to real servers.

#include "probe/failure.h"

#include <cerrno>
#include <ostream>

#include <curl/curl.h>
#include <gtest/gtest.h>

namespace rehearse::probe {
namespace {

Handshake connected() {
  Handshake out;
  out.reached = Reached::connected;
  return out;
}

Handshake alerted(int number, bool chosen, bool asked) {
  auto out = connected();
  out.alert = Alert{number, "", false};
  if (chosen) out.version = "TLSv1.3";
  out.client_certificate_asked = asked;
  return out;
}

Handshake refused(int number) {
  auto out = alerted(number, true, true);
  out.client_certificate_presented = true;
  return out;
}

struct Case {
  const char* name;
  TransferEnd end;
  Handshake seen;
  const char* failure;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

const Case kCases[] = {
    {"nothing_listens", {CURLE_COULDNT_CONNECT, ECONNREFUSED, "", false}, {}, "connect-refused"},
    {"no_way_there", {CURLE_COULDNT_CONNECT, ENETUNREACH, "", false}, {}, "no-route"},
    {"no_address_of_that_family_here", {CURLE_COULDNT_CONNECT, EADDRNOTAVAIL, "", false}, {}, "no-route"},
    {"nobody_there", {CURLE_COULDNT_CONNECT, EHOSTUNREACH, "", false}, {}, "connect-failed"},
    {"the_proxy_does_not_listen", {CURLE_COULDNT_CONNECT, ECONNREFUSED, "", true}, {}, "proxy-failed"},
    {"the_proxy_refuses_the_tunnel",
     {CURLE_RECV_ERROR, 0, "CONNECT tunnel failed, response 407", true},
     {},
     "proxy-failed"},
    {"an_alert_before_anything_was_chosen_is_about_ciphers",
     {CURLE_SSL_CONNECT_ERROR, 0, "", false},
     alerted(40, false, false),
     "no-shared-cipher"},
    {"the_same_alert_later_is_an_alert",
     {CURLE_SSL_CONNECT_ERROR, 0, "", false},
     alerted(40, true, false),
     "alert"},
    {"insufficient_security",
     {CURLE_SSL_CONNECT_ERROR, 0, "", false},
     alerted(71, false, false),
     "no-shared-cipher"},
    {"protocol_version",
     {CURLE_SSL_CONNECT_ERROR, 0, "", false},
     alerted(70, false, false),
     "protocol-version"},
    {"certificate_required",
     {CURLE_RECV_ERROR, 0, "", false},
     alerted(116, true, true),
     "client-certificate-required"},
    {"any_alert_after_a_certificate_was_asked",
     {CURLE_SSL_CONNECT_ERROR, 0, "", false},
     alerted(42, true, true),
     "client-certificate-required"},
    {"an_alert_about_the_certificate_that_was_presented",
     {CURLE_SSL_CONNECT_ERROR, 0, "", false},
     refused(48),
     "client-certificate-refused"},
    {"a_proof_of_the_key_that_does_not_hold",
     {CURLE_SSL_CONNECT_ERROR, 0, "", false},
     refused(51),
     "client-certificate-refused"},
    {"another_alert_after_one_was_presented", {CURLE_SSL_CONNECT_ERROR, 0, "", false}, refused(80), "alert"},
    {"something_else_than_tls",
     {CURLE_SSL_CONNECT_ERROR, 0, "error:0A00010B:SSL routines::wrong version number", false},
     connected(),
     "not-tls"},
    {"a_chain_over_the_limit",
     {CURLE_SSL_CONNECT_ERROR, 0, "error:0A000098:SSL routines::excessive message size", false},
     connected(),
     "chain-over-limit"},
    {"a_legacy_signature",
     {CURLE_SSL_CONNECT_ERROR, 0, "error:0A00014D:SSL routines::legacy sigalg disallowed or unsupported",
      false},
     connected(),
     "protocol-version"},
    {"an_end_without_a_word",
     {CURLE_SSL_CONNECT_ERROR, 0,
      "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to api.example.com:443", false},
     connected(),
     "closed"},
    {"a_reset",
     {CURLE_SSL_CONNECT_ERROR, 0, "OpenSSL SSL_connect: Connection reset by peer in connection to x", false},
     connected(),
     "reset"},
    {"an_error_nobody_foresaw",
     {CURLE_SSL_CONNECT_ERROR, 0, "error:0A0000F4:SSL routines::unexpected message", false},
     connected(),
     "tls-failed"},
    {"text_that_only_looks_like_an_error",
     {CURLE_SSL_CONNECT_ERROR, 0, "error:zzz", false},
     connected(),
     "tls-failed"},
    {"nothing_known_at_all", {CURLE_SEND_ERROR, 0, "", false}, {}, "connect-failed"},
};

class HandshakeFailure : public testing::TestWithParam<Case> {};

TEST_P(HandshakeFailure, has_a_name) {
  EXPECT_EQ(handshake_failure(GetParam().end, GetParam().seen), GetParam().failure);
}

INSTANTIATE_TEST_SUITE_P(probe, HandshakeFailure, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

TEST(HandshakeFailure, our_own_alert_is_not_taken_for_the_servers) {
  auto seen = connected();
  seen.alert = Alert{70, "", true};
  EXPECT_EQ(handshake_failure({CURLE_SSL_CONNECT_ERROR, 0, "error:0A000098:SSL routines::x", false}, seen),
            "chain-over-limit");
}

TEST(ExchangeFailure, has_a_name) {
  EXPECT_EQ(exchange_failure({CURLE_OK, 0, "", false}), "");
  EXPECT_EQ(exchange_failure({CURLE_OPERATION_TIMEDOUT, 0, "", false}), "total-timeout");
  EXPECT_EQ(exchange_failure({CURLE_GOT_NOTHING, 0, "", false}), "closed");
  EXPECT_EQ(exchange_failure({CURLE_PARTIAL_FILE, 0, "", false}), "closed");
  EXPECT_EQ(exchange_failure({CURLE_RECV_ERROR, ECONNRESET, "", false}), "reset");
  EXPECT_EQ(exchange_failure({CURLE_RECV_ERROR, 0, "", false}), "closed");
  EXPECT_EQ(exchange_failure({CURLE_WEIRD_SERVER_REPLY, 0, "", false}), "http-error");
}

}  // namespace
}  // namespace rehearse::probe
