#include "trust/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/authority.h"
#include "trust/related.h"

namespace rehearse::trust {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Instant kFrom = day("2018-12-12");

// What somebody calls `name` and has the key of `of`, until that day.
cert::CertificatePtr until(const char* date, const char* name, const cert::Minted& of,
                           const cert::Minted* issuer) {
  auto what = Authority::authority(name);
  what.key = of.key;
  what.not_after = day(date);
  return Authority::mint(what, issuer).certificate;
}

std::vector<std::string> changes(const cert::Chain& store, const cert::Chain& sent,
                                 const char* client = "openssl", Instant from = kFrom) {
  const auto found = changes_after(from, AnchorSet(store), *find_client(client), PreparedChain(sent));
  EXPECT_TRUE(found);
  std::vector<std::string> out;
  for (const auto at : found.value_or(std::vector<Instant>())) out.push_back(to_rfc3339(at));
  return out;
}

TEST(Timeline, is_empty_where_nothing_ends_before_the_leaf) {
  const auto& a = authority();
  EXPECT_THAT(changes({a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate}), IsEmpty());
}

TEST(Timeline, shows_the_second_in_which_an_anchor_ends) {
  const auto& a = authority();
  const auto root = until("2020-05-30", "Root", a.root, nullptr);
  const cert::Chain sent = {a.leaf.certificate, a.intermediate.certificate};
  EXPECT_THAT(changes({root}, sent), ElementsAre("2020-05-30T12:00:00Z"));
  EXPECT_THAT(changes({root}, sent, "go"), ElementsAre("2020-05-30T12:00:01Z"));
  EXPECT_THAT(changes({root}, sent, "java-17"), IsEmpty()) << "to Java an anchor has no end";
  EXPECT_THAT(changes({root}, sent, "openssl", day("2020-05-31")), IsEmpty()) << "it lies behind";
}

TEST(Timeline, shows_that_another_anchor_takes_over) {
  const auto& a = authority();
  const auto old_root = until("2020-05-30", "Other Root", a.other_root, nullptr);
  const auto cross = until("2020-05-30", "Root", a.root, &a.other_root);
  const cert::Chain sent = {a.leaf.certificate, a.intermediate.certificate, cross};
  const cert::Chain both = {old_root, a.root.certificate};
  EXPECT_THAT(changes(both, sent), IsEmpty()) << "it takes the new root from the start";
  EXPECT_THAT(changes(both, sent, "openssl-1.0.2"), ElementsAre("2020-05-30T12:00:00Z"));
}

TEST(Timeline, shows_what_begins_later) {
  const auto& a = authority();
  auto what = Authority::authority("Root");
  what.key = a.root.key;
  what.not_before = day("2019-06-01");
  const auto root = Authority::mint(what, nullptr).certificate;
  EXPECT_THAT(changes({root}, {a.leaf.certificate, a.intermediate.certificate}),
              ElementsAre("2019-06-01T12:00:00Z"));
}

TEST(Timeline, ends_with_the_leaf) {
  const auto& a = authority();
  auto what = Authority::server("api.example.com");
  what.not_after = day("2019-12-12");
  const auto leaf = Authority::mint(what, &a.intermediate).certificate;
  const auto root = until("2020-05-30", "Root", a.root, nullptr);
  EXPECT_THAT(changes({root}, {leaf, a.intermediate.certificate}), IsEmpty());
  EXPECT_THAT(changes({root}, {leaf, a.intermediate.certificate}, "go"), IsEmpty());
}

TEST(Timeline, of_nothing_is_an_error) {
  EXPECT_EQ(changes_after(kFrom, AnchorSet({authority().root.certificate}), *find_client("openssl"),
                          PreparedChain({}))
                .error()
                .code,
            "empty-chain");
}

TEST(Related, are_those_of_the_names_above_and_of_no_others) {
  const auto& a = authority();
  const cert::Chain held = {a.other_root.certificate, a.root.certificate, a.intermediate.certificate};
  EXPECT_THAT(related(held, {a.leaf.certificate}),
              ElementsAre(a.root.certificate, a.intermediate.certificate));
  const auto shouted = Authority::mint(Authority::authority("INTERMEDIATE"), nullptr).certificate;
  EXPECT_THAT(related({shouted}, {a.leaf.certificate}), ElementsAre(shouted)) << "OpenSSL minds no case";
  EXPECT_THAT(related({a.other_root.certificate}, {a.leaf.certificate}), IsEmpty());
}

}  // namespace
}  // namespace rehearse::trust
