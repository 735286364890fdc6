#include "cert/certificate.h"

#include <functional>

#include <gtest/gtest.h>

#include "cert/mint.h"

namespace rehearse::cert {
namespace {

constexpr Instant kFrom = std::chrono::sys_days(std::chrono::year(2018) / 12 / 1);
constexpr Instant kTo = std::chrono::sys_days(std::chrono::year(2019) / 12 / 1);

const Minted& root() {
  static const Minted minted = mint({.subject = {{{"O", "Example Trust"}, {"CN", "Example Root CA"}}},
                                     .not_before = kFrom,
                                     .not_after = kTo,
                                     .kind = Mint::Kind::authority},
                                    nullptr)
                                   .value();
  return minted;
}

const Minted& server() {
  static const Minted minted = mint({.subject = {{{"CN", "api.example.com"}}},
                                     .not_before = kFrom,
                                     .not_after = kTo,
                                     .dns_names = {"api.example.com", "*.example.com"},
                                     .ip_addresses = {"192.0.2.7", "2001:db8::7"}},
                                    &root())
                                   .value();
  return minted;
}

std::string pem_of(const Minted& minted) {
  return to_pem(*minted.certificate);
}

TEST(Certificate, has_the_fields_that_everybody_asks_for) {
  const auto& leaf = *server().certificate;
  EXPECT_EQ(leaf.subject.text(), "CN=api.example.com");
  EXPECT_EQ(leaf.issuer, root().certificate->subject);
  EXPECT_EQ(leaf.not_before, kFrom);
  EXPECT_EQ(leaf.not_after, kTo);
  EXPECT_EQ(leaf.dns_names, (std::vector<std::string>{"api.example.com", "*.example.com"}));
  EXPECT_EQ(leaf.ip_addresses, (std::vector<std::string>{"192.0.2.7", "2001:db8::7"}));
  EXPECT_EQ(leaf.authority_key_id, root().certificate->subject_key_id);
  EXPECT_FALSE(leaf.authority_key_id.empty());
  EXPECT_EQ(leaf.key_type, "EC-P-256");
  EXPECT_EQ(leaf.signature_algorithm, "ecdsa-with-SHA256");
  EXPECT_EQ(leaf.sha256, sha256(leaf.der));
  EXPECT_FALSE(leaf.is_ca);
  EXPECT_TRUE(root().certificate->is_ca);
  EXPECT_TRUE(root().certificate->is_self_issued());
  EXPECT_FALSE(leaf.is_self_issued());
}

TEST(Certificate, is_the_same_after_a_way_through_der_and_pem) {
  const auto& leaf = *server().certificate;
  EXPECT_EQ(from_der(leaf.der).value()->sha256, leaf.sha256);
  const auto read = from_pem(to_pem(leaf)).value();
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0]->der, leaf.der);
}

TEST(FromDer, refuses_what_is_not_exactly_one_certificate) {
  const auto& der = server().certificate->der;
  for (std::size_t length = 0; length < der.size(); ++length) {
    const auto cut = from_der(der.substr(0, length));
    ASSERT_FALSE(cut) << length;
    ASSERT_EQ(cut.error().code, "bad-certificate") << length;
  }
  EXPECT_EQ(from_der(der + "x").error().detail, "1 bytes behind its end");
  EXPECT_EQ(from_der(der + der).error().code, "bad-certificate");
}

TEST(FromPem, names_the_block_and_the_line_that_do_not_read) {
  const auto good = pem_of(server());
  const auto damaged = [&] {
    auto text = good;
    text.replace(text.find("\n") + 1, 4, "AAAA");
    return text;
  }();
  const struct {
    const char* name;
    std::string pem;
    const char* starts;
  } cases[] = {
      {"the_first_does_not_decode", damaged, "certificate 1 (line 1): does not decode"},
      {"comments_count_as_lines", "one\ntwo\n" + damaged, "certificate 1 (line 3): does not decode"},
      {"the_second_ends_in_the_middle", good + good.substr(0, good.size() / 2), "certificate 2 (line "},
      {"base64_that_is_none", "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n",
       "certificate 1 (line 1): is no whole PEM block"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto read = from_pem(one.pem);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "bad-certificate");
    EXPECT_TRUE(read.error().detail.starts_with(one.starts)) << read.error().detail;
  }
}

TEST(FromPem, passes_over_text_and_keys_and_keeps_the_order) {
  const auto read =
      from_pem("subject=CN = api\n" + pem_of(server()) + server().key.to_pem() + "# root\n" + pem_of(root()))
          .value();
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0]->sha256, server().certificate->sha256);
  EXPECT_EQ(read[1]->sha256, root().certificate->sha256);
  EXPECT_TRUE(from_pem("").value().empty());
}

TEST(ChainId, depends_on_every_certificate_and_on_their_order) {
  const auto leaf = server().certificate, top = root().certificate;
  EXPECT_EQ(chain_id({leaf, top}), chain_id({from_der(leaf->der).value(), top}));
  EXPECT_NE(chain_id({leaf, top}), chain_id({top, leaf}));
  EXPECT_NE(chain_id({leaf, top}), chain_id({leaf}));
  EXPECT_NE(chain_id({leaf}), chain_id({}));
}

// A root made anew under its old name signed nothing of the old path.
TEST(PathOf, follows_signatures_and_not_names) {
  const auto anew = mint({.subject = root().certificate->subject,
                          .not_before = kFrom,
                          .not_after = kTo,
                          .kind = Mint::Kind::authority},
                         nullptr)
                        .value();
  const auto leaf = server().certificate, top = root().certificate;
  EXPECT_TRUE(is_issued_by(*leaf, *top));
  EXPECT_FALSE(is_issued_by(*leaf, *anew.certificate));
  EXPECT_FALSE(is_issued_by(*top, *leaf));
  EXPECT_EQ(path_of({leaf, anew.certificate}), Chain{leaf});
  EXPECT_EQ(path_of({leaf, anew.certificate, top}), (Chain{leaf, top}));
}

}  // namespace
}  // namespace rehearse::cert
