// The staged edge is found by what a real DNS server says, and every way to be fooled about it is told. nginx
// plays the edges: all have the port of production, each an address of its own.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/authorities.h"
#include "e2e/knot.h"
#include "e2e/nginx.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kProves = "add_header X-Akamai-Staging ESSL always; return 200 pong;";

lab::Identity default_one() {
  return new_one().identity(server("default.example.net"));
}

const Nginx& edges() {
  static const Nginx servers({
      {"production", old_one().identity(), "return 200 pong;"},
      {"staging", new_one().identity(), kProves, "", "", "production"},
      {"still-old", old_one().identity(), kProves, "", "", "production"},
      {"silent", new_one().identity(), "return 200 pong;", "", "", "production"},
      {"second", new_one().identity(), kProves, "", "", "production"},
      {"third", new_one().identity(), kProves, "", "", "production"},
      {"without-sni", default_one(), "server_name default.example.net; return 200;", "default_server", "",
       "production"},
  });
  return servers;
}

std::string address(const std::string& edge) {
  const auto place = edges().place(edge);
  return place.substr(0, place.find(':'));
}
std::string port() {
  const auto place = edges().place("production");
  return place.substr(place.find(':') + 1);
}

// More addresses than fit into 512 bytes: the answer is cut off, and whole over TCP.
constexpr int kMany = 100;
std::string many(const std::string& name) {
  std::string out;
  for (int i = 1; i <= kMany; ++i) out += name + " 60 A 127.99.0." + std::to_string(i) + "\n";
  return out;
}

// The vendor's zones: what each host of production is an alias of, and where the edges of both networks are.
const Knot& dns() {
  static const Knot server = [] {
    const auto a = [](const std::string& name, const std::string& edge) {
      return name + " 60 A " + address(edge) + "\n";
    };
    return Knot({
        {"example.com",
         "api 60 CNAME api.example.com.edgekey.net.\n"
         "old 60 CNAME old.example.com.edgekey.net.\n"
         "silent 60 CNAME silent.example.com.edgesuite.net.\n"
         "same 60 CNAME same.example.com.edgekey.net.\n"
         "many 60 CNAME many.example.com.edgekey.net.\n"
         "none 60 CNAME none.example.com.edgekey.net.\n"
         "other 60 CNAME lb.example.net.\n"
         "loop 60 CNAME loop2\nloop2 60 CNAME loop\n" +
             a("@", "production") + a("both", "production") + "both 60 AAAA ::1\n"},
        {"example.net", a("lb", "production") + many("large")},
        {"edgekey.net", "api.example.com 60 CNAME e1.a.akamaiedge.net.\n" +
                            a("old.example.com", "production") + a("same.example.com", "production") +
                            a("many.example.com", "production") + a("none.example.com", "production")},
        {"edgesuite.net", a("silent.example.com", "production")},
        {"akamaiedge.net", a("e1.a", "production")},
        {"edgekey-staging.net", "api.example.com 60 CNAME e1.a.akamaiedge-staging.net.\n" +
                                    a("old.example.com", "still-old") + a("same.example.com", "production") +
                                    a("many.example.com", "staging") + a("many.example.com", "second") +
                                    a("many.example.com", "still-old") + a("many.example.com", "third")},
        {"edgesuite-staging.net", a("silent.example.com", "silent")},
        {"akamaiedge-staging.net", a("e1.a", "staging")},
    });
  }();
  return server;
}

std::vector<std::string> proofs_of(const json& report, std::size_t route) {
  std::vector<std::string> out;
  for (const auto& proof : report.at("routes").at(route).at("proofs")) out.push_back(proof.at("by"));
  return out;
}

class StagedEdges : public ::testing::Test {
 protected:
  StagedEdges() {
    it.by_dns = true;
    it.next_redirect = "redirect: akamai-staging";
    it.next_says = "prove: {header: X-Akamai-Staging, values: [ESSL, EdgeSuite]}";
    it.more_sections = "resolver: '" + dns().place() + "'\n";
    at("api.example.com");
  }
  void at(const std::string& host) { it.host = host + ":" + port(); }
  json row() { return run().at("rows").at(0); }
  json run() {
    const auto ran = it.run();
    EXPECT_FALSE(ran.report.is_discarded()) << ran.ended.err;
    return ran.report;
  }
  Rehearsal it;
};

