#include "judge/impact.h"

#include <gtest/gtest.h>

#include "judge/world.h"

namespace rehearse::judge {
namespace {

cert::CertificatePtr leaf(const std::string& issuer, char digest, std::vector<std::string> names) {
  cert::Certificate out = *certificate("leaf", issuer, digest);
  out.dns_names = std::move(names);
  return std::make_shared<const cert::Certificate>(std::move(out));
}

RouteEvidence serving(const std::vector<cert::Chain>& chains) {
  RouteEvidence out;
  out.route.address = *Address::parse("192.0.2.1");
  for (const auto& chain : chains) {
    probe::Handshake handshake;
    handshake.reached = probe::Reached::finished;
    handshake.chain = chain;
    out.handshakes.push_back(std::move(handshake));
  }
  if (chains.empty()) {
    probe::Handshake refused;
    refused.failure = "connect-refused";
    refused.failure_text = "nobody listens";
    out.handshakes.push_back(std::move(refused));
  }
  return out;
}

// A notice for *.example.com without www, which replaces what Old Issuer signed; and one host that was found.
class JudgeImpact : public ::testing::Test {
 protected:
  JudgeImpact() {
    world.profile.change.except = {"www.example.com"};
    impact.at = december(1);
  }
  ImpactHost& add(const std::string& host, std::vector<RouteEvidence> today) {
    for (auto& route : today) {
      route.route.endpoint = host;
      route.route.role = profile::Role::today;
    }
    impact.hosts.push_back({.host = host, .today = std::move(today)});
    return impact.hosts.back();
  }
  // "affected serves-replaced"
  std::string say(const std::string& host) {
    judge_impact(world.profile, impact);
    for (const auto& it : impact.hosts) {
      if (it.host == host) return std::string(to_id(it.verdict)) + " " + it.reason;
    }
    return "none";
  }

