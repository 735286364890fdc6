#include "cert/key_pair.h"

#include <functional>

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "cert/key_files.h"

namespace rehearse::cert {
namespace {

Mint what(const std::string& name, Mint::Kind kind) {
  return {.subject = {{{"CN", name}}},
          .not_before = *parse_rfc3339("2018-01-01"),
          .not_after = *parse_rfc3339("2028-01-01"),
          .kind = kind};
}

struct Clients {
  Minted root = *mint(what("Client Root", Mint::Kind::authority), nullptr);
  Minted issuer = *mint(what("Client CA", Mint::Kind::authority), &root);
  Minted leaf = *mint(what("integration", Mint::Kind::server), &issuer);
  Minted other = *mint(what("somebody else", Mint::Kind::server), &issuer);
};

const Clients& minted() {
  static const Clients all;
  return all;
}

std::string chain_pem() {
  return to_pem(*minted().leaf.certificate) + to_pem(*minted().issuer.certificate);
}

std::string key_pem() {
  return minted().leaf.key.to_pem();
}

struct Case {
  const char* name;
  std::function<KeyPairFiles()> files;
  std::size_t sent = 0;  ///< certificates
  const char* error = "";
};

const Case kCases[] = {
    {"pem_with_chain_and_key", [] { return KeyPairFiles{chain_pem() + key_pem(), "", {}}; }, 2},
    {"pem_with_the_key_in_front", [] { return KeyPairFiles{key_pem() + chain_pem(), "", {}}; }, 2},
    {"pem_and_a_key_of_its_own", [] { return KeyPairFiles{chain_pem(), key_pem(), {}}; }, 2},
    {"encrypted_key",
     [] { return KeyPairFiles{chain_pem(), encrypted_pem(minted().leaf.key, "open sesame"), "open sesame"}; },
     2},
    {"a_password_that_nothing_needs", [] { return KeyPairFiles{chain_pem(), key_pem(), "spare"}; }, 2},
    {"encrypted_key_without_password",
     [] { return KeyPairFiles{chain_pem(), encrypted_pem(minted().leaf.key, "open sesame"), {}}; }, 0,
     "is encrypted, and there is no password for it"},
    {"encrypted_key_and_a_wrong_password",
     [] {
       return KeyPairFiles{chain_pem(), encrypted_pem(minted().leaf.key, "open sesame"), "close sesame"};
     },
     0, "the password does not open it"},
    {"pem_without_key", [] { return KeyPairFiles{chain_pem(), "", {}}; }, 0, "holds no private key"},
    {"pem_without_certificate", [] { return KeyPairFiles{key_pem(), "", {}}; }, 0,
     "holds no certificate in PEM, and is no PKCS#12"},
    {"key_that_is_damaged",
     [] {
       return KeyPairFiles{chain_pem(), "-----BEGIN PRIVATE KEY-----\nYWJj\n-----END PRIVATE KEY-----\n", {}};
     },
     0, "its private key does not decode"},
    {"key_of_another_certificate", [] { return KeyPairFiles{chain_pem(), minted().other.key.to_pem(), {}}; },
     0, "the private key is not that of its first certificate"},
    {"pkcs12_sends_the_path_in_order",
     [] {
       const auto& it = minted();
       return KeyPairFiles{pkcs12(it.leaf, {it.root.certificate, it.issuer.certificate}, "p"), "", "p"};
     },
     3},
    {"pkcs12_leaves_out_what_is_no_part_of_the_path",
     [] {
       const auto& it = minted();
       return KeyPairFiles{pkcs12(it.leaf, {it.other.certificate, it.issuer.certificate}, "p"), "", "p"};
     },
     2},
    {"pkcs12_of_the_nineties",
     [] {
       const auto& it = minted();
       return KeyPairFiles{pkcs12(it.leaf, {it.issuer.certificate}, "p", Locked::nineties), "", "p"};
     },
     2},
    {"pkcs12_with_an_empty_password", [] { return KeyPairFiles{pkcs12(minted().leaf, {}, ""), "", ""}; }, 1},
    {"pkcs12_with_an_empty_password_and_none_given",
     [] { return KeyPairFiles{pkcs12(minted().leaf, {}, ""), "", {}}; }, 1},
    {"pkcs12_and_a_wrong_password",
     [] { return KeyPairFiles{pkcs12(minted().leaf, {}, "right"), "", "wrong"}; }, 0,
     "the password does not open it"},
    {"pkcs12_without_password", [] { return KeyPairFiles{pkcs12(minted().leaf, {}, "right"), "", {}}; }, 0,
     "is encrypted, and there is no password for it"},
    {"pkcs12_and_a_key_beside_it",
     [] { return KeyPairFiles{pkcs12(minted().leaf, {}, "p"), key_pem(), "p"}; }, 0,
     "is PKCS#12, which holds its key: it needs no other"},
    {"pkcs12_that_ends_too_early",
     [] { return KeyPairFiles{pkcs12(minted().leaf, {}, "p").substr(0, 200), "", "p"}; }, 0,
     "is neither PEM nor PKCS#12"},
    {"certificate_in_der", [] { return KeyPairFiles{minted().leaf.certificate->der, key_pem(), {}}; }, 0,
     "is neither PEM nor PKCS#12"},
    {"nothing", [] { return KeyPairFiles{}; }, 0, "holds no certificate in PEM, and is no PKCS#12"},
};

class Open : public ::testing::TestWithParam<Case> {};

TEST_P(Open, tells_what_is_sent_or_what_is_wrong) {
  const auto& row = GetParam();
  const auto files = row.files();
  const auto pair = KeyPair::open(files);
  EXPECT_EQ(ERR_peek_error(), 0U);
  EXPECT_EQ(pair ? "" : pair.error().detail, row.error);
  ASSERT_EQ(pair.has_value(), row.sent > 0);
  if (!pair) return;
  const Chain whole = {minted().leaf.certificate, minted().issuer.certificate, minted().root.certificate};
  ASSERT_EQ(pair->chain().size(), row.sent);
  for (std::size_t i = 0; i < row.sent; ++i) EXPECT_EQ(pair->chain()[i]->sha256, whole[i]->sha256) << i;
}

INSTANTIATE_TEST_SUITE_P(KeyPair, Open, ::testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace rehearse::cert
