#include "cert/mint.h"

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "cert/native.h"

namespace rehearse::cert {
namespace {

constexpr Instant kFrom = std::chrono::sys_days(std::chrono::year(2018) / 12 / 1);
constexpr Instant kTo = std::chrono::sys_days(std::chrono::year(2019) / 12 / 1);

DistinguishedName named(const std::string& cn) {
  return {{{"O", "Example Trust"}, {"CN", cn}}};
}

Mint server() {
  return {.subject = named("api.example.com"),
          .not_before = kFrom,
          .not_after = kTo,
          .dns_names = {"api.example.com"}};
}

Mint authority() {
  return {.subject = named("Example Root CA"),
          .not_before = kFrom,
          .not_after = kTo,
          .kind = Mint::Kind::authority};
}

const Minted& root() {
  static const Minted minted = mint(authority(), nullptr).value();
  return minted;
}

bool has_usage(const Certificate& certificate, std::uint32_t bits) {
  return X509_get_key_usage(to_x509(certificate).get()) == bits;
}

bool signed_by(const Certificate& certificate, const Certificate& issuer) {
  const auto x509 = to_x509(certificate);
  const auto signer = to_x509(issuer);
  return X509_verify(x509.get(), X509_get0_pubkey(signer.get())) == 1;
}

// The extension as `openssl x509 -text` prints it, "critical " before it where it is; empty where it is
// absent.
std::string printed(const Certificate& certificate, int nid) {
  const auto x509 = to_x509(certificate);
  const int at = X509_get_ext_by_NID(x509.get(), nid, -1);
  if (at < 0) return {};
  X509_EXTENSION* extension = X509_get_ext(x509.get(), at);
  const Handle<BIO, BIO_free> bio(BIO_new(BIO_s_mem()));
  X509V3_EXT_print(bio.get(), extension, 0, 0);
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return (X509_EXTENSION_get_critical(extension) == 1 ? "critical " : "") +
         std::string(text, static_cast<std::size_t>(length));
}

struct Knob {
  const char* name;
  std::function<void(Mint&)> turn;
  std::function<bool(const Certificate&)> shows;
};
void PrintTo(const Knob& knob, std::ostream* out) {
  *out << knob.name;
}

class Server : public testing::TestWithParam<Knob> {};
class Authority : public testing::TestWithParam<Knob> {};

// Every knob is seen to be off in the plain certificate and on in the one that asked for it.
void expect_shown(Mint plain, const Knob& knob) {
  const auto before = mint(plain, &root());
  ASSERT_TRUE(before.has_value()) << before.error().text();
  EXPECT_FALSE(knob.shows(*before->certificate)) << "it shows without being asked for";
  knob.turn(plain);
  const auto after = mint(plain, &root());
  ASSERT_TRUE(after.has_value()) << after.error().text();
  EXPECT_TRUE(knob.shows(*after->certificate));
  EXPECT_TRUE(signed_by(*after->certificate, *root().certificate));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST_P(Server, shows_what_was_asked_for) {
  expect_shown(server(), GetParam());
}
TEST_P(Authority, shows_what_was_asked_for) {
  expect_shown(authority(), GetParam());
}

using Names = std::vector<std::string>;
const Knob kServerKnobs[] = {
    {"subject", [](Mint& m) { m.subject = named("Grüße"); },
     [](const Certificate& c) { return c.subject == named("Grüße"); }},
    {"subject_by_oid", [](Mint& m) { m.subject.attributes.push_back({"1.3.6.1.4.1.32473.7", "x"}); },
     [](const Certificate& c) { return c.subject.attributes.back().type == "1.3.6.1.4.1.32473.7"; }},
    {"first_second", [](Mint& m) { m.not_before += std::chrono::seconds(1); },
     [](const Certificate& c) { return c.not_before == kFrom + std::chrono::seconds(1); }},
    {"last_second", [](Mint& m) { m.not_after -= std::chrono::seconds(1); },
     [](const Certificate& c) { return c.not_after == kTo - std::chrono::seconds(1); }},
    {"dates_beyond_utctime",
     [](Mint& m) { m.not_after = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31); },
     [](const Certificate& c) { return to_rfc3339(c.not_after) == "9999-12-31T00:00:00Z"; }},
    {"dns_names_in_order", [](Mint& m) { m.dns_names = {"b.example.com", "*.a.example.com"}; },
     [](const Certificate& c) { return c.dns_names == Names{"b.example.com", "*.a.example.com"}; }},
    {"a_dns_name_with_control_characters", [](Mint& m) { m.dns_names = {std::string("a\0\x1b[2J", 6)}; },
     [](const Certificate& c) { return c.dns_names == Names{std::string("a\0\x1b[2J", 6)}; }},
    {"addresses_of_both_families", [](Mint& m) { m.ip_addresses = {"192.0.2.7", "2001:db8::7"}; },
     [](const Certificate& c) { return c.ip_addresses == Names{"192.0.2.7", "2001:db8::7"}; }},
    {"rsa_key", [](Mint& m) { m.key_type = Key::Type::rsa_2048; },
     [](const Certificate& c) {
       return c.key_type == "RSA-2048" && has_usage(c, KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT);
     }},
    {"weak_rsa_key", [](Mint& m) { m.key_type = Key::Type::rsa_1024; },
     [](const Certificate& c) { return c.key_type == "RSA-1024"; }},
    {"ed25519_key", [](Mint& m) { m.key_type = Key::Type::ed25519; },
     [](const Certificate& c) {
       return c.key_type == "Ed25519" && c.signature_algorithm == "ecdsa-with-SHA256";
     }},
    {"a_key_given", [](Mint& m) { m.key = root().key; },
     [](const Certificate& c) { return c.spki_sha256 == root().certificate->spki_sha256; }},
    {"digest", [](Mint& m) { m.digest = "sha1"; },
     [](const Certificate& c) { return c.signature_algorithm == "ecdsa-with-SHA1"; }},
    {"extended_key_usages", [](Mint& m) { m.extended_key_usage = "serverAuth, clientAuth,1.2.3.4"; },
     [](const Certificate& c) {
       return printed(c, NID_ext_key_usage) ==
              "TLS Web Server Authentication, TLS Web Client Authentication, 1.2.3.4";
     }},
    {"no_extended_key_usage", [](Mint& m) { m.extended_key_usage.clear(); },
     [](const Certificate& c) { return printed(c, NID_ext_key_usage).empty(); }},
    {"unknown_critical_extension", [](Mint& m) { m.unknown_critical_extension = true; },
     [](const Certificate& c) {
       return (X509_get_extension_flags(to_x509(c).get()) & EXFLAG_CRITICAL) != 0;
     }},
    {"an_extension_left_out", [](Mint& m) { m.without = {"2.5.29.35"}; },
     [](const Certificate& c) { return c.authority_key_id.empty() && !c.subject_key_id.empty(); }},
    {"common_name_only", [](Mint& m) { m.common_name_only = true; },
     [](const Certificate& c) { return c.dns_names.empty() && printed(c, NID_subject_alt_name).empty(); }},
    {"names_are_critical_without_a_subject", [](Mint& m) { m.subject = {}; },
     [](const Certificate& c) { return printed(c, NID_subject_alt_name) == "critical DNS:api.example.com"; }},
    {"an_authority", [](Mint& m) { m.kind = Mint::Kind::authority; },
     [](const Certificate& c) {
       return c.is_ca && has_usage(c, KU_KEY_CERT_SIGN | KU_CRL_SIGN) &&
              printed(c, NID_basic_constraints) == "critical CA:TRUE" &&
              printed(c, NID_ext_key_usage).empty();
     }},
};
INSTANTIATE_TEST_SUITE_P(Mint, Server, testing::ValuesIn(kServerKnobs),
                         [](const auto& row) { return std::string(row.param.name); });

const Knob kAuthorityKnobs[] = {
    {"path_length_zero", [](Mint& m) { m.path_length = 0; },
     [](const Certificate& c) { return printed(c, NID_basic_constraints) == "critical CA:TRUE, pathlen:0"; }},
    {"permitted_names", [](Mint& m) { m.permitted_dns = {"example.com", "example.org"}; },
     [](const Certificate& c) {
       return printed(c, NID_name_constraints) == "critical Permitted:\n  DNS:example.com\n  DNS:example.org";
     }},
    {"excluded_names", [](Mint& m) { m.excluded_dns = {".example.net"}; },
     [](const Certificate& c) {
       return printed(c, NID_name_constraints) == "critical Excluded:\n  DNS:.example.net";
     }},
};
INSTANTIATE_TEST_SUITE_P(Mint, Authority, testing::ValuesIn(kAuthorityKnobs),
                         [](const auto& row) { return std::string(row.param.name); });

struct Refusal {
  const char* name;
  std::function<void(Mint&)> turn;
  const char* says;  ///< must stand in the error
};
void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.name;
}

class Refused : public testing::TestWithParam<Refusal> {};

TEST_P(Refused, is_mint_failed_and_leaves_no_openssl_error) {
  auto what = server();
  GetParam().turn(what);
  const auto minted = mint(what, &root());
  ASSERT_FALSE(minted.has_value());
  EXPECT_EQ(minted.error().code, "mint-failed");
  EXPECT_NE(minted.error().detail.find(GetParam().says), std::string::npos) << minted.error().detail;
  EXPECT_EQ(ERR_peek_error(), 0U);
}

const Refusal kRefusals[] = {
    {"ends_before_it_begins", [](Mint& m) { m.not_after = m.not_before - std::chrono::seconds(1); },
     "ends before"},
    {"year_ten_thousand",
     [](Mint& m) { m.not_after = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1); },
     "years 1 to 9999"},
    {"year_zero", [](Mint& m) { m.not_before = std::chrono::sys_days(std::chrono::year(0) / 1 / 1); },
     "years 1 to 9999"},
    {"unknown_digest", [](Mint& m) { m.digest = "sha257"; }, "sha257"},
    {"empty_digest", [](Mint& m) { m.digest.clear(); }, "digest"},
    {"unknown_usage", [](Mint& m) { m.extended_key_usage = "serverAuth,tea"; }, "'tea'"},
    {"empty_usage_between_commas", [](Mint& m) { m.extended_key_usage = "serverAuth,,"; }, "''"},
    {"empty_dns_name", [](Mint& m) { m.dns_names.emplace_back(); }, "no DNS name"},
    {"dns_name_beyond_ascii", [](Mint& m) { m.dns_names = {"grüße.example.com"}; }, "no DNS name"},
    {"no_address", [](Mint& m) { m.ip_addresses = {"192.0.2.256"}; }, "192.0.2.256"},
    {"subject_attribute_without_value", [](Mint& m) { m.subject.attributes[0].value.clear(); }, "'O'"},
    {"subject_attribute_of_unknown_type", [](Mint& m) { m.subject.attributes[0].type = "Q"; }, "'Q'"},
    {"subject_beyond_the_bound_of_x520",
     [](Mint& m) { m.subject.attributes[1].value = std::string(65, 'a'); }, "'CN'"},
    {"subject_that_is_not_utf8", [](Mint& m) { m.subject.attributes[1].value = "\xff"; }, "'CN'"},
    {"common_name_only_without_one",
     [](Mint& m) {
       m.common_name_only = true;
       m.subject.attributes.pop_back();
     },
     "without a CN"},
    {"path_length_of_a_server", [](Mint& m) { m.path_length = 0; }, "path length"},
    {"negative_path_length",
     [](Mint& m) {
       m.kind = Mint::Kind::authority;
       m.path_length = -1;
     },
     "path length"},
    {"name_constraints_of_a_server", [](Mint& m) { m.permitted_dns = {"example.com"}; }, "name constraints"},
    {"empty_permitted_name",
     [](Mint& m) {
       m.kind = Mint::Kind::authority;
       m.permitted_dns = {""};
     },
     "no DNS name"},
    {"authority_without_subject",
     [](Mint& m) {
       m.kind = Mint::Kind::authority;
       m.subject = {};
     },
     "without a subject"},
};
INSTANTIATE_TEST_SUITE_P(Mint, Refused, testing::ValuesIn(kRefusals),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Mint, refuses_an_issuer_without_a_certificate) {
  const Minted empty{nullptr, root().key};
  const auto minted = mint(server(), &empty);
  ASSERT_FALSE(minted.has_value());
  EXPECT_EQ(minted.error().code, "mint-failed");
}