TEST_F(StagedEdges, the_twin_of_the_edge_is_found_and_proved) {
  const auto report = run();
  EXPECT_EQ(report.at("verdict"), "ready") << report.at("rows").dump(1);
  EXPECT_EQ(report.at("rows").at(0).at("address"), edges().place("staging"));
  EXPECT_THAT(proofs_of(report, 1), ElementsAre("issuer", "certificate", "header", "address"));
  const auto& route = report.at("routes").at(1);
  EXPECT_EQ(route.at("sni"), "api.example.com");
  EXPECT_EQ(route.at("why"), "edge");
  EXPECT_THAT(route.at("why_text").get<std::string>(), HasSubstr("api.example.com.edgekey-staging.net"));
  EXPECT_EQ(route.at("cnames").at(0).at("target"), "e1.a.akamaiedge-staging.net");
  EXPECT_EQ(route.at("ttl"), 60);
}

TEST_F(StagedEdges, staging_that_is_still_old_is_told) {
  at("old.example.com");
  it.expect = "{issuer: New Issuing CA, anchor: New Root}";
  EXPECT_EQ(row().at("reason"), "still-old");
}

TEST_F(StagedEdges, a_staging_name_that_leads_to_production_is_told) {
  at("same.example.com");
  EXPECT_EQ(row().at("reason"), "still-old");
}

TEST_F(StagedEdges, a_proof_that_is_not_there_is_told) {
  at("silent.example.com");
  const auto report = run();
  EXPECT_THAT(findings_of(report), HasSubstr("proof-not-seen"));
  EXPECT_THAT(report.at("findings").dump(), HasSubstr("no answer carried the header X-Akamai-Staging"));
  EXPECT_THAT(proofs_of(report, 1), ElementsAre("issuer", "certificate", "address"));
}

// Nothing else tells that it is not production: then nothing is proved.
TEST_F(StagedEdges, without_any_proof_nothing_was_rehearsed) {
  it.next_redirect = "redirect: {address: " + address("silent") + "}";
  it.by_dns = true;
  at("lb.example.net");
  it.today_says = "redirect: {address: " + address("silent") + "}";
  EXPECT_EQ(row().at("verdict"), "inconclusive");
}

TEST_F(StagedEdges, a_proof_with_another_value_is_told) {
  it.next_says = "prove: {header: X-Akamai-Staging, values: EdgeSuite}";
  EXPECT_THAT(run().at("findings").dump(), HasSubstr("none of the values that `prove` says"));
}

TEST_F(StagedEdges, a_proof_that_production_gives_as_well_is_none) {
  it.today_says = "redirect: {address: " + address("still-old") + "}";
  const auto report = run();
  EXPECT_THAT(findings_of(report), HasSubstr("proof-of-today-too"));
  EXPECT_THAT(proofs_of(report, 1), ElementsAre("issuer", "certificate", "address"));
}

// It would try production, under staging's name.
TEST_F(StagedEdges, what_did_not_resolve_has_no_line_to_replay) {
  at("none.example.com");
  EXPECT_EQ(row().at("replay").at("curl"), "");
}

TEST_F(StagedEdges, one_stale_edge_among_four_is_found_and_named) {
  at("many.example.com");
  it.next_says += ", addresses: all, samples: 2";
  const auto report = run();
  std::map<std::string, std::string> reasons;
  for (const auto& one : report.at("rows")) reasons[one.at("address")] = one.at("reason");
  EXPECT_EQ(reasons.size(), 4U);
  EXPECT_EQ(reasons.at(edges().place("still-old")), "still-old");
  for (const auto* good : {"staging", "second", "third"}) {
    EXPECT_NE(reasons.at(edges().place(good)), "still-old");
  }
  for (const auto& route : report.at("routes")) {
    if (route.at("target") != "staging") continue;
    EXPECT_GE(route.at("handshakes"), 2);
  }
}

