#include "judge/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/authority.h"

namespace rehearse::judge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using trust::authority;
using trust::Authority;
using trust::day;

cert::CertificatePtr until(const char* date, const char* name, const cert::Minted& of,
                           const cert::Minted* issuer) {
  auto what = Authority::authority(name);
  what.key = of.key;
  what.not_after = day(date);
  return Authority::mint(what, issuer).certificate;
}

CheckQuestion question(const cert::Chain& store, cert::Chain sent, const char* client = "openssl") {
  CheckQuestion out{.chain = std::move(sent), .now = day("2018-12-12")};
  out.stores.push_back({"app", trust::find_client(client), trust::pem_store("app", store)});
  return out;
}

// "openssl yes, openssl-1.0.2 no" by moment.
std::vector<std::string> moments(const Check& check) {
  std::vector<std::string> out;
  for (const auto& answer : check.answers) {
    out.push_back(to_rfc3339(answer.at).substr(0, 10) + (answer.trusted ? " yes" : " no") +
                  (answer.is_change ? ", a change" : ""));
  }
  return out;
}

TEST(Check, without_a_moment_tells_now_and_when_it_changes) {
  const auto& a = authority();
  const auto root = until("2020-05-30", "Root", a.root, nullptr);
  auto asked = question({root}, {a.leaf.certificate, a.intermediate.certificate});
  EXPECT_THAT(moments(check(asked)), ElementsAre("2018-12-12 yes", "2020-05-30 no, a change"));
  asked.at = {day("2021-01-01"), day("2019-01-01")};
  EXPECT_THAT(moments(check(asked)), ElementsAre("2021-01-01 no", "2019-01-01 yes"))
      << "what is asked, as asked";
}

TEST(Check, shows_who_takes_which_way) {
  const auto& a = authority();
  const auto cross = until("2020-05-30", "Root", a.root, &a.other_root);
  auto asked = question({a.other_root.certificate, a.root.certificate},
                        {a.leaf.certificate, a.intermediate.certificate, cross});
  asked.at = {day("2019-01-01"), day("2020-06-01")};
  const auto made = check(asked);
  const auto who = [&](std::size_t answer, std::size_t way) {
    std::vector<std::string> out;
    for (const auto* client : made.answers[answer].ways[way].taken_by) out.emplace_back(client->id);
    return out;
  };
  ASSERT_EQ(made.answers[0].ways.size(), 2U);
  EXPECT_THAT(who(0, 0), testing::Contains("openssl"));
  EXPECT_THAT(who(0, 1), testing::IsSupersetOf({"openssl-1.0.2", "openssl-1.0.1"}));
  EXPECT_THAT(who(1, 0), testing::Contains("gnutls")) << "the other way has ended";
  EXPECT_THAT(who(1, 0), testing::Not(testing::Contains("openssl-1.0.2"))) << "it looks at no other way";
  EXPECT_THAT(who(1, 1), IsEmpty());
}

TEST(Check, asks_nobody_else_where_there_is_one_way) {
  const auto& a = authority();
  const auto made = check(question({a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate}));
  ASSERT_EQ(made.answers[0].ways.size(), 1U);
  EXPECT_THAT(made.answers[0].ways[0].taken_by, IsEmpty());
}

TEST(Check, shows_who_takes_the_only_way_where_this_client_does_not) {
  const auto& a = authority();
  const auto made =
      check(question({a.intermediate.certificate}, {a.leaf.certificate, a.intermediate.certificate}));
  EXPECT_FALSE(made.answers[0].trusted) << "OpenSSL asks for a root";
  ASSERT_EQ(made.answers[0].ways.size(), 1U);
  EXPECT_FALSE(made.answers[0].ways[0].taken_by.empty());
}

TEST(Check, says_yes_to_no_key_that_the_client_does_not_know) {
  auto what = Authority::server("api.example.com");
  what.key_type = cert::Key::Type::ed25519;
  const auto& a = authority();
  const auto leaf = Authority::mint(what, &a.intermediate).certificate;
  auto asked = question({a.root.certificate}, {leaf, a.intermediate.certificate});
  asked.clients = {trust::find_client("openssl"), trust::find_client("openssl-1.0.2")};
  const auto made = check(asked);
  EXPECT_TRUE(made.answers[0].is_good());
  EXPECT_FALSE(made.answers[1].is_good()) << made.answers[1].refused_in_handshake;
}

TEST(Check, tells_which_intermediates_were_sent_and_which_were_not) {
  const auto& a = authority();
  const struct {
    const char* name;
    cert::Chain store, sent;
    cert::Chain came, missing;
    cert::CertificatePtr root;
  } rows[] = {
      {"sent_and_the_root_in_the_store",
       {a.root.certificate},
       {a.leaf.certificate, a.intermediate.certificate},
       {a.intermediate.certificate},
       {},
       a.root.certificate},
      {"sent_with_the_root",
       {a.other_root.certificate},
       {a.leaf.certificate, a.intermediate.certificate, a.root.certificate},
       {a.intermediate.certificate},
       {},
       a.root.certificate},
      {"omitted_and_in_the_store",
       {a.root.certificate, a.intermediate.certificate},
       {a.leaf.certificate},
       {},
       {a.intermediate.certificate},
       a.root.certificate},
      {"sent_and_nobody_knows_the_root",
       {a.other_root.certificate},
       {a.leaf.certificate, a.intermediate.certificate},
       {a.intermediate.certificate},
       {},
       nullptr},
      {"omitted_and_nobody_knows_it", {a.root.certificate}, {a.leaf.certificate}, {}, {}, nullptr},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto it = check(question(row.store, row.sent)).intermediates;
    EXPECT_EQ(it.sent, row.came);
    EXPECT_EQ(it.missing, row.missing);
    EXPECT_EQ(it.root, row.root);
  }
}

TEST(Check, takes_no_intermediate_for_a_root_where_the_client_ends_there) {
  const auto& a = authority();
  const auto it =
      check(question({a.intermediate.certificate}, {a.leaf.certificate, a.intermediate.certificate}, "curl"))
          .intermediates;
  EXPECT_EQ(it.sent, cert::Chain{a.intermediate.certificate});
  EXPECT_EQ(it.root, nullptr);
}

TEST(Check, prefers_the_way_to_a_root_that_needs_least) {
  const auto& a = authority();
  const auto cross = until("2048-01-01", "Root", a.root, &a.other_root);
  auto asked = question({a.other_root.certificate, a.root.certificate},
                        {a.leaf.certificate, a.intermediate.certificate, cross});
  asked.clients = {trust::find_client("openssl-1.0.2"), trust::find_client("openssl"),
                   trust::find_client("go")};
  const auto it = check(asked).intermediates;
  EXPECT_EQ(it.root, a.root.certificate);
  EXPECT_EQ(it.sent, cert::Chain{a.intermediate.certificate});
  auto partial = question({a.intermediate.certificate}, {a.leaf.certificate}, "curl");
  partial.stores.push_back({"full", trust::find_client("curl"),
                            trust::pem_store("full", {a.intermediate.certificate, a.root.certificate})});
  partial.clients = {trust::find_client("curl"), trust::find_client("openssl")};
  EXPECT_EQ(check(partial).intermediates.root, a.root.certificate) << "one client ended at the intermediate";
}

}  // namespace
}  // namespace rehearse::judge
