// `rehearse compare` as a shell sees it, against edges on loopback whose answers are never the same twice.

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "e2e/authorities.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

using nlohmann::json;

class Compare : public ::testing::Test {
 protected:
  // A service with ids, dates, orders and a session of its own in every answer.
  static lab::Handler service(const std::string& plan, int first) {
    return [plan, answers = first](const lab::HttpRequest&) mutable {
      const auto number = std::to_string(++answers);
      const bool odd = answers % 2 == 1;
      const std::string roles = odd ? R"(["read","write"])" : R"(["write","read"])";
      lab::HttpResponse out{.headers = {{"Content-Type", "application/json"}}};
      out.headers.insert(odd ? out.headers.end() : out.headers.begin(), {"X-Kind", "account"});
      out.headers.emplace_back("X-Request-Id", number);
      out.body = R"({"request":")" + number + R"(","session":"s3ssion-)" + number + R"(","roles":)" + roles +
                 R"(,"account":{"plan":")" + plan + R"(","seats":5}})";
      return out;
    };
  }
  lab::Edge& edge(const lab::Identity& identity, const std::string& plan, int first = 0) {
    lab::EdgeOptions options;
    options.identities = {identity};
    options.handler = service(plan, first);
    return it.serve(std::move(options));
  }
  void sides(const lab::Identity& today, const std::string& today_plan, const lab::Identity& next,
             const std::string& next_plan) {
    it.today = place(edge(today, today_plan));
    it.next = place(edge(next, next_plan, 1000));
  }
  Ended compare(std::vector<std::string> more = {}) {
    const auto run = it.command();
    std::vector<std::string> all = {"compare", run.at(1), "--no-dns"};
    all.insert(all.end(), more.begin(), more.end());
    return start_rehearse(all, it.environment).wait();
  }
  json compared(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--report-json", "-"});
    const auto ended = compare(std::move(more));
    return ended.out.empty() ? json(ended.err) : json::parse(ended.out);
  }
  static std::string paths(const json& comparison) {
    std::string out;
    for (const auto& one : comparison.at("differences"))
      out += (out.empty() ? "" : ", ") + one.at("area").get<std::string>() + " " +
             one.at("path").get<std::string>();
    return out;
  }

  Rehearsal it;
};

TEST_F(Compare, a_service_that_never_answers_the_same_is_alike_itself) {
  const auto identity = new_one().identity();
  sides(identity, "gold", identity, "gold");
  const auto comparison = compared();
  EXPECT_EQ(paths(comparison), "");
  EXPECT_EQ(comparison.at("schema"), "rehearse-compare/1");
  EXPECT_EQ(comparison.at("verdict"), "alike") << comparison;
  EXPECT_EQ(comparison.at("baseline"), "production");
  EXPECT_EQ(comparison.at("candidate"), "staging");
  EXPECT_EQ(comparison.at("compared"), 2);
  EXPECT_EQ(comparison.at("proves").size(), 2U);
  EXPECT_EQ(compare().exit, 0);
}

TEST_F(Compare, one_changed_field_is_found_alone) {
  const auto identity = new_one().identity();
  sides(identity, "gold", identity, "silver");
  const auto comparison = compared();
  EXPECT_EQ(paths(comparison), "body api/ping /account/plan");
  EXPECT_EQ(comparison.at("differences").at(0).at("baseline"), "gold");
  EXPECT_EQ(comparison.at("differences").at(0).at("candidate"), "silver");
  EXPECT_EQ(comparison.at("verdict"), "differs");
  EXPECT_EQ(compare().exit, 1);
  it.more_sections = "compare: {ignore: body /account/*}\n";
  EXPECT_EQ(compared().at("ignored"), 1);
  EXPECT_EQ(compare().exit, 0);
}

TEST_F(Compare, without_a_second_answer_nothing_is_known_of_noise) {
  const auto identity = new_one().identity();
  sides(identity, "gold", identity, "gold");
  EXPECT_EQ(compare({"--repeat", "1"}).exit, 1);
  EXPECT_EQ(compare({"--repeat", "4"}).exit, 0);
}

TEST_F(Compare, another_chain_is_told_with_what_it_means_for_the_stores) {
  sides(old_one().identity(), "gold", new_one().identity(), "gold");
  it.stores["main"] = pem({old_one().root});
  it.stores["both"] = pem({old_one().root, new_one().root});
  const auto comparison = compared();
  EXPECT_EQ(paths(comparison).substr(0, 75),
            "tls api anchor, tls api store main, tls api intermediates, tls api issuer, ")
      << comparison;
  EXPECT_NE(comparison.at("proves_not").at(0).get<std::string>().find("another anchor"), std::string::npos);
  EXPECT_EQ(compare().exit, 1);
}

