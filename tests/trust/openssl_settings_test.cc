// What the settings of OpenSSL's path builder change: its generations, strictness, limits.

#include <algorithm>
#include <ostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/situations.h"
#include "trust/verify.h"

namespace rehearse::trust {
namespace {

// The spring of 2020: AddTrust's root ended on 30 May, at 10:48:38 UTC, and with it what it had signed.
// Servers went on sending USERTrust's key as certified by it, and clients that held the new root failed or
// not by the way their OpenSSL looked for a path.
struct Spring {
  cert::Minted new_root, old_root, leaf;
  cert::Chain sent;

  Spring()
      : new_root(authority().root),
        old_root(authority_until_the_30th("Old Root", nullptr)),
        leaf(authority().leaf) {
    const auto cross_sign = authority_until_the_30th("Root", &old_root);
    sent = {leaf.certificate, authority().intermediate.certificate, cross_sign.certificate};
  }

  cert::Minted authority_until_the_30th(const char* name, const cert::Minted* issuer) const {
    auto what = Authority::authority(name);
    what.not_after = *parse_rfc3339("2020-05-30T10:48:38Z");
    if (issuer != nullptr) what.key = new_root.key;
    return Authority::mint(what, issuer);
  }
};

struct Night {
  const char* name;
  bool has_old, has_new;  // roots in the store
  const char* at;
  Reason openssl, openssl_1_0_2, openssl_1_0_1;
};

std::ostream& operator<<(std::ostream& out, const Night& night) {
  return out << night.name;
}

constexpr auto kBefore = "2020-05-30T10:48:37Z", kAfter = "2020-05-30T10:48:39Z";
constexpr auto kPass = Reason::none, kExpired = Reason::expired, kNoAnchor = Reason::anchor_not_in_store;

const Night kNights[] = {
    {"before_it_with_the_old_root", true, false, kBefore, kPass, kPass, kPass},
    {"before_it_with_the_new_root", false, true, kBefore, kPass, kPass, kNoAnchor},
    {"before_it_with_both", true, true, kBefore, kPass, kPass, kPass},
    {"after_it_with_the_old_root", true, false, kAfter, kExpired, kExpired, kExpired},
    {"after_it_with_the_new_root", false, true, kAfter, kPass, kPass, kNoAnchor},
    {"after_it_with_both", true, true, kAfter, kPass, kExpired, kExpired},
};

class Addtrust : public testing::TestWithParam<Night> {};

TEST_P(Addtrust, ends) {
  static const Spring spring;
  const auto& night = GetParam();
  cert::Chain store;
  if (night.has_old) store.push_back(spring.old_root.certificate);
  if (night.has_new) store.push_back(spring.new_root.certificate);
  const auto says = [&](const char* client) {
    const auto answer =
        verify(AnchorSet(store), *find_client(client), PreparedChain(spring.sent), *parse_rfc3339(night.at));
    return to_id(answer->reason);
  };
  EXPECT_EQ(says("openssl"), to_id(night.openssl));
  EXPECT_EQ(says("openssl-1.0.2"), to_id(night.openssl_1_0_2));
  EXPECT_EQ(says("openssl-1.0.1"), to_id(night.openssl_1_0_1));
}

INSTANTIATE_TEST_SUITE_P(trust, Addtrust, testing::ValuesIn(kNights),
                         [](const auto& row) { return row.param.name; });

struct Case {
  const char* situation;
  const char* client;
  Reason reason;
  const char* words;  // OpenSSL's own, of the detail
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.situation << " for " << c.client;
}

const Case kCases[] = {
    // Partial chains.
    {"store_has_only_the_intermediate", "python-3.13", Reason::none, ""},
    {"store_has_only_the_leaf", "python-3.13", Reason::none, ""},
    {"store_has_only_the_intermediate", "python-3.11", Reason::anchor_not_in_store, ""},
    {"store_has_only_the_intermediate", "node", Reason::anchor_not_in_store, ""},
    {"store_has_only_the_intermediate", "openssl-1.0.2", Reason::anchor_not_in_store, ""},

    // Strictness. A key that has no id cannot be named by what is below it, which is asked first.
    {"store_has_the_root", "python-3.13", Reason::none, ""},
    {"root_has_no_key_id", "python-3.13", Reason::other, "Missing Authority Key Identifier"},
    {"intermediate_has_no_key_id", "python-3.13", Reason::other, "Missing Authority Key Identifier"},
    {"intermediate_does_not_name_its_issuers_key", "python-3.13", Reason::other,
     "Missing Authority Key Identifier"},
    {"leaf_does_not_name_its_issuers_key", "python-3.13", Reason::other, "Missing Authority Key Identifier"},
    {"root_has_no_key_usage", "python-3.13", Reason::other, "CA cert does not include key usage"},
    {"intermediate_has_no_key_usage", "python-3.13", Reason::other, "CA cert does not include key usage"},
    {"intermediate_has_uncritical_basic_constraints", "python-3.13", Reason::other,
     "Basic Constraints of CA cert not marked critical"},
    {"root_has_no_key_id", "python-3.11", Reason::none, ""},
    {"leaf_does_not_name_its_issuers_key", "python-3.11", Reason::none, ""},
    {"root_has_no_key_usage", "node", Reason::none, ""},

    // Limits on keys and digests.
    {"leaf_has_1024_bits", "node", Reason::none, ""},
    {"leaf_has_1024_bits", "node-18", Reason::weak_key, "key too weak"},
    {"leaf_has_1024_bits", "openssl-1.0.2", Reason::none, ""},
    {"root_has_1024_bits", "node", Reason::none, ""},
    {"root_has_1024_bits", "node-18", Reason::weak_key, "key too weak"},
    {"leaf_is_signed_by_sha1", "node", Reason::weak_signature, "digest algorithm too weak"},
    {"leaf_is_signed_by_sha1", "node-18", Reason::weak_signature, "digest algorithm too weak"},
    {"leaf_is_signed_by_sha1", "openssl-1.0.2", Reason::none, ""},
    {"leaf_is_signed_by_sha1", "openssl-1.0.1", Reason::none, ""},
    {"root_is_signed_by_sha1", "node", Reason::none, ""},
};

class OpensslSettings : public testing::TestWithParam<Case> {};

TEST_P(OpensslSettings, answer) {
  const auto& c = GetParam();
  const auto row = std::ranges::find(situations(), std::string_view(c.situation), &Row::name);
  ASSERT_NE(row, situations().end());
  const auto situation = row->make(authority());
  const auto answer =
      verify(AnchorSet(situation.store), *find_client(c.client), PreparedChain(situation.sent), kNow);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(to_id(answer->reason), to_id(c.reason)) << answer->detail;
  EXPECT_EQ(answer->trusted, c.reason == Reason::none);
  EXPECT_THAT(answer->detail, testing::HasSubstr(c.words));
}

INSTANTIATE_TEST_SUITE_P(trust, OpensslSettings, testing::ValuesIn(kCases), [](const auto& row) {
  auto name = std::string(row.param.situation) + "_for_" + row.param.client;
  std::ranges::replace_if(name, [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
});

}  // namespace
}  // namespace rehearse::trust
