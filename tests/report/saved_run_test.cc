#include "report/saved_run.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cert/mint.h"
#include "judge/scrub.h"
#include "report/console.h"
#include "report/html.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/made.h"
#include "report/markdown.h"
#include "report/runs.h"

namespace rehearse::report {
namespace {

using nlohmann::ordered_json;

// All of them as a run hands them to its reports.
std::vector<test::NamedRun> finished_runs() {
  auto out = test::all_runs();
  for (auto& one : out) judge::make_utf8(one.run);
  return out;
}

cert::CertificatePtr minted(std::string name) {
  cert::Mint what;
  what.subject.attributes = {{"CN", std::move(name)}};
  what.not_before = test::instant("2018-01-01T00:00:00Z");
  what.not_after = test::instant("2028-01-01T00:00:00Z");
  what.kind = cert::Mint::Kind::authority;
  const auto out = cert::mint(what, nullptr);
  return out ? out->certificate : nullptr;
}

TEST(SavedRun, gives_every_report_again_byte_by_byte) {
  for (const auto& [name, run] : finished_runs()) {
    const auto json = render_json(run);
    const auto saved = read_saved_run(json);
    ASSERT_TRUE(saved) << name << ": " << saved.error().text();
    EXPECT_EQ(render_json(*saved), json) << name;
    EXPECT_EQ(render_html(*saved), render_html(run)) << name;
    EXPECT_EQ(render_junit(*saved), render_junit(run)) << name;
    EXPECT_EQ(render_markdown(*saved), render_markdown(run)) << name;
    for (const bool verbose : {false, true}) {
      const ConsoleOptions options{.width = 100, .verbose = verbose};
      EXPECT_EQ(render_console(*saved, options), render_console(run, options)) << name;
    }
  }
}

TEST(SavedRun, holds_the_bytes_of_certificates) {
  const auto root = minted("Example Root");
  ASSERT_TRUE(root);
  auto run = test::ready_run();
  run.routes.front().handshake->chain = {root};
  const auto saved = read_saved_run(render_json(run));
  ASSERT_TRUE(saved) << saved.error().text();
  const auto& read = saved->routes.front().handshake->chain.front();
  EXPECT_EQ(read->der, root->der);
  EXPECT_EQ(read->subject_key_id, root->subject_key_id);
}

struct Damage {
  const char* name;
  void (*damage)(ordered_json&);
};

TEST(SavedRun, refuses_what_is_not_as_it_was_written) {
  const Damage rows[] = {
      {"schema", [](auto& it) { it["schema"] = "rehearse-check/1"; }},
      {"verdict", [](auto& it) { it["verdict"] = "fine"; }},
      {"no rows", [](auto& it) { it.erase("rows"); }},
      {"stage", [](auto& it) { it["rows"][0]["stages"][0]["outcome"] = "maybe"; }},
      {"status", [](auto& it) { it["routes"][1]["calls"][0]["status"] = 4294967497; }},
      {"status", [](auto& it) { it["routes"][1]["calls"][0]["status"] = -1; }},
      {"port", [](auto& it) { it["routes"][0]["port"] = 70000; }},
      {"address", [](auto& it) { it["routes"][0]["address"] = "nowhere"; }},
      {"time", [](auto& it) { it["rows"][0]["at"] = "soon"; }},
      {"digest", [](auto& it) { it["rows"][0]["path"][0] = "abc"; }},
      {"digest", [](auto& it) { it["certificates"][0]["sha256"] = nullptr; }},
      {"pem", [](auto& it) { it["certificates"][0]["pem"] = "none"; }},
      {"list", [](auto& it) { it["stores"] = 3; }},
      {"verdict", [](auto& it) { it["rows"][0]["verdict"] = "will-break"; }},
      {"summary", [](auto& it) { it["summary"]["ready"] = 7; }},
      {"flag", [](auto& it) { it["lab"] = "yes"; }},
  };
  for (const auto& [name, damage] : rows) {
    auto document = ordered_json::parse(render_json(test::ready_run()));
    damage(document);
    const auto saved = read_saved_run(document.dump());
    ASSERT_FALSE(saved) << name;
    EXPECT_EQ(saved.error().code, "bad-report") << name;
  }
}

// Each would be a false comfort: what speaks against the change is there, and the answer says otherwise.
TEST(SavedRun, refuses_an_answer_that_the_run_does_not_bear_out) {
  const Damage rows[] = {
      {"a stage of a row fails", [](auto& it) { it["rows"][0]["stages"][5]["outcome"] = "fail"; }},
      {"a stage of a row was skipped", [](auto& it) { it["rows"][0]["stages"][3]["outcome"] = "skipped"; }},
      {"a row has no stages", [](auto& it) { it["rows"][0]["stages"].clear(); }},
      {"a stage decided", [](auto& it) { it["rows"][0]["stage"] = "trust"; }},
      {"a reason speaks against it", [](auto& it) { it["rows"][0]["reason"] = "anchor-not-in-store"; }},
      {"its store is not listed", [](auto& it) { it["stores"].erase(0); }},
      {"its store was not read", [](auto& it) { it["stores"][0]["error"] = "no such file"; }},
      {"its store was not judged", [](auto& it) { it["stores"][0]["not_judged"] = true; }},
      {"its route has no chain",
       [](auto& it) {
         for (auto& route : it["routes"]) route["handshake"] = nullptr;
       }},
      {"its route has no address",
       [](auto& it) {
         for (auto& route : it["routes"]) route["address"] = nullptr;
       }},
      {"its route is gone", [](auto& it) { it["routes"].clear(); }},
      {"an endpoint has no row", [](auto& it) { it["routes"][0]["endpoint"] = "soap"; }},
      {"an endpoint was not judged",
       [](auto& it) {
         it["findings"].push_back({{"id", "not-judged"}, {"where", "soap"}, {"text", "no store"}});
       }},
      {"a store has no row",
       [](auto& it) {
         it["stores"].push_back(it["stores"][0]);
         it["stores"].back()["name"] = "legacy";
       }},
      {"the window ends before it begins", [](auto& it) { it["window"]["to"] = "2001-01-01T00:00:00Z"; }},
      {"the lab was no lab",
       [](auto& it) {
         it["routes"][0]["why"] = "lab";
         it["lab"] = false;
       }},
  };
  for (const auto& [name, damage] : rows) {
    auto document = ordered_json::parse(render_json(test::ready_run()));
    damage(document);
    const auto saved = read_saved_run(document.dump());
    ASSERT_FALSE(saved) << name;
    EXPECT_EQ(saved.error().text().find("json.exception"), std::string::npos) << saved.error().text();
  }
}

TEST(SavedRun, refuses_what_breaks_at_no_stage) {
  const auto broken = ordered_json::parse(render_json(test::will_break_run()));
  const auto row = [](ordered_json& document) -> ordered_json& {
    for (auto& one : document["rows"]) {
      if (!one["remedy"].is_null()) return one;
    }
    throw std::logic_error("no row with a remedy");
  };
  auto no_stage = broken;
  row(no_stage)["stage"] = nullptr;
  EXPECT_FALSE(read_saved_run(no_stage.dump()));
  auto passed = broken;
  for (auto& stage : row(passed)["stages"]) stage["outcome"] = "pass";
  EXPECT_FALSE(read_saved_run(passed.dump()));
}

TEST(SavedRun, refuses_a_key_that_stands_twice) {
  auto text = render_json(test::ready_run());
  const std::string mark = "\"verdict\":";
  text.insert(text.rfind(mark), mark + " \"will-break\", ");
  const auto saved = read_saved_run(text);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().text(), "the key \"verdict\" stands twice in one object");
}

TEST(SavedRun, refuses_a_chain_that_says_another_thing_than_its_certificates) {
  auto run = test::ready_run();
  run.routes.front().handshake->chain = {minted("Example Root")};
  auto document = ordered_json::parse(render_json(run));
  ASSERT_TRUE(read_saved_run(document.dump()));
  document["routes"][0]["handshake"]["chain"][0]["not_after"] = "2038-01-01T00:00:00Z";
  EXPECT_FALSE(read_saved_run(document.dump()));
}

TEST(SavedRun, refuses_a_certificate_under_the_digest_of_another) {
  const auto one = minted("One");
  ASSERT_TRUE(one);
  auto document = ordered_json::parse(render_json(test::ready_run()));
  document["certificates"][0]["pem"] = cert::to_pem(*one);
  EXPECT_FALSE(read_saved_run(document.dump()));
}

}  // namespace
}  // namespace rehearse::report
