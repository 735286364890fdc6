#include "lab/tls.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "lab/edge.h"
#include "lab/fixture.h"

namespace rehearse::lab {
namespace {

Edge serve(std::vector<Identity> identities, TlsOptions tls = {}) {
  EdgeOptions options;
  options.identities = std::move(identities);
  options.tls = std::move(tls);
  return Edge::start(std::move(options)).value();
}

Identity with_names(Identity identity, std::vector<std::string> names) {
  identity.names = std::move(names);
  return identity;
}

struct Choice {
  const char* name;
  const char* sni;
  const char* shown;  ///< CN of the leaf; empty = the handshake ends with the alert unrecognized_name
  TlsOptions::UnknownName unknown = TlsOptions::UnknownName::first;
};
void PrintTo(const Choice& row, std::ostream* out) {
  *out << row.name;
}

class ChoosesBySni : public testing::TestWithParam<Choice> {};

TEST_P(ChoosesBySni, the_best_fit) {
  TlsOptions tls;
  tls.unknown_name = GetParam().unknown;
  const auto edge =
      serve({identity("first.example.com"), with_names(identity("wild.example.com"), {"*.wild.example.com"}),
             identity("exact.wild.example.com")},
            tls);
  const auto met = meet(dial(edge, GetParam().sni), get("/"));
  EXPECT_EQ(cn_of(met), GetParam().shown);
  if (std::string_view(GetParam().shown).empty()) {
    EXPECT_EQ(met.alert, 112);
  } else {
    EXPECT_TRUE(met.received.starts_with("HTTP/1.1 200 OK\r\n")) << met.received;
  }
  EXPECT_EQ(edge.recorder().wait_ended(1, std::chrono::seconds(10)).at(0).sni, GetParam().sni);
}

using enum TlsOptions::UnknownName;
const Choice kChoices[] = {
    {"exact", "first.example.com", "first.example.com"},
    {"whatever_the_case", "FIRST.Example.com", "first.example.com"},
    {"wildcard", "a.wild.example.com", "wild.example.com"},
    {"exact_before_wildcard", "exact.wild.example.com", "exact.wild.example.com"},
    {"wildcard_of_one_label_only", "a.b.wild.example.com", "first.example.com"},
    {"the_first_for_a_name_it_does_not_know", "other.example.com", "first.example.com"},
    {"the_first_without_sni", "", "first.example.com"},
    {"an_alert_for_a_name_it_does_not_know", "other.example.com", "", alert},
    {"no_alert_for_one_that_it_knows", "first.example.com", "first.example.com", alert},
};
INSTANTIATE_TEST_SUITE_P(Tls, ChoosesBySni, testing::ValuesIn(kChoices),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Tls, an_identity_without_names_takes_what_no_other_does) {
  const auto edge = serve({identity("first.example.com"), with_names(identity("default.example.com"), {})});
  EXPECT_EQ(cn_of(meet(dial(edge, "other.example.com"), get("/"))), "default.example.com");
  EXPECT_EQ(cn_of(meet(dial(edge, ""), get("/"))), "default.example.com");
  EXPECT_EQ(cn_of(meet(dial(edge, "first.example.com"), get("/"))), "first.example.com");
}

TEST(Tls, identities_of_one_name_take_turns) {
  const auto edge = serve({with_names(identity("a.example.com"), {"x.example.com"}),
                           with_names(identity("b.example.com"), {"x.example.com"})});
  std::string shown;
  for (int i = 0; i < 4; ++i) shown += cn_of(meet(dial(edge, "x.example.com"), get("/"))).substr(0, 1);
  EXPECT_EQ(shown, "abab");
}

TEST(Tls, sends_exactly_the_chain_given) {
  const auto& top = root().certificate;
  const auto stranger = cert::mint(asked("Stranger"), nullptr).value().certificate;
  const std::vector<cert::Chain> lists = {{}, {top}, {stranger, top}, {top, top, stranger}};
  for (const auto& behind : lists) {
    const auto edge = serve({identity("api.example.com", behind)});
    for (const int version : {0x0303, 0x0304}) {
      auto where = dial(edge, "api.example.com");
      where.version = version;
      auto chain = meet(where, get("/")).chain;
      ASSERT_EQ(chain.size(), behind.size() + 1);
      for (std::size_t i = 0; i < behind.size(); ++i) EXPECT_EQ(chain[i + 1]->der, behind[i]->der);
    }
  }
}

TEST(Tls, shows_weak_keys_and_digests_as_well) {
  auto what = asked("weak.example.com");
  what.dns_names = {"weak.example.com"};
  what.key_type = cert::Key::Type::rsa_1024;
  what.digest = "sha1";
  const auto edge = serve({present({}, cert::mint(what, &root()).value(), {})});
  EXPECT_EQ(cn_of(meet(dial(edge, ""), get("/"))), "weak.example.com");
}

// OpenSSL's clients take 100 KiB of certificates.
TEST(Tls, shows_a_chain_that_clients_refuse_for_its_size) {
  auto what = asked("huge.example.com");
  for (int i = 0; i < 10'000; ++i) what.dns_names.push_back("host-" + std::to_string(i) + ".example.com");
  const auto edge = serve({present({}, cert::mint(what, &root()).value(), {})});
  const auto met = meet(dial(edge, ""), get("/"));
  EXPECT_TRUE(met.connected);
  EXPECT_FALSE(met.finished);
  const auto seen = edge.recorder().wait_ended(1, std::chrono::seconds(10)).at(0);
  EXPECT_FALSE(seen.finished);
  EXPECT_EQ(seen.received, "");
}

TEST(Tls, sees_the_alert_of_a_client_that_does_not_trust_it) {
  const auto edge = serve({identity("api.example.com")});
  auto where = dial(edge, "");
  where.distrusts = true;
  std::size_t connections = 0;
  for (const int version : {0x0303, 0x0304}) {
    where.version = version;
    EXPECT_FALSE(meet(where, get("/")).finished);
    const auto seen = edge.recorder().wait_ended(++connections, std::chrono::seconds(10)).back();
    EXPECT_EQ(seen.alert, 48);
    EXPECT_FALSE(seen.finished);
    EXPECT_EQ(seen.received, "");
  }
}

TEST(Tls, speaks_only_the_versions_it_may) {
  TlsOptions old;
  old.least = TlsVersion::tls1_0;
  old.most = TlsVersion::tls1_1;
  const auto edge = serve({identity("api.example.com")}, old);
  auto where = dial(edge, "");
  where.version = 0x0301;
  EXPECT_EQ(meet(where, get("/")).version, "TLSv1");
  where.version = 0x0302;
  EXPECT_EQ(meet(where, get("/")).version, "TLSv1.1");
  where.version = 0x0303;
  EXPECT_FALSE(meet(where, get("/")).finished) << "the client refuses what it is offered";
  const auto modern = serve({identity("api.example.com")});
  where = dial(modern, "");
  where.version = 0x0302;
  const auto met = meet(where, get("/"));
  EXPECT_FALSE(met.finished);
  EXPECT_EQ(met.alert, 70);
  EXPECT_TRUE(met.chain.empty());
}

TEST(Tls, answers_alpn_only_where_told_to) {
  TlsOptions tls;
  tls.alpn = {"http/1.1"};
  const auto answers = serve({identity("api.example.com")}, tls);
  const auto silent = serve({identity("api.example.com")});
  auto where = dial(answers, "");
  where.alpn = "http/1.1";
  EXPECT_EQ(meet(where, get("/")).alpn, "http/1.1");
  EXPECT_EQ(answers.recorder().seen().at(0).alpn, "http/1.1");
  where.alpn = "h2";
  EXPECT_EQ(meet(where, get("/")).alert, 120);
  where = dial(silent, "");
  where.alpn = "h2";
  const auto met = meet(where, get("/"));
  EXPECT_TRUE(met.finished);
  EXPECT_EQ(met.alpn, "");
}

TEST(Tls, staples_for_those_who_ask) {
  TlsOptions tls;
  tls.staple = "not really a response";
  const auto edge = serve({identity("api.example.com")}, tls);
  auto where = dial(edge, "");
  EXPECT_EQ(meet(where, get("/")).staple, "");
  where.ask_staple = true;
  EXPECT_EQ(meet(where, get("/")).staple, "not really a response");
}

struct Certified {
  const char* name;
  ClientCertificate wanted;
  int version;
  bool has_one;
  bool served;
};
void PrintTo(const Certified& row, std::ostream* out) {
  *out << row.name;
}

class WantsClientCertificate : public testing::TestWithParam<Certified> {};

TEST_P(WantsClientCertificate, or_not) {
  TlsOptions tls;
  tls.client = GetParam().wanted;
  const auto edge = serve({identity("api.example.com")}, tls);
  auto where = dial(edge, "");
  where.version = GetParam().version;
  const auto own = identity("client.example.com");
  if (GetParam().has_one) where.identity_pem = own.chain_pem + own.key_pem;
  const auto met = meet(where, get("/"));
  EXPECT_EQ(met.received.starts_with("HTTP/1.1 200"), GetParam().served);
  EXPECT_EQ(met.chain.size(), 1U);
  const auto seen = edge.recorder().wait_ended(1, std::chrono::seconds(10)).at(0);
  EXPECT_EQ(seen.client_certificate, GetParam().has_one && GetParam().wanted != ClientCertificate::none);
  if (!GetParam().served) {
    EXPECT_EQ(met.alert, GetParam().version == 0x0304 ? 116 : 40);
    EXPECT_FALSE(seen.finished);
  }
}

const Certified kCertified[] = {
    {"none_asked_and_none_sent", ClientCertificate::none, 0x0304, true, true},
    {"asked_and_none_there", ClientCertificate::ask, 0x0304, false, true},
    {"asked_and_sent", ClientCertificate::ask, 0x0304, true, true},
    {"required_and_sent", ClientCertificate::require, 0x0303, true, true},
    {"required_and_none_there_tls12", ClientCertificate::require, 0x0303, false, false},
    {"required_and_none_there_tls13", ClientCertificate::require, 0x0304, false, false},
};
INSTANTIATE_TEST_SUITE_P(Tls, WantsClientCertificate, testing::ValuesIn(kCertified),
                         [](const auto& row) { return std::string(row.param.name); });

struct Refusal {
  const char* name;
  std::vector<Identity> identities;
  TlsOptions tls;
  const char* says;
};

TEST(Tls, refuses_what_it_cannot_serve) {
  const auto good = identity("api.example.com");
  auto with = [&good](auto change) {
    auto out = good;
    change(out);
    return out;
  };
  TlsOptions ciphers;
  ciphers.ciphers = "NO-SUCH-CIPHER";
  TlsOptions suites;
  suites.cipher_suites = "NO-SUCH-SUITE";
  TlsOptions protocol;
  protocol.alpn = {""};
  const Refusal rows[] = {
      {"no_identity", {}, {}, "without a certificate"},
      {"no_certificate", {with([](Identity& i) { i.chain_pem = "text"; })}, {}, "without a certificate"},
      {"a_broken_certificate",
       {with([](Identity& i) {
         i.chain_pem += "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
       })},
       {},
       "certificate 2"},
      {"no_key", {with([](Identity& i) { i.key_pem.clear(); })}, {}, "key"},
      {"the_key_of_another", {with([](Identity& i) { i.key_pem = root().key.to_pem(); })}, {}, "not that of"},
      {"unknown_cipher", {good}, ciphers, "ciphers"},
      {"unknown_cipher_suite", {good}, suites, "cipher suites"},
      {"empty_protocol_name", {good}, protocol, "ALPN"},
  };
  for (const auto& row : rows) {
    const auto made = TlsServer::make(row.identities, row.tls);
    ASSERT_FALSE(made.has_value()) << row.name;
    EXPECT_EQ(made.error().code, "lab-failed") << row.name;
    EXPECT_NE(made.error().detail.find(row.says), std::string::npos)
        << row.name << ": " << made.error().detail;
    EXPECT_EQ(ERR_peek_error(), 0U) << row.name;
  }
}

}  // namespace
}  // namespace rehearse::lab