TEST_F(Compare, what_could_not_be_compared_is_no_likeness) {
  const auto identity = new_one().identity();
  sides(identity, "gold", identity, "gold");
  const struct {
    const char* name;
    std::function<void()> arrange;
    std::vector<std::string> more;
    int exit;
  } cases[] = {
      {"an_edge_is_down", [this] { it.next_redirect = "redirect: {connect_to: '::127.0.0.1:1'}"; }, {}, 3},
      {"the_gate_is_shut",
       [this] {
         it.next_redirect.clear();
         it.stores["main"] = pem({third_one().root});
       },
       {},
       3},
      {"a_report_in_place_of_a_store", [] {}, {"--report-json", it.folder() / "main.pem"}, 2},
      {"no_such_target", [] {}, {"--candidate", "sandbox"}, 2},
      {"the_same_target", [] {}, {"--candidate", "production"}, 2},
      {"no_number", [] {}, {"--repeat", "0"}, 2},
      {"three_things", [] {}, {"a.json", "b.json"}, 2},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    one.arrange();
    const auto ended = compare(one.more);
    EXPECT_EQ(ended.exit, one.exit) << ended.out << ended.err;
  }
}

TEST_F(Compare, secrets_stand_nowhere) {
  const auto identity = new_one().identity();
  sides(identity, "gold", identity, "silver");
  it.today_says = it.next_says = "credentials: send";
  it.environment["TOKEN"] = "pass-word-of-mine";
  it.calls =
      "[{name: ping, headers: {X-Token: '${env:TOKEN}'}, capture: {session: {json: .session}}}, {name: "
      "again, "
      "path: '/v1/{{session}}', capture: {plan: {json: .account.plan}}}]";
  const auto page = it.folder() / "page.html";
  const auto ended = compare({"-v", "--report-html", page});
  EXPECT_EQ(ended.exit, 1);
  const auto all = ended.out + ended.err + content(page);
  EXPECT_NE(all.find("<html"), std::string::npos);
  for (const char* secret : {"pass-word-of-mine", "s3ssion-", "silver"})
    EXPECT_EQ(all.find(secret), std::string::npos) << all;
}

TEST_F(Compare, every_address_of_the_candidate_is_compared) {
  const auto& good = edge(new_one().identity(), "gold");
  lab::EdgeOptions elsewhere;
  elsewhere.place.port = good.port();
  elsewhere.identities = {third_one().identity()};
  elsewhere.handler = service("gold", 1000);
  const auto& other = it.serve(std::move(elsewhere));
  it.today = place(good);
  it.next_redirect = "redirect: {address: [" + good.address().text() + ", " + other.address().text() +
                     "], port: " + std::to_string(good.port()) + "}";
  const auto comparison = compared();
  ASSERT_EQ(comparison.at("verdict"), "differs") << comparison;
  const auto& first = comparison.at("differences").at(0);
  EXPECT_EQ(first.at("path"), "api anchor");
  EXPECT_EQ(first.at("at"), json::array({place(other)}));
  EXPECT_NE(compare().out.find("of api at " + place(other)), std::string::npos);
}

TEST_F(Compare, a_candidate_that_fails_every_other_time_differs) {
  const auto identity = new_one().identity();
  it.today = place(edge(identity, "gold"));
  lab::EdgeOptions options;
  options.identities = {identity};
  options.handler = [answers = 0, well = service("gold", 1000)](const lab::HttpRequest& request) mutable {
    auto out = well(request);
    if (++answers % 2 == 0) out.status = 500;
    return out;
  };
  it.next = place(it.serve(std::move(options)));
  const auto comparison = compared({"--repeat", "4"});
  ASSERT_EQ(paths(comparison).substr(0, 20), "http api/ping status") << comparison;
  EXPECT_EQ(comparison.at("differences").at(0).at("seen_in"), 1);
  EXPECT_EQ(comparison.at("differences").at(0).at("of"), 3);
}