  const cert::CertificatePtr old_issuer = certificate("Old Issuer", "Old Root", 21),
                             new_issuer = certificate("New Issuer", "New Root", 22),
                             other_issuer = certificate("Other Issuer", "Other Root", 23);
  const cert::Chain old_chain = {leaf("Old Issuer", 11, {"*.example.com"}), old_issuer};
  const cert::Chain new_chain = {leaf("New Issuer", 12, {"*.example.com"}), new_issuer};
  const cert::Chain own_chain = {leaf("Other Issuer", 13, {"own.example.com", "API.example.com."}),
                                 other_issuer};
  const cert::Chain wild_chain = {leaf("Other Issuer", 14, {"*.example.com"}), other_issuer};
  World world;
  Impact impact;
};

TEST_F(JudgeImpact, a_host_of_the_notice_is_decided_by_what_it_serves) {
  const std::vector<std::string> wildcard = {"*.example.com"}, exact = {"*.example.com", "api.example.com"};
  const struct {
    const char* name;
    std::vector<std::string> names;
    bool has_replaced;
    std::vector<cert::Chain> chains;
    const char* says;
  } cases[] = {
      {"the_certificate_that_goes_away", wildcard, true, {old_chain}, "affected serves-replaced"},
      {"one_of_its_nodes_does", wildcard, true, {own_chain, old_chain}, "affected serves-replaced"},
      {"the_announced_one_already", wildcard, true, {new_chain}, "affected already-live"},
      {"one_of_its_own", wildcard, true, {own_chain}, "not-affected own-certificate"},
      {"another_for_the_wildcard", wildcard, true, {wild_chain}, "cannot-tell serves-another"},
      {"several_others", wildcard, true, {own_chain, wild_chain}, "cannot-tell alternating"},
      {"nothing_that_is_seen", wildcard, true, {}, "cannot-tell unreachable"},
      {"one_of_its_own_and_named", exact, true, {own_chain}, "cannot-tell serves-another"},
      {"nothing_and_named", exact, true, {}, "affected named"},
      {"nobody_knows_what_goes_away", wildcard, false, {own_chain}, "affected named"},
      {"nothing_and_nobody_knows_what_goes_away", wildcard, false, {}, "affected named"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    impact.hosts.clear();
    world.profile.change.names = one.names;
    world.profile.change.replaces.issuer.reset();
    if (one.has_replaced) world.profile.change.replaces.issuer = DistinguishedName{{{"CN", "Old Issuer"}}};
    add("api.example.com", {serving(one.chains)});
    // Another host keeps the first from being all that was seen.
    add("else.example.org", {serving({{leaf("Else Issuer", 40, {"else.example.org"}),
                                       certificate("Else Issuer", "Else Root", 41)}})});
    EXPECT_EQ(say("api.example.com"), one.says);
  }
}

TEST_F(JudgeImpact, a_host_outside_is_not_affected_only_on_both_counts) {
  const struct {
    const char* name;
    const char* host;
    std::vector<cert::Chain> chains;
    const char* says;
  } cases[] = {
      {"another_certificate", "login.example.org", {own_chain}, "not-affected not-in-change"},
      {"excepted_with_another_certificate", "www.example.com", {own_chain}, "not-affected not-in-change"},
      {"excepted_with_the_replaced_one",
       "www.example.com",
       {old_chain},
       "cannot-tell unannounced-host-shares-certificate"},
      {"the_replaced_certificate",
       "login.example.org",
       {old_chain},
       "cannot-tell unannounced-host-shares-certificate"},
      {"nothing_that_is_seen", "login.example.org", {}, "cannot-tell unreachable"},
      {"a_label_too_many", "a.b.example.com", {own_chain}, "not-affected not-in-change"},
      {"the_new_authority_alone_is_nobody_s", "login.example.org", {new_chain}, "not-affected not-in-change"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    impact = {.at = december(1)};
    add(one.host, {serving(one.chains)});
    EXPECT_EQ(say(one.host), one.says);
    const bool shares = std::string_view(one.says).ends_with("shares-certificate");
    EXPECT_EQ(impact.findings.size(), shares ? 1U : 0U);
  }
}

TEST_F(JudgeImpact, of_several_addresses_the_worst_decides) {
  auto away = serving({});
  away.handshakes[0].failure = "no-route";
  const struct {
    const char* name;
    std::vector<RouteEvidence> today;
    const char* says;
  } cases[] = {
      {"the_second_serves_the_replaced_one",
       {serving({own_chain}), serving({old_chain})},
       "cannot-tell unannounced-host-shares-certificate"},
      {"the_second_was_not_seen", {serving({own_chain}), serving({})}, "cannot-tell unreachable"},
      {"this_machine_has_no_way_to_the_second", {serving({own_chain}), away}, "not-affected not-in-change"},
      {"nor_to_the_first", {away, serving({own_chain})}, "not-affected not-in-change"},
      {"nor_to_any", {away, away}, "cannot-tell unreachable"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    impact = {.at = december(1)};
    add("login.example.org", one.today);
    EXPECT_EQ(say("login.example.org"), one.says);
  }
}

TEST_F(JudgeImpact, the_announced_leaf_outside_is_shared) {
  world.profile.expect.fingerprints = {new_chain.front()->sha256};
  add("login.example.org", {serving({new_chain})});
  EXPECT_EQ(say("login.example.org"), "cannot-tell unannounced-host-shares-certificate");
}

TEST_F(JudgeImpact, who_shares_a_leaf_with_the_notice_is_not_exempt) {
  world.profile.change.names = {"*.example.com", "api.example.com"};
  add("api.example.com", {serving({own_chain})});
  add("own.example.com", {serving({own_chain})});
  add("login.example.org", {serving({own_chain})});
  add("else.example.org",
      {serving({{leaf("Else Issuer", 40, {}), certificate("Else Issuer", "Else Root", 41)}})});
  EXPECT_EQ(say("own.example.com"), "cannot-tell shares-certificate");
  EXPECT_EQ(say("login.example.org"), "cannot-tell unannounced-host-shares-certificate");
}

TEST_F(JudgeImpact, the_worst_of_several_addresses_decides) {
  add("own.example.com", {serving({own_chain}), serving({}), serving({old_chain})});
  EXPECT_EQ(say("own.example.com"), "affected serves-replaced");
  impact.hosts.clear();
  add("own.example.com", {serving({own_chain}), serving({})});
  EXPECT_EQ(say("own.example.com"), "cannot-tell unreachable");
}

TEST_F(JudgeImpact, nothing_is_exempt_where_something_in_between_answers) {
  add("own.example.com", {serving({own_chain})});
  add("login.example.org", {serving({{leaf("Other Issuer", 15, {}), other_issuer}})});
  EXPECT_EQ(say("own.example.com"), "cannot-tell intercepted");
  EXPECT_EQ(say("login.example.org"), "cannot-tell intercepted");
  EXPECT_EQ(impact.findings.front().id, "intercepted");
}

TEST_F(JudgeImpact, an_endpoint_that_nobody_asked_about_tells_that_the_vendor_answers) {
  add("own.example.com", {serving({own_chain})});
  add("login.example.org", {serving({{leaf("Other Issuer", 15, {}), other_issuer}})});
  auto reference = add("api.example.com", {serving({old_chain})});
  impact.hosts.pop_back();
  impact.references.push_back(std::move(reference));
  EXPECT_EQ(say("own.example.com"), "not-affected own-certificate");
  EXPECT_EQ(impact.hosts.size(), 2U);
}

TEST_F(JudgeImpact, without_a_change_the_endpoints_are_affected) {
  world.profile.change = {};
  add("api.example.com", {serving({own_chain})});
  add("www.example.com", {serving({own_chain})});
  EXPECT_EQ(say("api.example.com"), "affected named");
  EXPECT_EQ(impact.hosts.front().covered_by, "endpoint soap");
  EXPECT_EQ(say("www.example.com"), "cannot-tell unannounced-host-shares-certificate");
  impact.hosts.clear();
  add("www.example.com", {serving({wild_chain})});
  EXPECT_EQ(say("www.example.com"), "cannot-tell replaced-certificate-unknown");
}

TEST_F(JudgeImpact, who_was_not_asked_is_judged_by_names_alone) {
  world.profile.change.names = {"*.example.com", "api.example.com"};
  for (const auto* host : {"api.example.com", "rest.example.com", "www.example.com", "login.example.org"})
    add(host, {});
  EXPECT_EQ(say("api.example.com"), "affected named");
  EXPECT_EQ(say("rest.example.com"), "cannot-tell not-asked");
  EXPECT_EQ(say("www.example.com"), "cannot-tell not-asked");
  EXPECT_EQ(say("login.example.org"), "cannot-tell not-asked");
}

TEST_F(JudgeImpact, hosts_are_read_affected_first) {
  add("z.example.com", {serving({old_chain})});
  add("login.example.org", {serving({own_chain})});
  add("a.example.org", {serving({})});
  add("rest.example.com", {serving({})});
  impact.hosts.push_back({.host = "${HOST}", .is_unfinished = true});
  judge_impact(world.profile, impact);
  std::string order;
  for (const auto& it : impact.hosts) order += it.host + " ";
  EXPECT_EQ(order, "z.example.com rest.example.com a.example.org ${HOST} login.example.org ");
  EXPECT_EQ(impact.hosts[3].reason, "unfinished-name");
}

TEST_F(JudgeImpact, over_all_nothing_passes_for_well_that_was_not_seen) {
  EXPECT_EQ(impact.verdict(), Touched::cannot_tell) << "no host at all";
  impact.hosts = {{.host = "a", .verdict = Touched::not_affected}};
  EXPECT_EQ(impact.verdict(), Touched::not_affected);
  impact.is_whole = false;
  EXPECT_EQ(impact.verdict(), Touched::cannot_tell);
  impact.is_whole = true;
  impact.hosts.push_back({.host = "b", .verdict = Touched::cannot_tell});
  EXPECT_EQ(impact.verdict(), Touched::cannot_tell);
  impact.hosts.push_back({.host = "c", .verdict = Touched::affected});
  EXPECT_EQ(impact.verdict(), Touched::affected);
}

TEST_F(JudgeImpact, a_window_that_is_over_is_said) {
  impact.at = december(20);
  add("api.example.com", {serving({new_chain})});
  EXPECT_EQ(say("api.example.com"), "affected already-live");
  ASSERT_FALSE(impact.findings.empty());
  EXPECT_EQ(impact.findings.front().id, "window-over");
}

}  // namespace
}  // namespace rehearse::judge