TEST(Mint, signs_itself_without_an_issuer) {
  const auto& certificate = *root().certificate;
  EXPECT_TRUE(certificate.is_self_issued());
  EXPECT_TRUE(signed_by(certificate, certificate));
  EXPECT_EQ(certificate.subject_key_id.size(), 40U);
  EXPECT_EQ(certificate.authority_key_id, "");
}

TEST(Mint, links_a_certificate_to_its_issuer) {
  const auto leaf = mint(server(), &root()).value();
  EXPECT_EQ(leaf.certificate->issuer, root().certificate->subject);
  EXPECT_EQ(leaf.certificate->authority_key_id, root().certificate->subject_key_id);
  EXPECT_NE(leaf.certificate->subject_key_id, leaf.certificate->authority_key_id);
  EXPECT_FALSE(leaf.certificate->is_ca);
  EXPECT_EQ(printed(*leaf.certificate, NID_basic_constraints), "critical CA:FALSE");
  EXPECT_EQ(printed(*leaf.certificate, NID_key_usage), "critical Digital Signature");
  EXPECT_EQ(printed(*leaf.certificate, NID_ext_key_usage), "TLS Web Server Authentication");
  EXPECT_EQ(X509_check_issued(to_x509(*root().certificate).get(), to_x509(*leaf.certificate).get()),
            X509_V_OK);
}

