#include "lab/lab.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/vendor_fixture.h"

namespace rehearse::lab {
namespace {

using profile::Profile;
using std::chrono::days;
using testing::HasSubstr;

// The subjects as sent, and the issuer of the last: "api.example.com < Issuing CA < Root CA".
std::string text_of(const cert::Chain& chain) {
  std::string out;
  for (const auto& certificate : chain) out += certificate->subject.short_name() + " < ";
  return chain.empty() ? "" : out + chain.back()->issuer.short_name();
}

struct Shown {
  const char* name;
  const char* target;
  const char* sni;
  const char* chain;
};
void PrintTo(const Shown& row, std::ostream* out) {
  *out << row.name;
}

class Shows : public testing::TestWithParam<Shown> {};

TEST_P(Shows, this_chain) {
  const auto vendor = start(example());
  EXPECT_EQ(text_of(chain(vendor, GetParam().target, GetParam().sni)), GetParam().chain);
}

const Shown kShown[] = {
    {"today_the_old_one", "production", "api.example.com",
     "api.example.com < Old Issuing CA < Lab Old Root CA"},
    {"today_by_name", "production", "rest.example.com",
     "rest.example.com < Old Issuing CA < Lab Old Root CA"},
    {"next_the_announced_one", "staging", "api.example.com",
     "api.example.com < New Issuing CA < New Root CA"},
    {"outside_the_change_another_today", "production", "static.example.com",
     "static.example.com < Lab Other Issuing CA < Lab Old Root CA"},
    {"outside_the_change_another_next", "staging", "static.example.com",
     "static.example.com < Lab Other Issuing CA < Lab Old Root CA"},
    {"elsewhere_the_old_one_under_the_other_name", "sandbox", "api.sandbox.example.org",
     "api.sandbox.example.org < Old Issuing CA < Lab Old Root CA"},
    {"one_of_several_in_the_change_is_enough", "sandbox", "rest.sandbox.example.org",
     "rest.sandbox.example.org < Old Issuing CA < Lab Old Root CA"},
};
INSTANTIATE_TEST_SUITE_P(Lab, Shows, testing::ValuesIn(kShown),
                         [](const auto& row) { return std::string(row.param.name); });

struct Variant {
  const char* name;
  void (*turn)(Profile&);
  const char* chain;  ///< of staging for api.example.com
};
void PrintTo(const Variant& row, std::ostream* out) {
  *out << row.name;
}

class Announces : public testing::TestWithParam<Variant> {};

TEST_P(Announces, this_chain) {
  auto profile = example();
  GetParam().turn(profile);
  const auto vendor = start(profile);
  EXPECT_EQ(text_of(chain(vendor, "staging", "api.example.com")), GetParam().chain);
}

const Variant kVariants[] = {
    {"without_intermediates_where_they_are_omitted",
     [](Profile& p) { p.expect.intermediates = profile::Intermediates::omitted; },
     "api.example.com < New Issuing CA"},
    {"with_intermediates_where_it_does_not_matter",
     [](Profile& p) { p.expect.intermediates = profile::Intermediates::any; },
     "api.example.com < New Issuing CA < New Root CA"},
    {"a_root_of_the_lab_without_an_anchor", [](Profile& p) { p.expect.anchor.reset(); },
     "api.example.com < New Issuing CA < Lab New Root CA"},
    {"an_issuer_of_the_lab_without_one", [](Profile& p) { p.expect.issuer.reset(); },
     "api.example.com < Lab New Issuing CA < New Root CA"},
    {"both_of_the_lab_without_either",
     [](Profile& p) {
       p.expect.issuer.reset();
       p.expect.anchor.reset();
     },
     "api.example.com < Lab New Issuing CA < Lab New Root CA"},
    {"a_leaf_under_the_root_where_issuer_and_anchor_are_one",
     [](Profile& p) { p.expect.issuer = p.expect.anchor; }, "api.example.com < New Root CA"},
    {"everything_where_the_change_names_nothing",
     [](Profile& p) {
       p.change.names.clear();
       p.expect.issuer = said("Any CA");
     },
     "api.example.com < Any CA < New Root CA"},
    {"the_same_issuing_name_under_another_root", [](Profile& p) { p.expect.issuer = said("Old Issuing CA"); },
     "api.example.com < Old Issuing CA < New Root CA"},
};
INSTANTIATE_TEST_SUITE_P(Lab, Announces, testing::ValuesIn(kVariants),
                         [](const auto& row) { return std::string(row.param.name); });

struct Judged {
  const char* name;
  const char* target;
  bool current;  ///< the store, else the stale one
  Instant at;
  const char* reason;  ///< empty = trusted
};
void PrintTo(const Judged& row, std::ostream* out) {
  *out << row.name;
}

class Stores : public testing::TestWithParam<Judged> {};

TEST_P(Stores, judge_as_they_should) {
  const auto vendor = start(example());
  const auto sent = chain(vendor, GetParam().target, "api.example.com");
  EXPECT_EQ(distrust(sent, GetParam().current ? vendor.current_pem() : vendor.stale_pem(), "api.example.com",
                     GetParam().at),
            GetParam().reason);
}

constexpr const char* kNoIssuer = "unable to get local issuer certificate";
const Judged kJudged[] = {
    {"current_takes_today", "production", true, kWindow, ""},
    {"stale_takes_today", "production", false, kWindow, ""},
    {"current_takes_next", "staging", true, kWindow, ""},
    {"stale_refuses_next", "staging", false, kWindow, kNoIssuer},
    {"next_is_valid_a_month_before", "staging", true, kWindow - days(29), ""},
    {"next_is_not_valid_earlier", "staging", true, kWindow - days(31), "certificate is not yet valid"},
    {"next_is_valid_for_months", "staging", true, kWindow + days(330), ""},
    {"today_is_valid_past_the_window", "production", true, kWindow + days(10), ""},
    {"today_ends_soon_after", "production", true, kWindow + days(11), "certificate has expired"},
    {"today_was_valid_long_before", "production", true, kWindow - days(300), ""},
};
INSTANTIATE_TEST_SUITE_P(Lab, Stores, testing::ValuesIn(kJudged),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Lab, holds_the_old_leaf_valid_to_the_end_of_a_long_window) {
  auto profile = example();
  profile.maintenance = profile::Maintenance{kWindow, kWindow + days(90), "UTC"};
  const auto vendor = start(profile);
  EXPECT_EQ(distrust(chain(vendor, "production", "api.example.com"), vendor.stale_pem(), "api.example.com",
                     kWindow + days(90)),
            "");
}

TEST(Lab, gives_every_target_an_edge_of_its_own_in_the_order_of_the_profile) {
  const auto vendor = start(example());
  ASSERT_EQ(vendor.edges().size(), 3U);
  EXPECT_EQ(vendor.edges()[0].target, "production");
  EXPECT_EQ(vendor.edges()[1].target, "staging");
  EXPECT_EQ(vendor.edges()[2].target, "sandbox");
  EXPECT_NE(vendor.edges()[0].address, vendor.edges()[1].address);
  EXPECT_NE(vendor.edges()[1].address, vendor.edges()[2].address);
}

TEST(Lab, changes_in_the_profile_only_what_was_said) {
  const auto profile = example();
  const auto vendor = start(profile);
  const auto& adapted = vendor.profile();
  EXPECT_TRUE(adapted.expect.fingerprints.empty());
  EXPECT_TRUE(adapted.expect.spkis.empty());
  EXPECT_TRUE(adapted.expect.pins.empty());
  EXPECT_TRUE(adapted.change.replaces.fingerprints.empty());
  EXPECT_TRUE(adapted.change.replaces.spkis.empty());
  for (const auto& authority : {adapted.expect.issuer, adapted.expect.anchor}) {
    EXPECT_EQ(authority.value_or(said("none", Sha256{})).key_id, "");
    EXPECT_FALSE(authority.value_or(said("none", Sha256{})).fingerprint.has_value());
  }
  EXPECT_EQ(adapted.expect.anchor.value_or(said("none")).name, named("New Root CA"));
  EXPECT_EQ(adapted.endpoints.size(), profile.endpoints.size());
}

TEST(Lab, puts_its_own_digests_where_the_profile_has_some) {
  auto profile = example();
  const auto theirs = cert::sha256("theirs");
  profile.expect.fingerprints = {theirs};
  profile.expect.spkis = {theirs};
  profile.expect.pins = {theirs, theirs, theirs};
  profile.change.replaces.fingerprints = {theirs};
  profile.change.replaces.spkis = {theirs};
  profile.expect.issuer = said("New Issuing CA", theirs);
  profile.expect.anchor = said("New Root CA", theirs);
  const auto vendor = start(profile);
  const auto& expect = vendor.profile().expect;
  const auto& replaces = vendor.profile().change.replaces;
  const auto next = chain(vendor, "staging", "api.example.com");
  const auto next_rest = chain(vendor, "staging", "rest.example.com");
  const auto today = chain(vendor, "production", "api.example.com");
  const auto anchors = cert::from_pem(vendor.current_pem()).value();

  using testing::Contains;
  using testing::UnorderedElementsAre;
  EXPECT_THAT(expect.fingerprints, UnorderedElementsAre(next[0]->sha256, next_rest[0]->sha256));
  EXPECT_THAT(expect.spkis, UnorderedElementsAre(next[0]->spki_sha256, next_rest[0]->spki_sha256));
  EXPECT_THAT(expect.pins, UnorderedElementsAre(next[0]->spki_sha256, next_rest[0]->spki_sha256));
  EXPECT_THAT(replaces.fingerprints, Contains(today[0]->sha256));
  EXPECT_THAT(replaces.fingerprints, testing::Not(Contains(next[0]->sha256)));
  EXPECT_THAT(replaces.fingerprints,
              testing::Not(Contains(chain(vendor, "production", "static.example.com")[0]->sha256)));
  EXPECT_THAT(replaces.spkis, Contains(today[0]->spki_sha256));
  const auto issuer = expect.issuer.value_or(said("none"));
  const auto anchor = expect.anchor.value_or(said("none"));
  EXPECT_EQ(issuer.key_id, next[1]->subject_key_id);
  EXPECT_EQ(issuer.fingerprint, next[1]->sha256);
  ASSERT_EQ(anchors.size(), 2U);
  EXPECT_EQ(anchor.key_id, next.back()->authority_key_id);
  EXPECT_EQ(anchor.fingerprint, anchors[1]->sha256);
}

TEST(Lab, serves_endpoints_that_are_addresses) {
  auto profile = example();
  profile.change.names.clear();
  profile.endpoints = {endpoint("v4", "192.0.2.7"), endpoint("v6", "2001:db8::7"),
                       endpoint("named", "api.example.com")};
  const auto vendor = start(profile);
  const auto sent = chain(vendor, "staging", "");
  EXPECT_EQ(text_of(sent), "192.0.2.7 < New Issuing CA < New Root CA");
  EXPECT_EQ(distrust(sent, vendor.current_pem(), "192.0.2.7", kWindow), "");
  EXPECT_EQ(distrust(sent, vendor.current_pem(), "2001:db8::7", kWindow), "");
  EXPECT_NE(distrust(sent, vendor.current_pem(), "api.example.com", kWindow), "");
  EXPECT_EQ(text_of(chain(vendor, "staging", "api.example.com")),
            "api.example.com < New Issuing CA < New Root CA");
}

TEST(Lab, serves_a_host_name_too_long_for_a_common_name) {
  auto profile = example();
  const std::string host = std::string(60, 'a') + "." + std::string(60, 'b') + ".example.com";
  profile.endpoints = {endpoint("long", host)};
  profile.change.names.clear();
  const auto vendor = start(profile);
  EXPECT_EQ(distrust(chain(vendor, "staging", host), vendor.current_pem(), host, kWindow), "");
}

TEST(Lab, proves_itself_on_the_next_edge_only_and_on_every_answer) {
  auto proving = example();
  proving.targets[0].prove = proving.targets[1].prove;
  const auto vendor = start(proving);
  const std::string proof = "\r\nX-Staging: ESSL\r\n";
  for (const auto& request : {get("/v1/"), get("/nowhere"), std::string("nonsense\r\n\r\n")}) {
    EXPECT_THAT(meet(dial(vendor, "staging", "api.example.com"), request).received, HasSubstr(proof));
    EXPECT_THAT(meet(dial(vendor, "production", "api.example.com"), request).received,
                testing::Not(HasSubstr("X-Staging")));
  }
  auto profile = example();
  profile.targets[1].prove = profile::Prove{"X-Staging", {}};
  const auto other = start(profile);
  EXPECT_THAT(meet(dial(other, "staging", "api.example.com"), get("/v1/")).received,
              HasSubstr("\r\nX-Staging: lab\r\n"));
}

TEST(Lab, answers_like_the_vendor_over_a_real_connection) {
  const auto vendor = start(example());
  const auto met = meet(dial(vendor, "staging", "rest.example.com"), get("/v1/accounts"));
  EXPECT_TRUE(met.received.starts_with("HTTP/1.1 401 Unauthorized\r\n")) << met.received;
  EXPECT_THAT(met.received, HasSubstr("90000011"));
}

TEST(Lab, reports_what_it_cannot_mint_or_serve) {
  auto profile = example();
  profile.expect.anchor = said("");
  const auto unnamed = Vendor::start(profile, kWindow);
  ASSERT_FALSE(unnamed.has_value());
  EXPECT_EQ(unnamed.error().code, "mint-failed");
  profile = example();
  profile.targets[1].prove = profile::Prove{"X-Staging", {"a\r\nb"}};
  const auto split = Vendor::start(profile, kWindow);
  ASSERT_FALSE(split.has_value());
  EXPECT_EQ(split.error().code, "lab-failed");
  EXPECT_EQ(split.error().frames, std::vector<std::string>{"target staging"});
}

}  // namespace
}  // namespace rehearse::lab
