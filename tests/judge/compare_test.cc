#include "judge/compare.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "judge/world.h"

namespace rehearse::judge {
namespace {

call::Response response(const std::string& body,
                        std::vector<std::pair<std::string, std::string>> headers = {}) {
  return {
      .status = 200, .headers = std::move(headers), .body = body, .duration = std::chrono::milliseconds(10)};
}

// One endpoint with one call, as both sides have it.
Sample sample(call::Response answer = response(R"({"a":1})")) {
  Sample out{.endpoint = "soap", .host = "api.example.com"};
  out.tls = {{"version", "TLSv1.3"},  {"anchor", "CN=Root"},        {"issuer", "CN=CA"},
             {"intermediates", "CA"}, {"names", "api.example.com"}, {"leaf", "1"}};
  Sample::Call call{.name = "login", .outcome = "passed", .http = {{"status", "200"}}};
  call.response = std::move(answer);
  out.calls.push_back(std::move(call));
  return out;
}

struct Sides {
  CompareQuestion question{.baseline = {"production", {{sample()}, {sample()}}},
                           .candidate = {"sandbox", {{sample()}}},
                           .now = december(12)};
  Sample& baseline(std::size_t round = 0) { return question.baseline.rounds.at(round).at(0); }
  Sample& candidate(std::size_t round = 0) { return question.candidate.rounds.at(round).at(0); }
  void everywhere(const std::function<void(Sample&)>& change) {
    for (auto* side : {&question.baseline, &question.candidate}) {
      for (auto& round : side->rounds) change(round.at(0));
    }
  }
};

std::string told(const Comparison& comparison) {
  std::string out;
  for (const auto& one : comparison.differences)
    out += one.where + " " + std::string(to_id(one.area)) + " " + one.path + ": " + one.baseline + " -> " +
           one.candidate + (one.seen_in < one.of ? fmt::format(" ({} of {})", one.seen_in, one.of) : "") +
           (one.at.empty() ? "" : fmt::format(" at {}", fmt::join(one.at, ", "))) + "; ";
  for (const auto& one : comparison.not_compared) out += one.where + " not compared: " + one.reason + "; ";
  return out;
}

TEST(Compare, tells_what_differs_and_leaves_noise_out) {
  const struct {
    const char* name;
    std::function<void(Sides&)> arrange;
    const char* told;
    bool differs;
    bool whole = true;
  } cases[] = {
      {"alike", [](Sides&) {}, "", false},
      {"an_anchor", [](Sides& s) { s.candidate().tls["anchor"] = "CN=Other"; },
       "soap tls anchor: CN=Root -> CN=Other; ", true},
      {"the_weightiest_first",
       [](Sides& s) {
         s.candidate().tls["version"] = "TLSv1.2";
         s.candidate().tls["anchor"] = "CN=Other";
         s.candidate().calls[0].response = response(R"({"a":2})");
       },
       "soap tls anchor: CN=Root -> CN=Other; soap tls version: TLSv1.3 -> TLSv1.2; soap/login body /a: 1 -> "
       "2; ",
       true},
      {"tls_noise",
       [](Sides& s) {
         s.baseline(1).tls["version"] = "TLSv1.2";
         s.candidate().tls["version"] = "TLSv1.2";
       },
       "", false},
      {"what_the_baseline_never_had_is_no_noise_of_it",
       [](Sides& s) {
         s.baseline(1).tls["anchor"] = "CN=Second";
         s.candidate().tls["anchor"] = "CN=Third";
         s.baseline(1).calls[0].http["status"] = "503";
         s.candidate().calls[0].http["status"] = "404";
       },
       "soap tls anchor: CN=Root -> CN=Third; soap/login http status: 200 -> 404; ", true},
      {"names_of_other_hosts",
       [](Sides& s) {
         s.candidate().host = "sandbox.example.com";
         s.candidate().tls["names"] = "sandbox.example.com";
         s.candidate().tls["leaf"] = "2";
       },
       "", false},
      {"names_of_the_same_host", [](Sides& s) { s.candidate().tls["names"] = "other.example.com"; },
       "soap tls names: api.example.com -> other.example.com; ", true},
      {"a_status", [](Sides& s) { s.candidate().calls[0].http["status"] = "500"; },
       "soap/login http status: 200 -> 500; ", true},
      {"an_outcome", [](Sides& s) { s.candidate().calls[0].outcome = "assert-failed"; },
       "soap/login http outcome: passed -> assert-failed; ", true},
      {"a_header_more",
       [](Sides& s) { s.candidate().calls[0].response = response(R"({"a":1})", {{"X-New", "1"}}); },
       "soap/login http header x-new: not there -> there; ", true},
      {"a_header_s_value",
       [](Sides& s) {
         s.everywhere([](Sample& it) { it.calls[0].response = response("", {{"Server", "a"}}); });
         s.candidate().calls[0].response = response("", {{"server", "b"}});
       },
       "soap/login http header server: a -> b; ", true},
      {"headers_that_change_by_nature",
       [](Sides& s) {
         int round = 0;
         s.everywhere([&](Sample& it) {
           const auto number = std::to_string(++round / 3);
           it.calls[0].response = response("", {{"Date", number},
                                                {"Set-Cookie", "s=" + number + "; Expires=" + number},
                                                {"X-Request-Id", number}});
         });
       },
       "", false},
      {"a_header_s_noise",
       [](Sides& s) {
         int round = 0;
         s.everywhere(
             [&](Sample& it) { it.calls[0].response = response("", {{"X-Node", std::to_string(++round)}}); });
       },
       "", false},
      {"header_order",
       [](Sides& s) {
         s.everywhere([](Sample& it) { it.calls[0].response = response("", {{"A", "1"}, {"B", "2"}}); });
         s.candidate().calls[0].response = response("", {{"B", "2"}, {"A", "1"}});
       },
       "", false},
      {"in_one_of_the_candidate_s_answers",
       [](Sides& s) {
         s.question.candidate.rounds.push_back({sample(response(R"({"a":2})", {{"X-New", "1"}}))});
         s.candidate(1).tls["version"] = "TLSv1.2";
         s.candidate(1).calls[0].http["status"] = "500";
         s.candidate(1).calls[0].outcome = "edge-error";
       },
       "soap/login http status: 200 -> 500 (1 of 2); soap/login http outcome: passed -> edge-error (1 of 2); "
       "soap tls version: TLSv1.3 -> TLSv1.2 (1 of 2); soap/login body /a: 1 -> 2 (1 of 2); "
       "soap/login http header x-new: not there -> there (1 of 2); ",
       true},
      {"each_answer_at_another_path",
       [](Sides& s) {
         s.candidate().calls[0].response = response(R"({"a":1,"b":1})");
         s.question.candidate.rounds.push_back({sample(response("{}"))});
       },
       "soap/login body /a: 1 ->  (1 of 2); soap/login body /b:  -> 1 (1 of 2); ", true},
      {"noise_of_a_header_that_comes_and_goes",
       [](Sides& s) {
         s.baseline().calls[0].response = response("", {{"X-A", "1"}});
         s.baseline(1).calls[0].response = response("");
         s.candidate().calls[0].response = response("");
       },
       "", false},
      {"headers_of_one_hop",
       [](Sides& s) {
         s.everywhere([](Sample& it) { it.calls[0].response = response("", {{"Content-Length", "0"}}); });
         s.candidate().calls[0].response = response("", {{"Transfer-Encoding", "chunked"},
                                                         {"Connection", "Keep-Alive, X-Hop"},
                                                         {"keep-alive", "timeout=5"},
                                                         {"X-Hop", "1"}});
       },
       "", false},
      {"what_only_has_an_id_in_its_name",
       [](Sides& s) {
         s.everywhere([](Sample& it) {
           it.calls[0].response = response("", {{"X-Trace-Id", "1"}, {"X-Trace-Id-Policy", "on"}});
         });
         s.candidate().calls[0].response = response("", {{"X-Trace-Id", "2"}, {"X-Trace-Id-Policy", "off"}});
       },
       "soap/login http header x-trace-id-policy: on -> off; ", true},
      {"flags_of_a_cookie",
       [](Sides& s) {
         s.everywhere([](Sample& it) {
           it.calls[0].response =
               response("", {{"Set-Cookie", "s=1; HttpOnly; Path=/"}, {"Set-Cookie", "t=1"}});
         });
         s.candidate().calls[0].response =
             response("", {{"Set-Cookie", "t=2"}, {"Set-Cookie", "s=2; path=/"}});
       },
       "soap/login http header set-cookie: s; httponly; path=/, t -> s; path=/, t; ", true},
      {"a_charset",
       [](Sides& s) {
         s.everywhere([](Sample& it) {
           it.calls[0].response = response("", {{"Content-Type", "text/xml; charset=utf-8"}});
         });
         s.candidate().calls[0].response = response("", {{"Content-Type", "text/xml; charset=latin1"}});
       },
       "soap/login http header content-type: text/xml; charset=utf-8 -> text/xml; charset=latin1; ", true},
      {"a_second_address",
       [](Sides& s) {
         s.question.candidate.rounds[0].push_back(sample(response(R"({"a":2})")));
         s.question.candidate.rounds[0][0].address = "192.0.2.1:443";
         s.question.candidate.rounds[0][1].address = "192.0.2.2:443";
         s.question.candidate.rounds[0][1].tls["anchor"] = "CN=Other";
       },
       "soap tls anchor: CN=Root -> CN=Other at 192.0.2.2:443; soap/login body /a: 1 -> 2 at 192.0.2.2:443; ",
       true},
      {"alike_at_both_addresses",
       [](Sides& s) {
         s.question.candidate.rounds[0].push_back(sample());
         s.question.candidate.rounds[0][0].address = "192.0.2.1:443";
         s.question.candidate.rounds[0][1].address = "192.0.2.2:443";
         for (auto& it : s.question.candidate.rounds[0]) it.tls["anchor"] = "CN=Other";
       },
       "soap tls anchor: CN=Root -> CN=Other; ", true},
      {"a_second_address_that_is_down",
       [](Sides& s) {
         s.question.candidate.rounds[0].push_back(
             {.endpoint = "soap", .address = "192.0.2.2:443", .not_seen = "connect-refused"});
         s.candidate().address = "192.0.2.1:443";
         s.candidate().tls["anchor"] = "CN=Other";
       },
       "soap tls anchor: CN=Root -> CN=Other; soap not compared: sandbox: connect-refused at 192.0.2.2:443; ",
       true, false},
      {"an_address_of_the_baseline_has_it",
       [](Sides& s) {
         s.question.baseline.rounds[0].push_back(sample());
         s.question.baseline.rounds[0][1].tls["version"] = "TLSv1.2";
         s.candidate().tls["version"] = "TLSv1.2";
       },
       "", false},
      {"a_handshake_that_ended_after_the_chain",
       [](Sides& s) {
         s.candidate().ended = "closed";
         for (const auto* fact : {"version"}) s.candidate().tls.erase(fact);
         s.candidate().calls.clear();
         s.baseline().calls.clear();
         s.baseline(1).calls.clear();
       },
       "soap not compared: sandbox: the handshake ended after the chain: closed; ", false, false},
      {"one_name_and_two_keys",
       [](Sides& s) {
         s.everywhere(
             [](Sample& it) { it.keys["anchor"] = {.spki = "", .key_id = "aa", .signed_one = "1"}; });
         s.candidate().keys["anchor"] = {.spki = "", .key_id = "bb", .signed_one = "2"};
       },
       "soap tls anchor: CN=Root, key id aa -> CN=Root, key id bb; ", true},
      {"one_name_and_one_key",
       [](Sides& s) {
         s.everywhere(
             [](Sample& it) { it.keys["anchor"] = {.spki = "aa", .key_id = "", .signed_one = "1"}; });
         s.candidate().keys["anchor"] = {.spki = "aa", .key_id = "", .signed_one = "2"};
       },
       "", false},
      {"one_name_and_no_key",
       [](Sides& s) {
         s.everywhere([](Sample& it) { it.keys["anchor"].signed_one = "1"; });
         s.candidate().keys["anchor"].signed_one = "2";
       },
       "soap not compared: the anchor of both is CN=Root: whether of one key, neither chain shows; ", false,
       false},
      {"a_call_more",
       [](Sides& s) {
         s.candidate().calls.push_back(s.candidate().calls[0]);
         s.candidate().calls[1].name = "logout";
       },
       "soap/logout not compared: production: no such call; ", false, false},
      {"a_format_that_varies", [](Sides& s) { s.baseline(1).calls[0].response = response("oops"); },
       "soap/login not compared: bodies: the baseline answers in several formats: json, text; ", false,
       false},
      {"in_all_of_them",
       [](Sides& s) {
         s.question.candidate.rounds.push_back({sample(response(R"({"a":3})"))});
         s.candidate().calls[0].response = response(R"({"a":2})");
       },
       "soap/login body /a: 1 -> 2; ", true},
      {"time_alone",
       [](Sides& s) { s.candidate().calls[0].response->duration = std::chrono::milliseconds(500); },
       "soap/login time duration: 10 to 10 ms -> 500 to 500 ms; ", false},
      {"not_seen",
       [](Sides& s) {
         s.candidate().tls.clear();
         s.candidate().not_seen = "connect-refused";
       },
       "soap not compared: sandbox: connect-refused; ", false, false},
      {"not_seen_once",
       [](Sides& s) {
         s.baseline(1).tls.clear();
         s.baseline(1).not_seen = "reset";
       },
       "soap not compared: production: reset; ", false, false},
      {"not_answered", [](Sides& s) { s.baseline().calls[0].why_not = "held: untrusted-now"; },
       "soap/login not compared: production: held: untrusted-now; ", false, false},
      {"an_endpoint_on_one_side", [](Sides& s) { s.candidate().endpoint = "rest"; },
       "soap not compared: not in the candidate; rest not compared: not in the baseline; ", false, false},
      {"ignored",
       [](Sides& s) {
         s.candidate().tls["version"] = "TLSv1.2";
         s.candidate().calls[0].response = response(R"({"a":2})");
         s.question.ignore = {"tls v*", "soap/* body /a"};
       },
       "", false},
      {"not_ignored_elsewhere",
       [](Sides& s) {
         s.candidate().calls[0].response = response(R"({"a":2})");
         s.question.ignore = {"rest/* body /a", "body", "body /b"};
       },
       "soap/login body /a: 1 -> 2; ", true},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    Sides sides;
    one.arrange(sides);
    const auto comparison = compare(sides.question);
    EXPECT_EQ(told(comparison), one.told);
    EXPECT_EQ(comparison.differs(), one.differs);
    EXPECT_EQ(comparison.is_whole(), one.whole);
  }
}

TEST(Compare, asks_the_stores_about_both_chains) {
  Sides sides;
  sides.everywhere([](Sample& it) { it.chain = {certificate("old", "CA", 1)}; });
  sides.candidate().chain = {certificate("new", "CA", 2)};
  sides.question.stores = {"main", "other"};
  sides.question.answer = [](const std::string& store, const cert::Chain& chain) -> Result<trust::Answer> {
    const bool is_new = chain.front()->sha256 == certificate("new", "CA", 2)->sha256;
    return trust::Answer{
        .trusted = store == "other" || is_new,
        .reason = store == "other" || is_new ? trust::Reason::none : trust::Reason::anchor_not_in_store};
  };
  EXPECT_EQ(told(compare(sides.question)),
            "soap tls store main: not trusted: anchor-not-in-store -> trusted; ");
}

// A secret with capitals is none any more in lower case.
TEST(Compare, names_of_headers_and_keys_are_scrubbed_as_they_are_written) {
  Sides sides;
  sides.candidate().calls[0].response = response(R"({"a":1,"SE/CRET":1})", {{"X-SECRET", "1"}});
  sides.question.scrub = [](std::string_view text) {
    return std::string(text == "X-SECRET" || text == "SE/CRET" ? "[secret]" : text);
  };
  EXPECT_EQ(told(compare(sides.question)),
            "soap/login body /[secret]:  -> 1; soap/login http header [secret]: not there -> there; ");
}

// Chains of one form, told apart where only their keys are.
TEST(Compare, takes_the_key_of_an_anchor_that_was_not_sent_from_the_stores) {
  Sides sides;
  sides.everywhere([](Sample& it) {
    it.chain = {certificate("old", "Root", 1)};
    it.tls["anchor"] = it.tls["issuer"] = certificate("Root", "Root", 9)->subject.text();
    for (const auto* which : {"anchor", "issuer"}) it.keys[which].signed_one = "1";
  });
  sides.candidate().chain = {certificate("new", "Root", 2)};
  for (const auto* which : {"anchor", "issuer"}) sides.candidate().keys[which].signed_one = "2";
  sides.question.stores = {"main"};
  char root_of_new = 9;
  sides.question.answer = [&](const std::string&, const cert::Chain& chain) -> Result<trust::Answer> {
    const bool is_new = chain.front()->sha256 == certificate("new", "Root", 2)->sha256;
    const auto root = certificate("Root", "Root", is_new ? root_of_new : 9);
    return trust::Answer{.trusted = true, .path = {chain.front(), root}};
  };
  EXPECT_EQ(told(compare(sides.question)), "");
  root_of_new = 8;
  EXPECT_NE(told(compare(sides.question)).find("soap tls anchor"), std::string::npos);
}

std::string proofs(const Comparison& comparison) {
  return fmt::format("{}\nNOT {}", fmt::join(comparison.proves, "\n"),
                     fmt::join(comparison.proves_not, "\nNOT "));
}

TEST(Compare, says_what_a_pass_proves_and_what_it_does_not) {
  constexpr auto kWorks = "a store that works at the one has what the other needs";
  constexpr auto kAlike = "get alike answers";
  const auto trusts = [](bool baseline, bool candidate) {
    return [=](Sides& s) {
      s.everywhere([](Sample& it) { it.chain = {certificate("old", "CA", 1)}; });
      s.candidate().chain = {certificate("new", "CA", 2)};
      s.question.stores = {"main"};
      s.question.answer = [=](const std::string&, const cert::Chain& chain) -> Result<trust::Answer> {
        const bool is_new = chain.front()->sha256 == certificate("new", "CA", 2)->sha256;
        const bool trusted = is_new ? candidate : baseline;
        return trust::Answer{.trusted = trusted,
                             .reason = trusted ? trust::Reason::none : trust::Reason::anchor_not_in_store};
      };
    };
  };
  const auto saved = [](Sample& it) { it.calls[0].response.reset(); };
  const struct {
    const char* name;
    std::function<void(Sides&)> arrange;
    std::vector<std::string> says;
    std::vector<std::string> says_not;
  } cases[] = {
      {"stores_that_trust_both", trusts(true, true), {kWorks, kAlike}, {"no store"}},
      {"stores_that_trust_none", trusts(false, false), {"NOT soap: no store trusts", kAlike}, {kWorks}},
      {"stores_that_differ",
       trusts(true, false),
       {"NOT soap: the stores say something else"},
       {kWorks, kAlike}},
      {"nobody_asked",
       [](Sides&) {},
       {"soap: the same issuer, anchor and intermediates", "no store was asked"},
       {kWorks}},
      {"another_anchor",
       [](Sides& s) { s.candidate().tls["anchor"] = "CN=Other"; },
       {"NOT soap: sandbox ends in another anchor"},
       {"the same issuer"}},
      {"another_key_of_one_name",
       [](Sides& s) {
         s.everywhere(
             [](Sample& it) { it.keys["anchor"] = {.spki = "", .key_id = "aa", .signed_one = "1"}; });
         s.candidate().keys["anchor"] = {.spki = "", .key_id = "bb", .signed_one = "2"};
       },
       {"NOT soap: sandbox ends in another anchor"},
       {"the same issuer"}},
      {"a_key_that_nobody_shows",
       [](Sides& s) {
         s.everywhere([](Sample& it) { it.keys["anchor"].signed_one = "1"; });
         s.candidate().keys["anchor"].signed_one = "2";
       },
       {"NOT soap: was not compared (the anchor of both"},
       {"the same issuer", kAlike}},
      {"no_call",
       [](Sides& s) { s.everywhere([](Sample& it) { it.calls.clear(); }); },
       {"NOT what sandbox and production answer: no call was compared"},
       {kAlike}},
      {"saved_runs",
       [&](Sides& s) { s.everywhere(saved); },
       {"come to the same status and outcome", "NOT headers and bodies of answers: a saved run holds none"},
       {kAlike}},
      {"withheld",
       [](Sides& s) { s.question.candidate.credentials = profile::Credentials::withheld; },
       {"get alike answers from sandbox and production, without credentials",
        "NOT what sandbox answers whoever is logged in"},
       {}},
      {"an_edge_s_own_page",
       [](Sides& s) { s.everywhere([](Sample& it) { it.calls[0].outcome = "edge-error"; }); },
       {"NOT soap/login: answered by an edge's own error page"},
       {kAlike}},
      {"but_for_what_is_ignored",
       [](Sides& s) {
         s.candidate().calls[0].response = response(R"({"a":2})");
         s.question.ignore = {"body /a"};
       },
       {"get alike answers from sandbox and production but for what the profile ignores"},
       {}},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    Sides sides;
    one.arrange(sides);
    const auto all = proofs(compare(sides.question));
    for (const auto& text : one.says) EXPECT_NE(all.find(text), std::string::npos) << text << "\n" << all;
    for (const auto& text : one.says_not) EXPECT_EQ(all.find(text), std::string::npos) << text << "\n" << all;
  }
}

// What a saved run or a handshake says besides names.
TEST(SamplesOf, tell_where_a_handshake_ended_and_whether_certificates_are_in_date) {
  cert::Certificate leaf = *certificate("api.example.com", "CA", 1);
  leaf.not_before = december(1);
  leaf.not_after = december(10);
  RouteReport route{.route = {.endpoint = "soap", .verify_name = "api.example.com"}};
  route.route.address = *Address::parse("192.0.2.1");
  route.handshake = probe::Handshake{
      .version = "TLSv1.2", .chain = {std::make_shared<const cert::Certificate>(leaf)}, .failure = "closed"};
  const auto cut = samples_of(route, december(5)).at(0);
  EXPECT_EQ(cut.ended, "closed");
  EXPECT_EQ(cut.address, "192.0.2.1:443");
  EXPECT_FALSE(cut.tls.contains("version")) << "it was not agreed on";
  EXPECT_EQ(cut.tls.at("validity"), "in date");
  route.handshake->failure.clear();
  const auto expired = samples_of(route, december(10)).at(0);
  EXPECT_EQ(expired.tls.at("version"), "TLSv1.2");
  EXPECT_EQ(expired.tls.at("validity"), "expired: api.example.com");
}

// An edge may serve another chain to the next connection.
TEST(SamplesOf, every_chain_that_a_route_showed_is_one) {
  RouteEvidence route;
  for (const char digest : {'\1', '\1', '\2'})
    route.handshakes.push_back({.chain = {certificate("api.example.com", "CA", digest)}});
  EXPECT_EQ(samples_of(route, december(5)).size(), 2U);
}

TEST(Fits, a_star_is_any_text) {
  const struct {
    const char *pattern, *text;
    bool fits;
  } cases[] = {
      {"", "", true},
      {"", "a", false},
      {"a", "a", true},
      {"a", "b", false},
      {"*", "", true},
      {"*", "abc", true},
      {"a*", "abc", true},
      {"*c", "abc", true},
      {"a*c", "abcbc", true},
      {"a*b", "abc", false},
      {"**a**", "a", true},
      {"a*b*c", "axbxbxc", true},
      {"a*b*c", "ac", false},
      {"/r/*/id", "/r/0/id", true},
      {"/r/*/id", "/r/id", false},
  };
  for (const auto& one : cases)
    EXPECT_EQ(fits(one.pattern, one.text), one.fits) << one.pattern << " " << one.text;
  EXPECT_FALSE(fits(std::string(50, '*') + "b", std::string(20'000, 'a')));
}

}  // namespace
}  // namespace rehearse::judge
