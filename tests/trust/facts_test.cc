#include "trust/facts.h"

#include <gtest/gtest.h>

#include "trust/anchors.h"
#include "trust/authority.h"
#include "trust/name_constraints.h"

namespace rehearse::trust {
namespace {

TEST(Facts, of_an_authority) {
  auto what = Authority::authority("Facts");
  what.path_length = 3;
  what.permitted_dns = {"example.com"};
  what.excluded_dns = {"bad.example.com", "worse.example.com"};
  const auto facts = facts_of(Authority::mint(what, &authority().root).certificate);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->version, 3);
  EXPECT_TRUE(facts->is_ca);
  EXPECT_EQ(facts->path_length, 3);
  EXPECT_TRUE(facts->allows(KeyUsage::key_cert_sign));
  EXPECT_FALSE(facts->allows(KeyUsage::digital_signature));
  ASSERT_TRUE(facts->name_constraints);
  ASSERT_EQ(facts->name_constraints->permitted.size(), 1U);
  EXPECT_EQ(facts->name_constraints->permitted[0].base, (GeneralName{GeneralName::Type::dns, "example.com"}));
  EXPECT_EQ(facts->name_constraints->excluded.size(), 2U);
  EXPECT_FALSE(facts->subject_names);
  EXPECT_FALSE(facts->extended_key_usage);
  EXPECT_EQ(facts->issuer_der, facts_of(authority().root.certificate)->subject_der);
  EXPECT_EQ(facts->authority_key_id->key_id, facts_of(authority().root.certificate)->subject_key_id);
  EXPECT_EQ(facts->key.curve, "1.2.840.10045.3.1.7");
  EXPECT_EQ(facts->signature.digest, "SHA256");
  EXPECT_TRUE(facts->signature.inner_is_equal);
  EXPECT_TRUE(facts->problems.empty());
  EXPECT_EQ(facts->serial_sign, 1);
}

TEST(Facts, of_a_server) {
  auto what = Authority::server("api.example.com");
  what.ip_addresses = {"192.0.2.7"};
  what.unknown_critical_extension = true;
  const auto facts = facts_of(Authority::mint(what, &authority().root).certificate);
  ASSERT_TRUE(facts);
  EXPECT_TRUE(facts->has_basic_constraints);
  EXPECT_FALSE(facts->is_ca);
  ASSERT_TRUE(facts->subject_names);
  EXPECT_EQ(facts->subject_names->at(0), (GeneralName{GeneralName::Type::dns, "api.example.com"}));
  EXPECT_EQ(facts->subject_names->at(1),
            (GeneralName{GeneralName::Type::ip, "\xC0" + std::string("\0\x02\x07", 3)}));
  EXPECT_EQ(facts->extended_key_usage, std::vector<std::string>{std::string(oid::kServerAuth)});
  const auto* unknown = facts->find_extension("1.3.6.1.4.1.32473.1");
  ASSERT_NE(unknown, nullptr);
  EXPECT_TRUE(unknown->critical);
}

// A SAN whose bytes are no GeneralNames: the tag of its SEQUENCE becomes that of an INTEGER.
TEST(Facts, an_extension_that_does_not_decode_is_a_problem_and_no_error) {
  auto der = authority().leaf.certificate->der;
  const auto at = der.find("api.example.com", der.find("api.example.com") + 1);
  ASSERT_NE(at, std::string::npos);
  der[at - 4] = 0x02;
  const auto certificate = cert::from_der(der);
  ASSERT_TRUE(certificate);
  const auto facts = facts_of(*certificate);
  ASSERT_TRUE(facts);
  EXPECT_FALSE(facts->subject_names);
  EXPECT_NE(facts->find_problem(oid::kSubjectAltName), nullptr);
}

TEST(Signatures, tell_who_signed) {
  const auto root = *facts_of(authority().root.certificate),
             middle = *facts_of(authority().intermediate.certificate);
  const auto other = *facts_of(authority().other_root.certificate);
  Signatures signatures;
  for (int again = 0; again < 2; ++again) {
    EXPECT_TRUE(signatures.verifies(root, middle));
    EXPECT_FALSE(signatures.verifies(other, middle));
    EXPECT_FALSE(signatures.verifies(middle, root));
  }
}

TEST(Anchors, are_found_by_digest) {
  const auto anchors = Anchors::make({authority().root.certificate});
  ASSERT_TRUE(anchors);
  ASSERT_NE(anchors->find(authority().root.certificate->sha256), nullptr);
  EXPECT_EQ(anchors->find(authority().leaf.certificate->sha256), nullptr);
}

TEST(NameConstraints, domains) {
  constexpr auto asks = LeadingDot::asks_for_a_label, drops = LeadingDot::is_dropped;
  EXPECT_TRUE(is_within_domain("API.example.com", "example.COM", asks));
  EXPECT_TRUE(is_within_domain("example.com", "example.com", asks));
  EXPECT_FALSE(is_within_domain("badexample.com", "example.com", asks));
  EXPECT_TRUE(is_within_domain("anything", "", asks));
  EXPECT_TRUE(is_within_domain("api.example.com", ".example.com", asks));
  EXPECT_FALSE(is_within_domain("example.com", ".example.com", asks));
  EXPECT_TRUE(is_within_domain("example.com", ".example.com", drops));
}

TEST(NameConstraints, networks) {
  const std::string network("\x0A\x01\x00\x00\xFF\xFF\x00\x00", 8);
  EXPECT_TRUE(is_within_network(std::string("\x0A\x01\x02\x03", 4), network));
  EXPECT_FALSE(is_within_network(std::string("\x0A\x02\x02\x03", 4), network));
  EXPECT_FALSE(is_within_network(std::string(16, '\0'), network));
  EXPECT_TRUE(has_contiguous_mask(network));
  EXPECT_FALSE(has_contiguous_mask(std::string("\x0A\x01\x00\x00\xFF\x00\xFF\x00", 8)));
  EXPECT_FALSE(has_contiguous_mask("short"));
}

}  // namespace
}  // namespace rehearse::trust
