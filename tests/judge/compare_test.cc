#include "judge/compare.h"

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
           one.candidate + "; ";
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
           it.calls[0].response =
               response("", {{"Date", number}, {"Set-Cookie", number}, {"X-Request-Id", number}});
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
         s.question.candidate.rounds.push_back({sample()});
         s.candidate().calls[0].response = response(R"({"a":2})");
         s.candidate(1).tls["version"] = "TLSv1.2";
       },
       "", false},
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

TEST(Compare, says_what_a_pass_proves_and_what_it_does_not) {
  Sides sides;
  auto proved = compare(sides.question);
  ASSERT_EQ(proved.proves.size(), 2U);
  EXPECT_NE(proved.proves[0].find("soap: the same issuer, anchor and intermediates"), std::string::npos);
  EXPECT_EQ(proved.proves_not.size(), 2U) << "what no comparison proves";
  sides.candidate().tls["anchor"] = "CN=Other";
  proved = compare(sides.question);
  EXPECT_TRUE(proved.proves.empty());
  EXPECT_NE(proved.proves_not[0].find("another anchor"), std::string::npos);
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
