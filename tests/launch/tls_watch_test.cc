// What OpenSSL writes, as client and as server.

#include "launch/tls_watch.h"

#include <algorithm>
#include <ostream>

#include <gtest/gtest.h>

#include "launch/tls_cuts.h"
#include "launch/tls_pair.h"

namespace rehearse::launch {

namespace {

using enum Outcome;
using enum Chunk::From;

constexpr auto kTls12 = lab::TlsVersion::tls1_2;
constexpr auto kRsa = cert::Key::Type::rsa_2048, kEc = cert::Key::Type::ec_p256;
constexpr auto kAsk = lab::ClientCertificate::ask, kRequire = lab::ClientCertificate::require;
constexpr int kUnknownCa = 48;
using Then = Shake::Then;

struct Real {
  const char* name;
  Shake shake;
  Outcome outcome;
  std::optional<int> alert = {};
  int times = 1;
};
void PrintTo(const Real& row, std::ostream* out) {
  *out << row.name;
}

const Real kReal[] = {
    {"accepts_rsa_12", {.version = kTls12, .key = kRsa}, accepted},
    {"accepts_ecdsa_12", {.version = kTls12, .key = kEc}, accepted},
    {"accepts_cbc_12", {.version = kTls12, .key = kRsa, .ciphers = "ECDHE-RSA-AES128-SHA"}, accepted},
    {"accepts_cbc_sha384_12",
     {.version = kTls12, .key = kRsa, .ciphers = "ECDHE-RSA-AES256-SHA384"},
     accepted},
    {"accepts_chacha_12", {.version = kTls12, .ciphers = "ECDHE-ECDSA-CHACHA20-POLY1305"}, accepted},
    {"accepts_rsa_key_exchange", {.version = kTls12, .key = kRsa, .ciphers = "AES128-GCM-SHA256"}, accepted},
    {"accepts_rsa_13", {.key = kRsa}, accepted},
    {"accepts_sha256_13", {.suites = "TLS_AES_128_GCM_SHA256"}, accepted},
    {"accepts_sha384_13", {.suites = "TLS_AES_256_GCM_SHA384"}, accepted},
    {"accepts_chacha_13", {.suites = "TLS_CHACHA20_POLY1305_SHA256"}, accepted},
    {"accepts_ccm_13", {.suites = "TLS_AES_128_CCM_SHA256"}, accepted},
    {"has_a_suite_of_a_short_tag", {.suites = "TLS_AES_128_CCM_8_SHA256"}, unknown},
    {"refuses_rsa_12", {.version = kTls12, .key = kRsa, .trusts = false}, refused, kUnknownCa},
    {"refuses_ecdsa_12", {.version = kTls12, .trusts = false}, refused, kUnknownCa},
    {"refuses_rsa_13", {.key = kRsa, .trusts = false}, refused, kUnknownCa},
    {"refuses_sha256_13", {.suites = "TLS_AES_128_GCM_SHA256", .trusts = false}, refused, kUnknownCa},
    {"is_asked_for_a_certificate_12", {.version = kTls12, .asks = kAsk}, accepted},
    {"is_asked_for_a_certificate_13", {.asks = kAsk}, accepted},
    {"shows_a_certificate_12", {.version = kTls12, .asks = kAsk, .shows_certificate = true}, accepted},
    {"shows_a_certificate_13", {.asks = kAsk, .shows_certificate = true}, accepted},
    {"refuses_though_asked_12", {.version = kTls12, .trusts = false, .asks = kAsk}, refused, kUnknownCa},
    {"refuses_though_asked_13",
     {.trusts = false, .asks = kAsk, .shows_certificate = true},
     refused,
     kUnknownCa},
    {"resumes_12", {.version = kTls12}, resumed, {}, 2},
    {"resumes_13", {}, resumed, {}, 2},
    {"resumes_13_after_a_retry", {.server_groups = "P-384"}, resumed, {}, 2},
    {"accepts_after_a_retry", {.server_groups = "P-384"}, accepted},
    {"refuses_after_a_retry", {.server_groups = "P-384", .trusts = false}, refused, kUnknownCa},
    {"sends_no_name_12", {.sni = "", .version = kTls12}, accepted},
    {"sends_no_name_13", {.sni = ""}, accepted},
    {"offers_protocols", {.alpn = {"h2", "http/1.1"}}, accepted},
    {"only_connects_12", {.version = kTls12, .then = Then::closes}, closed_after_handshake},
    {"only_connects_13", {.then = Then::closes}, closed_after_handshake},
    {"says_goodbye_after_the_handshake_12",
     {.version = kTls12, .then = Then::says_goodbye},
     closed_after_handshake},
    {"says_goodbye_after_the_handshake_13", {.then = Then::says_goodbye}, closed_after_handshake},
    {"shares_no_cipher",
     {.version = kTls12,
      .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256",
      .server_ciphers = "ECDHE-ECDSA-AES256-GCM-SHA384"},
     server_refused},
    // By the client's bytes it might as well be Node; the server's alert tells.
    {"lacks_a_certificate_that_is_required_12", {.version = kTls12, .asks = kRequire}, server_refused},
    {"lacks_a_certificate_that_is_required_13", {.asks = kRequire}, closed_after_handshake},
};

class RealClient : public testing::TestWithParam<Real> {};

TEST_P(RealClient, is_seen_through) {
  const auto& [name, what, outcome, alert, times] = GetParam();
  const auto shaken = shake(what, times);
  const auto seen = watch(shaken.wire);
  EXPECT_EQ(seen.outcome, outcome);
  EXPECT_EQ(seen.alert, alert);
  EXPECT_TRUE(seen.hello);
  EXPECT_EQ(seen.sni, what.sni.empty() ? std::nullopt : std::optional(what.sni));
  EXPECT_EQ(seen.alpn, what.alpn);
  const std::string version = what.version == kTls12 ? "TLSv1.2" : "TLSv1.3";
  // A server that wants a certificate of the client has shown its own before it ends the handshake.
  const bool is_refused_at_once = outcome == server_refused && what.asks != kRequire;
  EXPECT_EQ(seen.version, is_refused_at_once ? "" : version);
  const bool shows = what.version == kTls12 && outcome != resumed && !is_refused_at_once;
  EXPECT_EQ(seen.certificates.find(shaken.leaf) != std::string::npos, shows);
  EXPECT_EQ(shaken.is_resumed, outcome == resumed);
}

TEST_P(RealClient, is_the_same_however_it_is_cut) {
  const auto shaken = shake(GetParam().shake, GetParam().times);
  expect_same_however_it_is_cut(shaken.wire);
  expect_decided_for_good(shaken.wire);
}

// Nothing that a connection sends before its end says that it was accepted, unless it was.
TEST_P(RealClient, is_not_accepted_before_it_sends) {
  const auto shaken = shake(GetParam().shake, GetParam().times);
  Wire so_far;
  for (const auto& chunk : cut_to_bytes(shaken.wire)) {
    so_far.push_back(chunk);
    if (so_far.size() % 7 != 0) continue;
    const auto outcome = watch(so_far).outcome;
    ASSERT_TRUE((outcome != accepted && outcome != resumed) || outcome == GetParam().outcome);
  }
}

INSTANTIATE_TEST_SUITE_P(TlsWatch, RealClient, testing::ValuesIn(kReal),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(TlsWatch, rows_of_a_retry_see_one) {
  const auto shaken = shake({.server_groups = "P-384"});
  const auto is_retry = [](const Chunk& chunk) {
    return chunk.from == server && chunk.bytes.find("\xCF\x21\xAD\x74\xE5\x9A") != std::string::npos;
  };
  EXPECT_EQ(std::ranges::count_if(shaken.wire, is_retry), 1);
}

}  // namespace
}  // namespace rehearse::launch
