#include "judge/judge.h"

#include <algorithm>
#include <ostream>

#include <gtest/gtest.h>

#include "judge/world.h"

namespace rehearse::judge {
namespace {

constexpr auto kNone = static_cast<StageName>(99);
constexpr char kOld = 1, kNew = 3;

struct Case {
  const char* name;
  std::function<void(World&)> change;
  Verdict verdict;
  StageName stage;  // the one that decides; kNone where none does
  const char* reason;
  const char* finding;  // one that must be among the findings; empty: none is asked for
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

void fail_handshake(probe::Handshake& handshake, const char* failure, bool chain_seen) {
  handshake.failure = failure;
  handshake.reached = chain_seen ? probe::Reached::negotiating : probe::Reached::connected;
  if (!chain_seen) handshake.chain.clear();
}

void refuse(RouteEvidence& route) {
  route.handshakes[0] = {};
  route.handshakes[0].failure = "connect-refused";
}

void has_key_it_does_not_know(World& world, const char* type) {
  auto leaf = *world.new_leaf;
  leaf.key_type = type;
  world.next_handshake().chain[0] = std::make_shared<const cert::Certificate>(leaf);
  world.client.knows_eddsa = false;
}

void outside(World& world) {
  world.profile.change.names = {"other.example.com"};
  world.profile.change.replaces.issuer = DistinguishedName{{{"CN", "Another Issuer"}}};
}

const Case kCases[] = {
    {"all_is_well", [](World&) {}, Verdict::ready, kNone, "", ""},

    // Scope.
    {"a_host_outside_with_another_certificate_is_not_affected", outside, Verdict::not_affected, kNone,
     "not-in-change", ""},
    {"a_host_outside_of_which_one_address_was_asked",
     [](World& w) {
       outside(w);
       w.today().route.candidates.push_back(*Address::parse("192.0.2.9"));
     },
     Verdict::not_affected, kNone, "not-in-change", "addresses-not-asked"},
    {"a_host_in_except_is_outside",
     [](World& w) {
       w.profile.change.except = {"api.example.com"};
       w.profile.change.replaces.issuer = DistinguishedName{{{"CN", "Another Issuer"}}};
     },
     Verdict::not_affected, kNone, "not-in-change", ""},
    {"a_wildcard_covers_one_label_only",
     [](World& w) {
       outside(w);
       w.profile.change.names = {"*.com"};
     },
     Verdict::not_affected, kNone, "not-in-change", ""},
    {"a_host_outside_that_serves_the_replaced_certificate_is_inconclusive",
     [](World& w) { w.profile.change.names = {"other.example.com"}; }, Verdict::inconclusive, kNone,
     "unannounced-host-shares-certificate", "unannounced-host-shares-certificate"},
    {"a_host_outside_that_serves_the_replaced_certificate_now_and_then_is_inconclusive",
     [](World& w) {
       w.profile.change.names = {"other.example.com"};
       w.today().handshakes.insert(w.today().handshakes.begin(), w.next().handshakes[0]);
     },
     Verdict::inconclusive, kNone, "unannounced-host-shares-certificate", ""},
    {"a_host_outside_that_alternates_is_inconclusive",
     [](World& w) {
       outside(w);
       w.today().handshakes.push_back(w.next().handshakes[0]);
     },
     Verdict::inconclusive, kNone, "alternating", ""},
    {"a_host_outside_that_is_unreachable_is_inconclusive",
     [](World& w) {
       outside(w);
       refuse(w.today());
     },
     Verdict::inconclusive, kNone, "unreachable", ""},
    {"a_host_outside_without_knowing_what_is_replaced_is_inconclusive",
     [](World& w) {
       outside(w);
       w.profile.change.replaces = {};
     },
     Verdict::inconclusive, kNone, "replaced-certificate-unknown", ""},

    // resolve, connect, negotiate.
    {"a_name_that_does_not_resolve",
     [](World& w) {
       w.next().route.address.reset();
       w.next().route.unresolved = Error{"name-not-found", "NXDOMAIN", {}};
       w.next().handshakes.clear();
     },
     Verdict::inconclusive, StageName::resolve, "name-not-found", ""},
    {"a_refused_port", [](World& w) { refuse(w.next()); }, Verdict::inconclusive, StageName::connect,
     "connect-refused", ""},
    {"a_route_that_was_never_tried", [](World& w) { w.next().handshakes.clear(); }, Verdict::inconclusive,
     StageName::connect, "not-tried", ""},
    {"a_handshake_without_a_chain",
     [](World& w) { fail_handshake(w.next_handshake(), "handshake-timeout", false); }, Verdict::inconclusive,
     StageName::negotiate, "handshake-timeout", "handshake-timeout"},
    {"a_finished_handshake_without_a_chain", [](World& w) { w.next_handshake().chain.clear(); },
     Verdict::inconclusive, StageName::negotiate, "no-chain", ""},
    {"a_client_certificate_is_asked_and_all_else_is_well",
     [](World& w) {
       fail_handshake(w.next_handshake(), "client-certificate-required", true);
       w.next_handshake().client_certificate_asked = true;
     },
     Verdict::inconclusive, StageName::negotiate, "client-certificate-required", "client-certificate-asked"},
    {"a_client_certificate_is_asked_and_the_chain_is_not_trusted",
     [](World& w) {
       fail_handshake(w.next_handshake(), "client-certificate-required", true);
       w.store_says("main", kNew, trust::Reason::anchor_not_in_store);
     },
     Verdict::will_break, StageName::trust, "anchor-not-in-store", ""},
    {"a_client_certificate_is_asked_and_the_name_is_wrong",
     [](World& w) {
       fail_handshake(w.next_handshake(), "alert", true);
       w.name_covered = false;
     },
     Verdict::will_break, StageName::name, "name-mismatch", ""},
    {"a_client_certificate_is_asked_and_the_chain_is_another",
     [](World& w) {
       fail_handshake(w.next_handshake(), "reset", true);
       w.profile.expect.issuer->name = {{{"CN", "Somebody Else"}}};
     },
     Verdict::inconclusive, StageName::identify, "another-certificate", ""},
    {"a_must_pass_call_does_not_outweigh_a_failed_handshake",
     [](World& w) {
       fail_handshake(w.next_handshake(), "reset", true);
       w.add_call(profile::Must::pass);
       w.call_came_to(call::Outcome::no_answer);
     },
     Verdict::inconclusive, StageName::negotiate, "reset", ""},
    {"a_late_alert_after_the_handshake_counts_as_its_failure",
     [](World& w) { w.next_handshake().failure = "client-certificate-required"; }, Verdict::inconclusive,
     StageName::negotiate, "client-certificate-required", ""},
    {"one_connection_of_two_fails",
     [](World& w) {
       w.next().handshakes.push_back({});
       w.next().handshakes.back().failure = "reset";
     },
     Verdict::inconclusive, StageName::negotiate, "reset", ""},
    {"one_connection_of_two_fails_and_the_chain_is_not_trusted",
     [](World& w) {
       w.next().handshakes.push_back({});
       w.next().handshakes.back().failure = "reset";
       w.store_says("main", kNew, trust::Reason::anchor_not_in_store);
     },
     Verdict::will_break, StageName::trust, "anchor-not-in-store", ""},
    {"a_client_that_does_not_speak_the_version_negotiated",
     [](World& w) { w.client.newest_version = trust::TlsVersion::tls1_2; }, Verdict::inconclusive,
     StageName::negotiate, "client-may-not-negotiate", ""},
    {"a_client_too_new_for_the_version_negotiated", [](World& w) { w.next_handshake().version = "TLSv1.1"; },
     Verdict::inconclusive, StageName::negotiate, "client-may-not-negotiate", ""},
    {"a_client_that_does_not_know_ed25519", [](World& w) { has_key_it_does_not_know(w, "Ed25519"); },
     Verdict::inconclusive, StageName::negotiate, "client-may-not-negotiate", ""},
    {"a_client_that_does_not_know_ed448", [](World& w) { has_key_it_does_not_know(w, "Ed448"); },
     Verdict::inconclusive, StageName::negotiate, "client-may-not-negotiate", ""},
    {"a_version_without_a_name", [](World& w) { w.next_handshake().version = "SSLv3"; },
     Verdict::inconclusive, StageName::negotiate, "client-may-not-negotiate", ""},
    {"a_client_that_may_not_negotiate_and_would_not_trust_breaks",
     [](World& w) {
       w.client.newest_version = trust::TlsVersion::tls1_2;
       w.store_says("main", kNew, trust::Reason::no_anchors);
     },
     Verdict::will_break, StageName::trust, "no-anchors", ""},
    {"a_chain_over_the_limit",
     [](World& w) { fail_handshake(w.next_handshake(), "chain-over-limit", false); }, Verdict::inconclusive,
     StageName::negotiate, "chain-over-limit", "chain-over-limit"},

    // identify. Its own table is in identify_test.cc; here, what becomes of each reason.
    {"today_has_switched_already", [](World& w) { w.today_handshake().chain = w.next_handshake().chain; },
     Verdict::ready, kNone, "", "already-live"},
    {"the_staged_edge_is_still_old", [](World& w) { w.next_handshake().chain = w.today_handshake().chain; },
     Verdict::inconclusive, StageName::identify, "still-old", ""},
    {"there_is_no_baseline",
     [](World& w) {
       refuse(w.today());
       w.profile.change.replaces = {};
     },
     Verdict::inconclusive, StageName::identify, "no-baseline", ""},
    {"another_certificate_is_served",
     [](World& w) { w.profile.expect.anchor->name = {{{"CN", "Somebody Else"}}}; }, Verdict::inconclusive,
     StageName::identify, "another-certificate", ""},
    {"the_address_is_one_of_todays", [](World& w) { w.next().route.address = w.today().route.address; },
     Verdict::inconclusive, StageName::identify, "not-staged", ""},
    {"samples_alternate",
     [](World& w) {
       w.next().handshakes.push_back(w.next().handshakes[0]);
       w.next().handshakes[1].chain.pop_back();
     },
     Verdict::inconclusive, StageName::identify, "alternating", ""},
    {"all_chains_end_in_an_issuer_nobody_named",
     [](World& w) {
       const auto box = certificate("Box", "Box Root", 9);
       w.today_handshake().chain = {certificate("api.example.com", "Box", 7), box};
       w.next_handshake().chain = {certificate("api.example.com", "Box", 8), box};
     },
     Verdict::inconclusive, StageName::identify, "intercepted", "intercepted"},
    {"one_issuer_everywhere_says_nothing_where_nobody_named_the_one_that_is_replaced",
     [](World& w) {
       w.profile.change.replaces = {};
       const auto box = certificate("Box", "Box Root", 9);
       w.today_handshake().chain = {certificate("api.example.com", "Box", 7), box};
       w.next_handshake().chain = {certificate("api.example.com", "Box", 8), box};
     },
     Verdict::inconclusive, StageName::identify, "another-certificate", ""},
    {"a_host_outside_is_not_cleared_by_an_intercepted_chain",
     [](World& w) {
       const auto box = certificate("Box", "Box Root", 9);
       w.today_handshake().chain = {certificate("api.example.com", "Box", 7), box};
       w.next_handshake().chain = {certificate("api.example.com", "Box", 8), box};
       w.profile.change.names = {"other.example.com"};
     },
     Verdict::inconclusive, kNone, "intercepted", "intercepted"},

    // name.
    {"the_name_is_not_covered", [](World& w) { w.name_covered = false; }, Verdict::will_break,
     StageName::name, "name-mismatch", ""},
    {"the_name_decides_before_trust",
     [](World& w) {
       w.name_covered = false;
       w.store_says("main", kNew, trust::Reason::expired);
     },
     Verdict::will_break, StageName::name, "name-mismatch", ""},

    {"the_announced_leaf_covers_the_name_that_replaces_productions_alone",
     [](World& w) {
       w.profile.expect.fingerprints = {w.new_leaf->sha256};
       w.next().route.verify_name = w.next().route.sni = "tls-test.example.com";
       w.host_not_covered = "api.example.com";
     },
     Verdict::inconclusive, StageName::name, "own-name-not-covered", ""},
    {"the_announced_leaf_covers_both_names",
     [](World& w) {
       w.profile.expect.fingerprints = {w.new_leaf->sha256};
       w.next().route.verify_name = w.next().route.sni = "tls-test.example.com";
     },
     Verdict::ready, kNone, "", ""},
    {"another_leaf_of_the_announced_authorities_need_not_have_productions_name",
     [](World& w) {
       w.next().route.verify_name = w.next().route.sni = "tls-test.example.com";
       w.host_not_covered = "api.example.com";
     },
     Verdict::ready, kNone, "", ""},
    {"trust_decides_before_productions_name",
     [](World& w) {
       w.profile.expect.fingerprints = {w.new_leaf->sha256};
       w.next().route.verify_name = "tls-test.example.com";
       w.host_not_covered = "api.example.com";
       w.store_says("main", kNew, trust::Reason::anchor_not_in_store);
     },
     Verdict::will_break, StageName::trust, "anchor-not-in-store", ""},

    {"the_header_that_proves_is_one_of_productions",
     [](World& w) {
       w.profile.targets[1].prove = profile::Prove{.header = "x-staging", .values = {}};
       for (auto* route : {&w.today(), &w.next()})
         route->looks.push_back({.status = 200, .headers = {{"X-Staging", "ESSL"}}, .body = {}});
     },
     Verdict::ready, kNone, "", "proof-of-today-too"},

    // trust.
    {"a_leaf_that_was_published_alone",
     [](World& w) {
       w.next().route.why = route::Why::pem;
       w.next_handshake().chain.pop_back();
       w.store_says("main", kNew, trust::Reason::issuer_not_found);
     },
     Verdict::inconclusive, StageName::trust, "issuer-not-found", ""},
    {"a_leaf_that_was_published_alone_as_it_will_be_sent",
     [](World& w) {
       w.next().route.why = route::Why::pem;
       w.next_handshake().chain.pop_back();
       w.profile.expect.intermediates = profile::Intermediates::omitted;
       w.store_says("main", kNew, trust::Reason::issuer_not_found);
     },
     Verdict::will_break, StageName::trust, "issuer-not-found", ""},
    {"a_leaf_that_was_published_alone_and_has_expired",
     [](World& w) {
       w.next().route.why = route::Why::pem;
       w.next_handshake().chain.pop_back();
       w.store_says("main", kNew, trust::Reason::expired);
     },
     Verdict::will_break, StageName::trust, "expired", ""},
    {"the_root_is_missing", [](World& w) { w.store_says("main", kNew, trust::Reason::anchor_not_in_store); },
     Verdict::will_break, StageName::trust, "anchor-not-in-store", ""},
    {"the_store_holds_nothing", [](World& w) { w.store_says("main", kNew, trust::Reason::no_anchors); },
     Verdict::will_break, StageName::trust, "no-anchors", ""},
    {"it_fails_at_the_windows_start_only",
     [](World& w) {
       w.store_says("main", kNew, trust::Reason::not_yet_valid,
                    [](Instant at) { return at < december(12, 10); });
     },
     Verdict::will_break, StageName::trust, "not-yet-valid", ""},
    {"it_fails_at_the_windows_end_only",
     [](World& w) {
       w.store_says("main", kNew, trust::Reason::expired, [](Instant at) { return at > december(12, 10); });
     },
     Verdict::will_break, StageName::trust, "expired", ""},
    {"it_fails_within_the_window_only",
     [](World& w) {
       w.changes = {december(12, 10), december(12, 12), december(12, 14)};
       w.store_says("main", kNew, trust::Reason::expired, [](Instant at) { return at == december(12, 12); });
     },
     Verdict::will_break, StageName::trust, "expired", ""},
    {"what_changes_before_and_behind_the_window_does_not_count",
     [](World& w) {
       w.changes = {december(12, 8), december(13)};
       w.store_says("main", kNew, trust::Reason::expired, [](Instant at) { return at == december(12, 8); });
     },
     Verdict::ready, kNone, "", ""},
    {"what_it_would_say_before_the_window_does_not_count",
     [](World& w) {
       w.store_says("main", kNew, trust::Reason::not_yet_valid,
                    [](Instant at) { return at < december(12, 9); });
     },
     Verdict::ready, kNone, "", ""},
    {"within_the_window_it_is_judged_from_now_on",
     [](World& w) {
       w.evidence.now = december(12, 12);
       w.store_says("main", kNew, trust::Reason::not_yet_valid,
                    [](Instant at) { return at < december(12, 12); });
     },
     Verdict::ready, kNone, "", ""},
    {"without_a_window_now_counts",
     [](World& w) {
       w.profile.maintenance.reset();
       w.store_says("main", kNew, trust::Reason::not_yet_valid,
                    [](Instant at) { return at < december(12, 9); });
     },
     Verdict::will_break, StageName::trust, "not-yet-valid", ""},
    {"the_store_could_not_be_read",
     [](World& w) { w.evidence.stores[0].error = Error{"store-unreadable", "no such file", {}}; },
     Verdict::inconclusive, StageName::trust, "store-unreadable", ""},
    {"trust_could_not_be_evaluated", [](World& w) { w.store_says("main", kNew, trust::Reason::none); },
     Verdict::inconclusive, StageName::trust, "trust-not-judged", ""},
    {"the_integration_pins_another_key", [](World& w) { w.profile.expect.pins = {w.old_leaf->spki_sha256}; },
     Verdict::will_break, StageName::trust, "pinned", ""},
    {"the_integration_pins_a_key_that_is_sent_and_not_on_the_path",
     [](World& w) {
       w.profile.expect.pins = {w.old_issuer->spki_sha256};
       w.next_handshake().chain.push_back(w.old_issuer);
       w.path_taken = cert::Chain{w.new_leaf, w.new_issuer};
     },
     Verdict::will_break, StageName::trust, "pinned", ""},
    {"the_integration_pins_the_new_leaf", [](World& w) { w.profile.expect.pins = {w.new_leaf->sha256}; },
     Verdict::ready, kNone, "", ""},
    {"the_integration_pins_the_issuers_key",
     [](World& w) { w.profile.expect.pins = {w.new_issuer->spki_sha256}; }, Verdict::ready, kNone, "", ""},

    // After the window.
    {"the_anchor_ends_before_the_leaf",
     [](World& w) {
       w.changes = {december(1, 0), december(20, 0), december(24, 0)};
       w.store_says("main", kNew, trust::Reason::expired, [](Instant at) { return at >= december(24, 0); });
     },
     Verdict::ready, kNone, "", "breaks-later"},
    {"another_anchor_takes_over_before_the_leaf_ends", [](World& w) { w.changes = {december(20, 0)}; },
     Verdict::ready, kNone, "", ""},

    // Both chains in the window.
    {"the_store_lost_the_old_root_too_early",
     [](World& w) { w.store_says("main", kOld, trust::Reason::anchor_not_in_store); }, Verdict::ready, kNone,
     "", "breaks-today"},
    {"the_old_chain_fails_at_the_windows_end",
     [](World& w) {
       w.store_says("main", kOld, trust::Reason::expired, [](Instant at) { return at > december(12, 10); });
     },
     Verdict::ready, kNone, "", "breaks-today"},
    {"the_old_chain_fails_within_the_window_only",
     [](World& w) {
       w.changes = {december(12, 10), december(12, 12)};
       w.store_says("main", kOld, trust::Reason::expired, [](Instant at) { return at == december(12, 10); });
     },
     Verdict::ready, kNone, "", "breaks-today"},
    {"the_old_chain_comes_now_and_then_and_is_not_trusted",
     [](World& w) {
       w.today().handshakes.insert(w.today().handshakes.begin(), w.next().handshakes[0]);
       w.store_says("main", kOld, trust::Reason::anchor_not_in_store);
     },
     Verdict::ready, kNone, "", "breaks-today"},
    {"both_chains_fail",
     [](World& w) {
       w.store_says("main", kOld, trust::Reason::anchor_not_in_store);
       w.store_says("main", kNew, trust::Reason::anchor_not_in_store);
     },
     Verdict::will_break, StageName::trust, "anchor-not-in-store", ""},
    {"today_is_unreachable_but_the_new_certificate_is_told_apart", [](World& w) { refuse(w.today()); },
     Verdict::ready, kNone, "", "today-not-judged"},

    // call.
    {"a_call_passes", [](World& w) { w.add_call(profile::Must::pass); }, Verdict::ready, kNone, "", ""},
    {"an_assert_of_a_call_that_must_pass_fails",
     [](World& w) {
       w.add_call(profile::Must::pass);
       w.call_came_to(call::Outcome::assert_failed);
     },
     Verdict::will_break, StageName::call, "call-assert-failed", "call-assert-failed"},
    {"a_call_that_must_pass_times_out",
     [](World& w) {
       w.add_call(profile::Must::pass);
       w.call_came_to(call::Outcome::timed_out);
     },
     Verdict::inconclusive, StageName::call, "call-timed-out", ""},
    {"a_call_that_must_pass_meets_the_edges_own_error_page",
     [](World& w) {
       w.add_call(profile::Must::pass);
       w.call_came_to(call::Outcome::edge_error);
     },
     Verdict::inconclusive, StageName::call, "call-edge-error", ""},
    {"a_call_that_must_pass_is_cut_off",
     [](World& w) {
       w.add_call(profile::Must::pass);
       w.call_came_to(call::Outcome::over_limit);
     },
     Verdict::inconclusive, StageName::call, "call-over-limit", ""},
    {"a_call_that_must_pass_gets_no_answer",
     [](World& w) {
       w.add_call(profile::Must::pass);
       w.call_came_to(call::Outcome::no_answer);
     },
     Verdict::inconclusive, StageName::call, "call-no-answer", ""},
    {"a_call_that_must_pass_was_held_by_the_gate",
     [](World& w) {
       w.add_call(profile::Must::pass);
       w.call_came_to(call::Outcome::held);
     },
     Verdict::inconclusive, StageName::call, "call-held", ""},
    {"a_call_that_must_pass_was_not_allowed_to_run",
     [](World& w) {
       w.add_call(profile::Must::pass);
       w.call_came_to(call::Outcome::not_run);
     },
     Verdict::inconclusive, StageName::call, "call-not-run", ""},
    {"an_assert_outweighs_an_earlier_time_out",
     [](World& w) {
       w.add_call(profile::Must::pass);
       w.call_came_to(call::Outcome::timed_out);
       w.add_call(profile::Must::pass);
       w.call_came_to(call::Outcome::assert_failed);
     },
     Verdict::will_break, StageName::call, "call-assert-failed", ""},
    {"any_other_call_that_fails_is_a_finding_only",
     [](World& w) {
       w.add_call(profile::Must::answered);
       w.call_came_to(call::Outcome::assert_failed);
     },
     Verdict::ready, kNone, "", "call-assert-failed"},
    {"any_other_call_that_times_out_is_a_finding_only",
     [](World& w) {
       w.add_call(profile::Must::answered);
       w.call_came_to(call::Outcome::timed_out);
     },
     Verdict::ready, kNone, "", "call-timed-out"},

    {"a_limit_of_the_profile_is_named",
     [](World& w) {
       w.add_call(profile::Must::answered);
       w.call_came_to(call::Outcome::over_limit);
       w.next().calls.back().failure = "body-over-limit";
     },
     Verdict::ready, kNone, "", "body-over-limit"},

    // After the window.
    {"the_window_is_over_and_today_has_switched",
     [](World& w) {
       w.evidence.now = december(13);
       w.today_handshake().chain = w.next_handshake().chain;
     },
     Verdict::ready, kNone, "", "window-over"},
    {"the_window_is_over_and_one_address_was_asked",
     [](World& w) {
       w.evidence.now = december(20);
       w.today_handshake().chain = w.next_handshake().chain;
       w.today().route.candidates.push_back(*Address::parse("192.0.2.9"));
     },
     Verdict::ready, kNone, "", "addresses-not-asked"},
    {"the_window_is_over_and_today_has_not_switched", [](World& w) { w.evidence.now = december(13); },
     Verdict::inconclusive, StageName::identify, "not-switched", "window-over"},
    {"the_window_is_over_and_the_new_chain_is_not_trusted",
     [](World& w) {
       w.evidence.now = december(13);
       w.today_handshake().chain = w.next_handshake().chain;
       w.store_says("main", kNew, trust::Reason::anchor_not_in_store);
     },
     Verdict::will_break, StageName::trust, "anchor-not-in-store", "already-live"},
    {"the_last_second_of_the_window_is_in_it", [](World& w) { w.evidence.now = december(12, 19); },
     Verdict::ready, kNone, "", ""},

    // What is only a finding.
    {"the_intermediate_was_announced_and_is_not_sent",
     [](World& w) {
       w.profile.expect.intermediates = profile::Intermediates::sent;
       w.profile.expect.anchor.reset();
       w.next_handshake().chain.pop_back();
     },
     Verdict::ready, kNone, "", "intermediates-differ"},
    {"the_intermediate_was_announced_as_omitted_and_is_sent",
     [](World& w) { w.profile.expect.intermediates = profile::Intermediates::omitted; }, Verdict::ready,
     kNone, "", "intermediates-differ"},
    {"a_proof_that_was_asked_for_is_not_seen",
     [](World& w) { w.profile.targets[1].prove = profile::Prove{.header = "X-Staging", .values = {}}; },
     Verdict::ready, kNone, "", "proof-not-seen"},

    // Nothing vanishes.
    {"an_endpoint_without_a_store_is_not_ready", [](World& w) { w.profile.endpoints[0].stores.clear(); },
     Verdict::inconclusive, kNone, "", "not-judged"},
    {"a_host_outside_without_a_target_of_role_today_is_not_cleared",
     [](World& w) {
       outside(w);
       w.evidence.routes.erase(w.evidence.routes.begin());
     },
     Verdict::inconclusive, kNone, "", "not-judged"},
};

class JudgeTable : public testing::TestWithParam<Case> {};

TEST_P(JudgeTable, decides) {
  const auto& c = GetParam();
  World world;
  c.change(world);
  const auto judged = world.judge();
  EXPECT_EQ(to_id(judged.verdict), to_id(c.verdict));
  EXPECT_EQ(judged.rows.empty(), std::string_view(c.finding) == "not-judged");
  if (!judged.rows.empty()) {
    const auto& row = judged.rows[0];
    EXPECT_EQ(to_id(row.verdict), to_id(c.verdict));
    EXPECT_EQ(row.reason, c.reason);
    EXPECT_EQ(row.stage.has_value(), c.stage != kNone);
    if (row.stage && c.stage != kNone) {
      EXPECT_EQ(to_id(*row.stage), to_id(c.stage));
    }
    ASSERT_EQ(row.stages.size(), 7U);
    for (const auto& stage : row.stages) {
      EXPECT_TRUE(stage.outcome == StageOutcome::pass || !stage.why.empty())
          << to_id(stage.name) << " gives no reason";
    }
  }
  const auto has_finding =
      std::ranges::any_of(judged.findings, [&](const Finding& finding) { return finding.id == c.finding; });
  if (*c.finding != 0) {
    EXPECT_TRUE(has_finding) << "no finding " << c.finding;
  }
}

// Each moment behind the window, whatever the verdict: the store may come to trust what it does not yet.
TEST(Judge, tells_when_a_store_will_say_something_else) {
  for (const bool trusted_first : {true, false}) {
    World w;
    w.changes = {december(12, 12), december(20, 0), december(24, 0)};
    w.store_says("main", kNew, trust::Reason::expired,
                 [&](Instant at) { return (at < december(24, 0)) != trusted_first; });
    const auto judged = w.judge();
    ASSERT_EQ(judged.rows.size(), 1U);
    const auto& row = judged.rows[0];
    EXPECT_EQ(row.verdict, trusted_first ? Verdict::ready : Verdict::will_break);
    ASSERT_EQ(row.changes.size(), 2U) << "what is in the window is the verdict's";
    EXPECT_EQ(row.changes[0].at, december(20, 0));
    EXPECT_EQ(row.changes[0].trusted, trusted_first);
    EXPECT_EQ(row.changes[1].trusted, !trusted_first);
    EXPECT_EQ(row.changes[1].reason, trusted_first ? "expired" : "");
  }
}

INSTANTIATE_TEST_SUITE_P(judge, JudgeTable, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace rehearse::judge
