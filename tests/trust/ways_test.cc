#include "trust/ways.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/authority.h"

namespace rehearse::trust {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "api.example.com < Intermediate < Root"
std::vector<std::string> ways(const cert::Chain& store, const cert::Chain& sent) {
  const auto anchors = Anchors::make(store);
  EXPECT_TRUE(anchors);
  std::vector<std::string> out;
  for (const auto& way : ways_to(*anchors, sent)) {
    out.emplace_back();
    for (const auto& one : way.path)
      out.back() += (out.back().empty() ? "" : " < ") + one->subject.short_name();
  }
  return out;
}

cert::CertificatePtr cross_sign() {
  const auto& a = authority();
  auto what = Authority::authority("Root");
  what.key = a.root.key;
  what.not_after = day("2020-05-30");
  return Authority::mint(what, &a.other_root).certificate;
}

TEST(Ways, are_all_that_names_and_signatures_make) {
  const auto& a = authority();
  const cert::Chain sent = {a.leaf.certificate, a.intermediate.certificate, cross_sign()};
  EXPECT_THAT(ways({a.other_root.certificate, a.root.certificate}, sent),
              ElementsAre("api.example.com < Intermediate < Root",
                          "api.example.com < Intermediate < Root < Other Root"));
  EXPECT_THAT(ways({a.intermediate.certificate, a.root.certificate}, sent),
              ElementsAre("api.example.com < Intermediate", "api.example.com < Intermediate < Root"));
  EXPECT_THAT(ways({a.leaf.certificate}, sent), ElementsAre("api.example.com"));
}

TEST(Ways, last_as_long_as_what_ends_first) {
  const auto& a = authority();
  const auto anchors = Anchors::make({a.other_root.certificate});
  ASSERT_TRUE(anchors);
  const auto found = ways_to(*anchors, {a.leaf.certificate, a.intermediate.certificate, cross_sign()});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].until, day("2020-05-30"));
}

TEST(Ways, there_are_none_by_a_name_without_the_key) {
  const auto& a = authority();
  const auto namesake = Authority::mint(Authority::authority("Root"), nullptr).certificate;
  EXPECT_THAT(ways({namesake}, {a.leaf.certificate, a.intermediate.certificate}), IsEmpty());
}

TEST(Ways, end_where_authorities_have_signed_one_another) {
  const auto& a = authority();
  auto back = Authority::authority("Other Root");
  back.key = a.other_root.key;
  const auto round = Authority::mint(back, &a.root).certificate;
  EXPECT_THAT(
      ways({a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate, cross_sign(), round}),
      ElementsAre("api.example.com < Intermediate < Root",
                  "api.example.com < Intermediate < Root < Other Root < Root"));
}

TEST(Ways, are_bounded) {
  const auto& a = authority();
  cert::Chain sent = {a.leaf.certificate};
  cert::Chain store = {a.root.certificate};
  for (int copy = 0; copy < 8; ++copy) {
    auto what = Authority::authority("Intermediate");
    what.key = a.intermediate.key;
    sent.push_back(Authority::mint(what, &a.root).certificate);
    auto root = Authority::authority("Root");
    root.key = a.root.key;
    store.push_back(Authority::mint(root, nullptr).certificate);
  }
  EXPECT_EQ(ways(store, sent).size(), kMostWays);
}

// Two names that sign each other, many times over, and a store that none of it leads to.
TEST(Ways, are_not_looked_for_without_end) {
  const auto& a = authority();
  const auto one = Authority::mint(Authority::authority("One"), nullptr);
  const auto two = Authority::mint(Authority::authority("Two"), nullptr);
  cert::Chain sent = {Authority::mint(Authority::server("api.example.com"), &one).certificate};
  for (int copy = 0; copy < 12; ++copy) {
    auto first = Authority::authority("One"), second = Authority::authority("Two");
    first.key = one.key;
    second.key = two.key;
    sent.push_back(Authority::mint(first, &two).certificate);
    sent.push_back(Authority::mint(second, &one).certificate);
  }
  const auto anchors = Anchors::make({a.root.certificate});
  ASSERT_TRUE(anchors);
  EXPECT_THAT(ways_to(*anchors, sent), IsEmpty()) << "and this test ends";
}

TEST(Ways, of_nothing_are_none) {
  EXPECT_THAT(ways({authority().root.certificate}, {}), IsEmpty());
}

}  // namespace
}  // namespace rehearse::trust