TEST_F(StagedEdges, what_dns_cannot_say_is_told_apart) {
  const struct {
    const char* host;
    const char* reason;
    const char* detail;
  } cases[] = {
      {"example.com", "edge-name-hidden", "no CNAME"},
      {"other.example.com", "not-an-edge", "other.example.com -> lb.example.net"},
      {"none.example.com", "name-not-found", "none.example.com.edgekey-staging.net"},
      {"loop.example.com", "dns-loop", "loop.example.com -> loop2.example.com"},
      {"www.example.org", "dns-refused", "www.example.org"},
      {"nobody.example.com", "name-not-found", "nobody.example.com"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.host);
    at(c.host);
    const auto decided = row();
    EXPECT_EQ(decided.at("verdict"), "inconclusive");
    EXPECT_EQ(decided.at("reason"), c.reason);
    EXPECT_THAT(decided.at("detail").get<std::string>(), HasSubstr(c.detail));
  }
}

TEST_F(StagedEdges, an_answer_too_long_for_udp_is_had_over_tcp) {
  at("large.example.net");
  it.next_redirect = "redirect: {address: " + address("staging") + "}";
  EXPECT_EQ(run().at("routes").at(0).at("candidates").size(), kMany);
}

TEST_F(StagedEdges, an_edge_that_dns_hides_is_taken_from_the_profile) {
  at("example.com");
  for (const std::string edge : {"api.example.com.edgekey-staging.net", "api.example.com.edgekey.net"}) {
    it.next_redirect = "redirect: {network: akamai-staging, edge: {example.com: " + edge + "}}";
    EXPECT_EQ(row().at("address"), edges().place("staging")) << edge;
  }
}

TEST_F(StagedEdges, a_hosts_line_for_one_family_leaves_the_other) {
  at("both.example.com");
  it.next_redirect = "redirect: {hosts: \"" + address("staging") + " both.example.com\\n\"}";
  EXPECT_THAT(findings_of(run()), HasSubstr("family-not-covered"));
}

TEST_F(StagedEdges, a_network_that_stages_no_certificates_says_why) {
  it.next_redirect = "redirect: fastly";
  const auto report = run();
  EXPECT_EQ(report.at("rows").at(0).at("reason"), "cannot-be-staged");
  EXPECT_THAT(findings_of(report), HasSubstr("cannot-be-staged"));
}

TEST_F(StagedEdges, clients_without_sni_get_a_row_of_their_own) {
  it.next_redirect = "redirect: {address: " + address("without-sni") + "}";
  it.next_says += ", sni: off";
  const auto report = run();
  std::vector<std::string> seen;
  for (const auto& route : report.at("routes")) {
    if (route.at("target") == "staging")
      seen.push_back(route.at("handshake").at("sni_sent").is_null() ? "none" : "sent");
  }
  EXPECT_THAT(seen, ElementsAre("sent", "none"));
  ASSERT_EQ(report.at("rows").size(), 2U);
  EXPECT_EQ(report.at("rows").at(1).at("without_sni"), true);
  EXPECT_EQ(report.at("rows").at(1).at("reason"), "name-mismatch");
}

TEST(Samples, an_edge_with_two_certificates_is_told) {
  Rehearsal it;
  lab::EdgeOptions options;
  options.identities = {new_one().identity(), old_one().identity()};
  it.next = place(it.serve(std::move(options)));
  it.calls = "";
  it.next_says = "samples: 6";
  const auto report = it.run().report;
  EXPECT_EQ(report.at("rows").at(0).at("reason"), "alternating");
  EXPECT_EQ(report.at("routes").at(1).at("handshakes"), 6);
}

TEST(Samples, an_edge_that_has_switched_half_way_has_not_after_the_window) {
  Rehearsal it;
  lab::EdgeOptions options;
  options.identities = {new_one().identity(), old_one().identity()};
  it.today = place(it.serve(std::move(options)));
  it.calls = "";
  it.now = "2018-12-20T00:00:00Z";
  const auto report = it.run().report;
  EXPECT_EQ(report.at("rows").at(0).at("reason"), "alternating");
  EXPECT_EQ(report.at("routes").at(0).at("handshakes"), 3);
}