TEST_F(Compare, secrets_stand_in_no_name) {
  const auto identity = new_one().identity();
  it.today = place(edge(identity, "gold"));
  lab::EdgeOptions options;
  options.identities = {identity};
  options.handler = [](const lab::HttpRequest&) {
    return lab::HttpResponse{.headers = {{"X-Token", "1"}, {"Mixed-Case-Word", "1"}},
                             .body = R"({"sl/ash~word":{"sl/ash~word":1}})"};
  };
  it.next = place(it.serve(std::move(options)));
  it.today_says = it.next_says = "credentials: send";
  it.environment["A"] = "sl/ash~word";
  it.environment["B"] = "Mixed-Case-Word";
  it.calls = "[{name: ping, headers: {X-A: '${env:A}', X-B: '${env:B}'}}]";
  const auto ended = compare({"-v"});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_NE(ended.out.find("header [secret]"), std::string::npos) << ended.out;
  for (const char* secret : {"sl/ash~word", "ash~0word", "mixed-case-word", "Mixed-Case-Word"})
    EXPECT_EQ((ended.out + ended.err).find(secret), std::string::npos) << ended.out;
}

TEST_F(Compare, what_a_saved_run_says_of_a_handshake_is_compared) {
  it.report = it.folder() / "before.json";
  start_rehearse(it.command(), it.environment).wait();
  const auto before = json::parse(std::ifstream(it.report));
  const struct {
    const char* name;
    std::function<void(json& route)> change;
    int exit;
  } cases[] = {
      {"nothing", [](json&) {}, 0},
      {"expired", [](json& route) { route["handshake"]["chain"][0]["not_after"] = "2018-01-01T00:00:00Z"; },
       1},
      {"failed", [](json& route) { route["handshake"]["failure"] = "closed"; }, 3},
      {"without_calls", [](json& route) { route["calls"] = json::array(); }, 3},
      {"a_status_beyond_32_bits",
       [](json& route) { route["calls"][0]["status"] = (std::int64_t{1} << 40) + 200; }, 2},
      {"a_status_that_is_none", [](json& route) { route["calls"][0]["status"] = 200.5; }, 2},
      {"no_time", [](json& route) { route["handshake"]["chain"][0]["not_after"] = "soon"; }, 2},
      {"no_address", [](json& route) { route["address"] = "nowhere"; }, 2},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    auto after = before;
    after["certificates"] = json::array();  // they would contradict what is changed
    for (auto& route : after["routes"]) one.change(route);
    const auto path = it.folder().write("after.json", after.dump());
    const auto ended = start_rehearse({"compare", it.report, path}, it.environment).wait();
    EXPECT_EQ(ended.exit, one.exit) << ended.out << ended.err;
    const auto back = start_rehearse({"compare", path, it.report}, it.environment).wait();
    EXPECT_EQ(back.exit, one.exit) << back.out << back.err;
  }
  auto more = before;
  more["certificates"] = json::array();
  auto route = more["routes"].back();
  route["address"] = "192.0.2.9";
  route["handshake"]["chain"][0]["key_type"] = "EC-P-521";
  more["routes"].push_back(route);
  const auto ended =
      start_rehearse({"compare", it.report, it.folder().write("more.json", more.dump())}, it.environment)
          .wait();
  EXPECT_EQ(ended.exit, 1) << "a second address is compared, too";
  EXPECT_NE(ended.out.find("at 192.0.2.9:"), std::string::npos) << ended.out;
}

TEST_F(Compare, two_saved_runs_are_held_against_each_other) {
  const auto save = [&](const std::string& name) {
    it.report = it.folder() / name;
    start_rehearse(it.command(), it.environment).wait();
    return it.report;
  };
  const auto before = save("before.json");
  it.next = place(edge(third_one().identity(), "gold"));
  const auto after = save("after.json");
  const auto held = [&](std::vector<std::string> all) {
    all.insert(all.begin(), "compare");
    return start_rehearse(all, it.environment).wait();
  };
  EXPECT_EQ(held({before, before}).exit, 0);
  const auto ended = held({before, after, "--report-json", "-"});
  EXPECT_EQ(ended.exit, 1) << ended.err;
  EXPECT_NE(paths(json::parse(ended.out)).find("tls api/staging anchor"), std::string::npos) << ended.out;
  EXPECT_EQ(held({before, before, "--baseline", "production", "--candidate", "staging"}).exit, 1);
  EXPECT_EQ(held({before, before, "--baseline", "production", "--candidate", "nowhere"}).exit, 2);
  EXPECT_EQ(held({before, before, "--baseline", "production"}).exit, 2);
  EXPECT_EQ(held({before, it.folder().write("no.json", "{}")}).exit, 2);
  EXPECT_EQ(held({before, "/nowhere.json"}).exit, 2);
  EXPECT_EQ(held({before, after, "--report-json", before}).exit, 2) << "it is what is compared";
  EXPECT_EQ(held({before, before}).exit, 0) << "and it is still there";
}

}  // namespace
}  // namespace rehearse::e2e