TEST(Mint, signs_with_an_ed25519_issuer_which_brings_its_own_digest) {
  auto what = authority();
  what.key_type = Key::Type::ed25519;
  const auto issuer = mint(what, nullptr).value();
  const auto leaf = mint(server(), &issuer).value();
  EXPECT_EQ(leaf.certificate->signature_algorithm, "ED25519");
  EXPECT_TRUE(signed_by(*leaf.certificate, *issuer.certificate));
}

TEST(Mint, cross_signs_a_key_under_another_root) {
  auto other = authority();
  other.subject = named("Older Root CA");
  const auto older = mint(other, nullptr).value();
  auto what = authority();
  what.key = root().key;
  const auto cross = mint(what, &older).value();
  EXPECT_EQ(cross.certificate->subject, root().certificate->subject);
  EXPECT_EQ(cross.certificate->subject_key_id, root().certificate->subject_key_id);
  EXPECT_NE(cross.certificate->serial, root().certificate->serial);
  const auto leaf = mint(server(), &root()).value();
  EXPECT_TRUE(signed_by(*leaf.certificate, *cross.certificate));
}

TEST(Mint, gives_the_same_serial_for_the_same_request_and_another_for_any_other) {
  const auto serial = [](const Mint& what) { return mint(what, &root()).value().certificate->serial; };
  const auto first = serial(server());
  EXPECT_EQ(first, serial(server()));
  EXPECT_EQ(first.size(), 32U);
  for (const auto& knob : kServerKnobs) {
    if (std::string_view(knob.name) == "a_key_given") continue;  // the number does not depend on keys
    auto what = server();
    knob.turn(what);
    const auto other = serial(what);
    EXPECT_NE(other, first) << knob.name;
    // Positive, and sixteen bytes whatever the digest: neither a sign byte nor a leading zero.
    EXPECT_EQ(other.size(), 32U);
    EXPECT_TRUE(other.front() >= '4' && other.front() <= '7') << other;
  }
}

