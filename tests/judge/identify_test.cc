#include "judge/identify.h"

#include <ostream>

#include <gtest/gtest.h>

#include "judge/world.h"

namespace rehearse::judge {
namespace {

struct Case {
  const char* name;
  std::function<void(World&)> change;
  StageOutcome outcome;
  const char* why;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

std::shared_ptr<cert::Certificate> copy(const cert::CertificatePtr& of) {
  return std::make_shared<cert::Certificate>(*of);
}

DistinguishedName named(const std::string& cn) {
  return {{{"CN", cn}}};
}

// A renewal by the same authorities: what serves today fits the announcement as well.
void renews(World& w) {
  auto live = copy(w.new_leaf);
  live->sha256 = w.old_leaf->sha256;
  live->not_before = december(1);
  w.profile.change.replaces = {};
  w.today_handshake().chain = {live, w.new_issuer};
}

void begins(World& w, Instant at) {
  auto leaf = copy(w.new_leaf);
  leaf->not_before = at;
  w.next_handshake().chain[0] = leaf;
}

void publishes(World& w) {
  w.next().route.why = route::Why::pem;
  w.next().route.address.reset();
}

const Case kCases[] = {
    {"issuer_and_anchor_fit_on_another_machine", [](World&) {}, StageOutcome::pass, ""},

    // What the notice gives of the leaf decides alone.
    {"a_fingerprint_fits", [](World& w) { w.profile.expect.fingerprints = {w.new_leaf->sha256}; },
     StageOutcome::pass, ""},
    {"one_of_several_fingerprints_fits",
     [](World& w) { w.profile.expect.fingerprints = {w.old_issuer->sha256, w.new_leaf->sha256}; },
     StageOutcome::pass, ""},
    {"an_spki_fits", [](World& w) { w.profile.expect.spkis = {w.new_leaf->spki_sha256}; }, StageOutcome::pass,
     ""},
    {"a_fingerprint_that_does_not_fit_is_not_mended_by_issuer_and_anchor",
     [](World& w) { w.profile.expect.fingerprints = {w.new_issuer->sha256}; }, StageOutcome::fail,
     "another-certificate"},
    {"a_fingerprint_settles_what_the_address_would_not",
     [](World& w) {
       w.profile.expect.fingerprints = {w.new_leaf->sha256};
       w.next().route.address = w.today().route.address;
     },
     StageOutcome::pass, ""},
    {"a_fingerprint_needs_no_baseline",
     [](World& w) {
       w.profile.expect.fingerprints = {w.new_leaf->sha256};
       w.profile.change.replaces = {};
       w.today_handshake().chain.clear();
     },
     StageOutcome::pass, ""},
    {"today_serves_the_fingerprint_with_another_intermediate",
     [](World& w) {
       w.profile.expect.fingerprints = {w.new_leaf->sha256};
       w.today_handshake().chain = {w.new_leaf};
     },
     StageOutcome::pass, "already-live"},

    // A key may be kept over a renewal.
    {"the_key_is_announced_and_the_issuer_is_another",
     [](World& w) {
       w.profile.expect.spkis = {w.new_leaf->spki_sha256};
       w.profile.expect.issuer->name = named("Nobody");
     },
     StageOutcome::fail, "another-certificate"},
    {"the_key_is_announced_and_the_leaf_goes_away",
     [](World& w) {
       w.profile.expect = {.spkis = {w.new_leaf->spki_sha256}};
       w.profile.change.replaces = {.issuer = {}, .fingerprints = {w.new_leaf->sha256}, .spkis = {}};
     },
     StageOutcome::fail, "still-old"},
    {"a_kept_key_and_nothing_that_tells_the_leaves_apart",
     [](World& w) {
       w.profile.expect = {.spkis = {w.new_leaf->spki_sha256}};
       w.profile.change.replaces = {};
       w.today_handshake().chain = {w.new_leaf};
     },
     StageOutcome::fail, "no-baseline"},
    {"a_kept_key_and_another_leaf_than_today_s",
     [](World& w) {
       auto renewed = copy(w.new_leaf);
       renewed->sha256 = w.new_issuer->sha256;
       w.profile.expect = {.spkis = {w.new_leaf->spki_sha256}};
       w.profile.change.replaces = {};
       w.today_handshake().chain = {renewed};
     },
     StageOutcome::pass, ""},
    {"the_key_alone_and_today_was_not_seen",
     [](World& w) {
       w.profile.expect = {.spkis = {w.new_leaf->spki_sha256}};
       w.profile.change.replaces = {};
       w.today_handshake().chain.clear();
     },
     StageOutcome::fail, "no-baseline"},

    // Issuer and anchor.
    {"a_root_of_the_announced_name_and_key_that_did_not_sign_the_path",
     [](World& w) {
       auto issuer = copy(w.new_issuer);
       issuer->authority_key_id = "aa";
       auto root = copy(certificate("New Root", "New Root", 5));
       root->subject_key_id = "bb";
       w.profile.expect.anchor->fingerprint = root->sha256;
       w.next_handshake().chain = {w.new_leaf, issuer, root};
     },
     StageOutcome::fail, "another-certificate"},
    {"an_issuer_of_the_announced_name_that_did_not_sign_the_leaf",
     [](World& w) {
       auto leaf = copy(w.new_leaf);
       leaf->authority_key_id = "aa";
       auto issuer = copy(w.new_issuer);
       issuer->subject_key_id = "bb";
       w.profile.expect.issuer->fingerprint = issuer->sha256;
       w.next_handshake().chain = {leaf, issuer};
     },
     StageOutcome::fail, "another-certificate"},
    {"the_issuer_that_is_sent_has_another_key_id_than_announced",
     [](World& w) {
       auto issuer = copy(w.new_issuer);
       issuer->subject_key_id = "cc";
       w.profile.expect.issuer->key_id = "bb";
       w.next_handshake().chain[1] = issuer;
     },
     StageOutcome::fail, "another-certificate"},
    {"the_leaf_that_goes_away_is_none_that_serves_today",
     [](World& w) {
       w.profile.change.replaces = {.issuer = {}, .fingerprints = {w.old_issuer->sha256}, .spkis = {}};
       w.today_handshake().chain = w.next_handshake().chain;
     },
     StageOutcome::fail, "no-baseline"},
    {"the_leaf_that_goes_away_was_seen_to_serve",
     [](World& w) {
       w.profile.change.replaces = {.issuer = {}, .fingerprints = {w.old_leaf->sha256}, .spkis = {}};
     },
     StageOutcome::pass, ""},
    {"one_of_several_that_serve_today",
     [](World& w) {
       w.profile.change.replaces = {};
       w.today().handshakes.push_back(w.next().handshakes[0]);
     },
     StageOutcome::fail, "no-baseline"},
    {"another_issuer", [](World& w) { w.profile.expect.issuer->name = named("Nobody"); }, StageOutcome::fail,
     "another-certificate"},
    {"another_anchor", [](World& w) { w.profile.expect.anchor->name = named("Nobody"); }, StageOutcome::fail,
     "another-certificate"},
    {"the_issuers_fingerprint_differs_from_the_one_sent",
     [](World& w) { w.profile.expect.issuer->fingerprint = w.old_issuer->sha256; }, StageOutcome::fail,
     "another-certificate"},
    {"the_issuers_fingerprint_fits",
     [](World& w) { w.profile.expect.issuer->fingerprint = w.new_issuer->sha256; }, StageOutcome::pass, ""},
    {"the_issuer_with_a_fingerprint_is_not_sent_but_another_certificate_is",
     [](World& w) {
       w.profile.expect.anchor.reset();
       w.profile.expect.issuer->fingerprint = w.new_issuer->sha256;
       w.next_handshake().chain[1] = w.old_issuer;
     },
     StageOutcome::pass, ""},
    {"the_issuers_key_id_differs",
     [](World& w) {
       auto leaf = copy(w.new_leaf);
       leaf->authority_key_id = "aa";
       w.next_handshake().chain[0] = leaf;
       w.profile.expect.issuer->key_id = "bb";
     },
     StageOutcome::fail, "another-certificate"},
    {"the_anchors_key_id_differs",
     [](World& w) {
       auto issuer = copy(w.new_issuer);
       issuer->authority_key_id = "aa";
       w.next_handshake().chain[1] = issuer;
       w.profile.expect.anchor->key_id = "bb";
     },
     StageOutcome::fail, "another-certificate"},
    {"the_anchor_itself_is_sent",
     [](World& w) { w.next_handshake().chain.push_back(certificate("New Root", "New Root", 5)); },
     StageOutcome::pass, ""},
    {"an_anchor_of_that_name_with_another_fingerprint_is_sent",
     [](World& w) {
       w.profile.expect.anchor->fingerprint = w.old_issuer->sha256;
       w.next_handshake().chain.push_back(certificate("New Root", "New Root", 5));
     },
     StageOutcome::fail, "another-certificate"},
    {"a_cross_sign_of_the_anchor_is_sent",
     [](World& w) { w.next_handshake().chain.push_back(certificate("New Root", "Old Root", 6)); },
     StageOutcome::pass, ""},
    {"a_certificate_that_does_not_belong_is_sent_last",
     [](World& w) { w.next_handshake().chain.push_back(certificate("Other Issuer", "Other Root", 7)); },
     StageOutcome::pass, ""},
    {"the_anchor_signed_only_a_certificate_that_does_not_belong",
     [](World& w) {
       w.next_handshake().chain[1] = certificate("Other Issuer", "New Root", 7);
       w.profile.expect.issuer.reset();
     },
     StageOutcome::fail, "another-certificate"},
    {"the_leaf_alone_of_an_issuer_nobody_announced",
     [](World& w) {
       w.next_handshake().chain.pop_back();
       w.profile.expect.issuer.reset();
     },
     StageOutcome::fail, "another-certificate"},
    {"today_alternates_between_the_old_and_the_announced_chain",
     [](World& w) {
       w.today().handshakes.push_back(w.next().handshakes[0]);
       w.next().route.address = w.today().route.address;
     },
     StageOutcome::fail, "not-staged"},
    {"the_leaf_alone_is_sent_and_the_anchor_cannot_be_seen",
     [](World& w) { w.next_handshake().chain.pop_back(); }, StageOutcome::pass, ""},

    // Old or new.
    {"the_same_chain_as_today", [](World& w) { w.next_handshake().chain = w.today_handshake().chain; },
     StageOutcome::fail, "still-old"},
    {"a_leaf_that_goes_away_with_another_intermediate",
     [](World& w) { w.next_handshake().chain = {w.old_leaf}; }, StageOutcome::fail, "still-old"},
    {"a_renewal_by_the_same_authority_that_is_still_old",
     [](World& w) {
       w.profile.change.replaces = {.issuer = {}, .fingerprints = {w.new_leaf->sha256}, .spkis = {}};
       w.today_handshake().chain = w.next_handshake().chain;
     },
     StageOutcome::fail, "still-old"},
    {"the_announced_chain_is_live_already",
     [](World& w) { w.today_handshake().chain = w.next_handshake().chain; }, StageOutcome::pass,
     "already-live"},
    {"a_renewal_that_nothing_tells_from_its_predecessor",
     [](World& w) {
       w.today_handshake().chain = w.next_handshake().chain;
       w.profile.change.replaces = {};
     },
     StageOutcome::fail, "no-baseline"},
    {"a_renewal_that_begins_later",
     [](World& w) {
       renews(w);
       begins(w, december(2));
     },
     StageOutcome::pass, ""},
    {"a_certificate_of_the_same_authorities_that_is_older_than_todays",
     [](World& w) {
       renews(w);
       begins(w, december(1) - std::chrono::hours(1));
     },
     StageOutcome::fail, "no-baseline"},
    {"an_older_one_that_the_notice_gives_by_its_fingerprint",
     [](World& w) {
       renews(w);
       begins(w, december(1) - std::chrono::hours(1));
       w.profile.expect.fingerprints = {w.new_leaf->sha256};
     },
     StageOutcome::pass, ""},
    {"an_older_one_where_the_notice_says_what_goes_away",
     [](World& w) {
       renews(w);
       begins(w, december(1) - std::chrono::hours(1));
       w.profile.change.replaces = {.issuer = {}, .fingerprints = {w.old_leaf->sha256}, .spkis = {}};
     },
     StageOutcome::pass, ""},
    {"an_older_one_of_other_authorities_than_todays",
     [](World& w) {
       w.profile.change.replaces = {};
       begins(w, Instant() - std::chrono::hours(1));
     },
     StageOutcome::pass, ""},

    // A published chain.
    {"a_published_chain", publishes, StageOutcome::pass, ""},
    {"a_published_chain_and_today_was_not_seen",
     [](World& w) {
       publishes(w);
       w.today_handshake().chain.clear();
       w.profile.change.replaces = {};
     },
     StageOutcome::pass, ""},
    {"a_published_chain_whose_leaf_serves_today",
     [](World& w) {
       publishes(w);
       w.profile.change.replaces = {};
       w.today_handshake().chain = {w.new_leaf};
     },
     StageOutcome::fail, "no-baseline"},
    {"a_published_chain_whose_leaf_serves_today_and_is_the_announced_one",
     [](World& w) {
       publishes(w);
       w.profile.expect.fingerprints = {w.new_leaf->sha256};
       w.today_handshake().chain = {w.new_leaf};
     },
     StageOutcome::pass, "already-live"},
    {"a_published_chain_that_is_older_than_todays",
     [](World& w) {
       publishes(w);
       renews(w);
       begins(w, december(1) - std::chrono::hours(1));
     },
     StageOutcome::fail, "no-baseline"},

    {"the_announced_root_is_sent_beside_another_path",
     [](World& w) {
       w.profile.expect.issuer.reset();
       w.profile.change.replaces = {};
       w.next_handshake().chain = {w.old_leaf, w.old_issuer, certificate("New Root", "New Root", 9)};
     },
     StageOutcome::fail, "another-certificate"},
    {"no_baseline",
     [](World& w) {
       w.today_handshake().chain.clear();
       w.profile.change.replaces = {};
     },
     StageOutcome::fail, "no-baseline"},
    {"what_is_replaced_tells_them_apart_without_a_baseline",
     [](World& w) { w.today_handshake().chain.clear(); }, StageOutcome::pass, ""},

    // Staged.
    {"the_same_machine_by_another_name",
     [](World& w) {
       w.next().route.address = w.today().route.address;
       w.next().route.sni = "tls-test.example.com";
     },
     StageOutcome::pass, ""},
    {"the_same_address_at_another_port",
     [](World& w) {
       w.next().route.address = w.today().route.address;
       w.next().route.port = 8443;
     },
     StageOutcome::pass, ""},
    {"an_address_that_todays_name_resolves_to_as_well",
     [](World& w) { w.today().route.candidates.push_back(*w.next().route.address); }, StageOutcome::fail,
     "not-staged"},
    {"todays_addresses_are_not_known", [](World& w) { w.today().route.address.reset(); }, StageOutcome::fail,
     "not-staged"},
    {"the_edge_says_in_a_header_that_it_is_staged",
     [](World& w) {
       w.next().route.address = w.today().route.address;
       w.profile.targets[1].prove = profile::Prove{.header = "x-staging", .values = {"ESSL", "EdgeSuite"}};
       w.next().looks.push_back({.status = 200, .headers = {{"X-Staging", "ESSL"}}, .body = {}});
     },
     StageOutcome::pass, ""},
    {"the_header_that_todays_answers_carry_too",
     [](World& w) {
       w.next().route.address = w.today().route.address;
       w.profile.targets[1].prove = profile::Prove{.header = "x-staging", .values = {}};
       for (auto* route : {&w.today(), &w.next()})
         route->looks.push_back({.status = 200, .headers = {{"X-Staging", "ESSL"}}, .body = {}});
     },
     StageOutcome::fail, "not-staged"},
    {"the_header_that_todays_answers_carry_with_another_value",
     [](World& w) {
       w.next().route.address = w.today().route.address;
       w.profile.targets[1].prove = profile::Prove{.header = "x-staging", .values = {"ESSL"}};
       w.today().looks.push_back({.status = 200, .headers = {{"X-Staging", "no"}}, .body = {}});
       w.next().looks.push_back({.status = 200, .headers = {{"X-Staging", "ESSL"}}, .body = {}});
     },
     StageOutcome::pass, ""},
    {"the_header_has_another_value",
     [](World& w) {
       w.next().route.address = w.today().route.address;
       w.profile.targets[1].prove = profile::Prove{.header = "x-staging", .values = {"ESSL"}};
       w.next().looks.push_back({.status = 200, .headers = {{"X-Staging", "production"}}, .body = {}});
     },
     StageOutcome::fail, "not-staged"},

    // Samples.
    {"two_handshakes_alike", [](World& w) { w.next().handshakes.push_back(w.next().handshakes[0]); },
     StageOutcome::pass, ""},
    {"two_handshakes_that_differ",
     [](World& w) {
       w.next().handshakes.push_back(w.next().handshakes[0]);
       w.next().handshakes[1].chain = w.today_handshake().chain;
     },
     StageOutcome::fail, "alternating"},
    {"a_handshake_without_a_chain_is_no_sample", [](World& w) { w.next().handshakes.emplace_back(); },
     StageOutcome::pass, ""},
};

class IdentifyTable : public testing::TestWithParam<Case> {};

TEST_P(IdentifyTable, decides) {
  World world;
  GetParam().change(world);
  const auto identified =
      identify({&world.profile, &world.profile.targets[1], &world.next(), {&world.today()}});
  EXPECT_EQ(to_id(identified.outcome), to_id(GetParam().outcome));
  EXPECT_EQ(identified.why, GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(identify, IdentifyTable, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

TEST(Identify, says_what_was_seen_and_what_was_said) {
  const struct {
    const char* name;
    std::function<void(World&)> change;
    std::string ends_in;
  } cases[] = {
      {"one_fingerprint", [](World& w) { w.profile.expect.fingerprints = {w.old_leaf->sha256}; },
       "issued by CN=New Issuer; its SHA-256 is " + World().new_leaf->sha256.hex() +
           ", and the announced one " + World().old_leaf->sha256.hex()},
      {"several_keys",
       [](World& w) { w.profile.expect.spkis = {w.old_leaf->spki_sha256, w.old_issuer->spki_sha256}; },
       "; the SHA-256 of its public key is " + World().new_leaf->spki_sha256.hex() +
           ", and none of the 2 announced ones"},
      {"the_issuer", [](World& w) { w.profile.expect.issuer->name = named("Nobody"); },
       "issued by CN=New Issuer; the announced issuer is CN=Nobody"},
      {"the_issuers_key", [](World& w) { w.profile.expect.issuer->fingerprint = w.old_issuer->sha256; },
       "; the announced issuer is CN=New Issuer, with another key or certificate"},
      {"the_anchor", [](World& w) { w.profile.expect.anchor->name = named("Nobody"); },
       "; it does not end in the announced anchor, CN=Nobody"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    World w;
    one.change(w);
    const auto before = identify({&w.profile, &w.profile.targets[1], &w.next(), {&w.today()}});
    EXPECT_TRUE(before.detail.ends_with(one.ends_in)) << before.detail;
    const auto after = identify_switched(w.profile, w.next());
    EXPECT_TRUE(after.detail.ends_with(one.ends_in)) << after.detail;
  }
}

TEST(Identify, nothing_announced_matches_nothing) {
  World world;
  world.profile.expect = {};
  EXPECT_EQ(is_announced(world.profile.expect, {}, world.next().chain()), Announced::no);
}

TEST(Identify, without_a_target_of_role_today_nothing_shows_that_the_machine_is_another) {
  World world;
  const auto identified = identify({&world.profile, &world.profile.targets[1], &world.next(), {}});
  EXPECT_EQ(identified.why, "not-staged");
  EXPECT_NE(identified.detail.find("no address of today's is known"), std::string::npos);
}

TEST(IdentifySwitched, samples_that_differ_have_not_switched) {
  World world;
  world.today().handshakes.push_back(world.next().handshakes[0]);
  EXPECT_EQ(identify_switched(world.profile, world.today()).why, "alternating");
}

}  // namespace
}  // namespace rehearse::judge