class PublishedChain : public ::testing::Test {
 protected:
  PublishedChain() { it.next_redirect = "redirect: {pem: published.pem}"; }
  json judged(const std::vector<cert::Minted>& published) {
    it.folder().write("published.pem", pem(published));
    const auto ran = it.run();
    return ran.report.is_discarded() ? json{{"err", ran.ended.err}} : ran.report.at("rows").at(0);
  }
  Rehearsal it;
};

TEST_F(PublishedChain, is_judged_without_an_edge) {
  const auto& from = new_one();
  EXPECT_EQ(judged({from.leaf, from.issuer}).at("verdict"), "ready");
  it.stores["main"] = pem({old_one().root});
  EXPECT_EQ(judged({from.leaf, from.issuer}).at("reason"), "anchor-not-in-store");
  EXPECT_EQ(judged({third_one().leaf, third_one().issuer}).at("reason"), "another-certificate");
  it.host = "www.example.com";
  EXPECT_EQ(judged({from.leaf, from.issuer}).at("reason"), "name-mismatch");
}

TEST_F(PublishedChain, proves_no_call_and_leaves_today_judged) {
  const auto& from = new_one();
  it.calls = "[{name: ping, must: pass, expect: {status: 200}}]";
  const auto row = judged({from.leaf, from.issuer});
  EXPECT_EQ(row.at("verdict"), "inconclusive");
  EXPECT_EQ(row.at("reason"), "no-edge");
  it.calls = "";
  it.stores["main"] = pem({from.root});
  EXPECT_EQ(judged({from.leaf, from.issuer}).at("verdict"), "ready");
  EXPECT_THAT(findings_of(json::parse(content(it.folder().path() / "report.json"))),
              HasSubstr("breaks-today"));
}

TEST_F(PublishedChain, is_read_as_check_reads_one) {
  const auto& from = new_one();
  const auto refused = judged({from.root, from.issuer, from.leaf});
  EXPECT_THAT(refused.at("err").get<std::string>(), HasSubstr("the leaf comes first"));
  EXPECT_THAT(judged({}).at("err").get<std::string>(), HasSubstr("a file that is not empty"));
  it.next_redirect = "redirect: {pem: published.der}";
  it.folder().write("published.der", from.leaf.certificate->der);
  const auto ran = it.run();
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
  const auto& alone = ran.report.at("rows").at(0);
  EXPECT_EQ(alone.at("verdict"), "inconclusive") << "a server may send what issued it";
  EXPECT_EQ(alone.at("reason"), "issuer-not-found");
}

TEST_F(PublishedChain, is_no_side_of_a_comparison) {
  judged({new_one().leaf});
  const auto ended =
      start_rehearse({"compare", it.folder() / "profile.yaml", "--no-dns"}, it.environment).wait();
  EXPECT_EQ(ended.exit, 2);
  EXPECT_THAT(ended.err, HasSubstr("published chain"));
}

TEST_F(PublishedChain, of_authorities_alone_says_whether_the_store_has_an_anchor) {
  const auto& from = new_one();
  const auto held = judged({from.issuer, from.root});
  EXPECT_EQ(held.at("verdict"), "inconclusive");
  EXPECT_EQ(held.at("reason"), "no-leaf");
  const auto report = json::parse(content(it.folder().path() / "report.json"));
  EXPECT_TRUE(report.at("routes").at(1).at("intermediates").is_null()) << "nobody sends anything";
  it.stores["main"] = pem({old_one().root});
  const auto missing = judged({from.issuer, from.root});
  EXPECT_EQ(missing.at("verdict"), "will-break");
  EXPECT_EQ(missing.at("reason"), "anchor-not-in-store");
  ASSERT_TRUE(missing.at("remedy").is_object()) << missing.dump(1);
  EXPECT_EQ(missing.at("remedy").at("add").at(0), from.root.certificate->sha256.hex());
}

}  // namespace
}  // namespace rehearse::e2e