TEST(Mint, mints_the_same_bytes_again_but_for_the_signature) {
  auto what = server();
  what.key = root().key;
  const auto der = [&what] { return mint(what, &root()).value().certificate->der; };
  const auto again = der();
  // What stands before the signature is over half of so small a certificate.
  EXPECT_EQ(der().substr(8, 300), again.substr(8, 300));
}

TEST(Mint, carries_ten_thousand_names) {
  auto what = server();
  what.dns_names.clear();
  for (int i = 0; i < 10'000; ++i) what.dns_names.push_back("host-" + std::to_string(i) + ".example.com");
  const auto minted = mint(what, &root());
  ASSERT_TRUE(minted.has_value()) << minted.error().text();
  EXPECT_EQ(minted->certificate->dns_names, what.dns_names);
}

TEST(Mint, writes_a_key_that_openssl_reads_back) {
  const auto pem = root().key.to_pem();
  EXPECT_TRUE(pem.starts_with("-----BEGIN PRIVATE KEY-----\n")) << pem.substr(0, 30);
  const Handle<BIO, BIO_free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const Handle<EVP_PKEY, EVP_PKEY_free> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(X509_check_private_key(to_x509(*root().certificate).get(), key.get()), 1);
}

TEST(Mint, forgets_openssl_errors_of_others) {
  ERR_raise(ERR_LIB_X509, X509_R_KEY_VALUES_MISMATCH);
  ASSERT_TRUE(mint(server(), &root()).has_value());
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(Mint, works_on_several_threads_with_one_issuer) {
  std::vector<std::string> issuers(4);
  std::vector<std::thread> threads;
  for (auto& issuer : issuers) {
    threads.emplace_back([&issuer] { issuer = mint(server(), &root()).value().certificate->issuer.text(); });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& issuer : issuers) EXPECT_EQ(issuer, root().certificate->subject.text());
}

}  // namespace
}  // namespace rehearse::cert
