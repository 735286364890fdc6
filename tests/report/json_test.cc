#include "report/json.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "cert/mint.h"
#include "report/made.h"
#include "report/runs.h"

namespace rehearse::report {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

const json& schema() {
  static const json parsed = [] {
    std::ifstream in(std::string(REHEARSE_SOURCE_DIR) + "/docs/report-schema.json");
    return json::parse(in);
  }();
  return parsed;
}

// What is wrong with `document`, one problem a line; empty where it is valid.
std::string violations(const json& document) {
  valijson::Schema compiled;
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(schema()), compiled);
  valijson::ValidationResults results;
  valijson::Validator validator;
  if (validator.validate(compiled, valijson::adapters::NlohmannJsonAdapter(document), &results)) return {};
  std::string out;
  for (const auto& error : results) {
    for (const auto& part : error.context) out += part;
    out += ": " + error.description + "\n";
  }
  return out.empty() ? "invalid" : out;
}

std::vector<std::string> keys(const ordered_json& object) {
  std::vector<std::string> out;
  for (const auto& [key, value] : object.items()) out.push_back(key);
  return out;
}

TEST(Json, every_run_fits_the_schema) {
  for (const auto& [name, run] : test::all_runs()) {
    EXPECT_EQ(violations(json::parse(render_json(run))), "") << name;
  }
}

TEST(Json, the_schema_refuses_what_is_no_report) {
  const struct {
    const char* name;
    void (*spoil)(json&);
  } cases[] = {
      {"another_schema", [](json& it) { it["schema"] = "rehearse-report/2"; }},
      {"an_unknown_key_at_the_top", [](json& it) { it["extra"] = 1; }},
      {"an_unknown_key_in_a_row", [](json& it) { it["rows"][0]["extra"] = 1; }},
      {"an_unknown_key_in_a_handshake", [](json& it) { it["routes"][0]["handshake"]["extra"] = 1; }},
      {"a_missing_verdict", [](json& it) { it.erase("verdict"); }},
      {"a_verdict_spelt_otherwise", [](json& it) { it["rows"][0]["verdict"] = "will_break"; }},
      {"a_stage_that_does_not_exist", [](json& it) { it["rows"][0]["stage"] = "dns"; }},
      {"a_digest_in_upper_case", [](json& it) { it["rows"][0]["culprit"] = std::string(64, 'A'); }},
      {"a_time_without_zone", [](json& it) { it["now"] = "2018-12-12T09:00:00"; }},
      {"a_count_below_zero", [](json& it) { it["summary"]["ready"] = -1; }},
      {"a_port_out_of_range", [](json& it) { it["routes"][0]["port"] = 65536; }},
      {"a_remedy_that_is_a_text", [](json& it) { it["rows"][0]["remedy"] = "add it"; }},
  };
  for (const auto& one : cases) {
    auto document = json::parse(render_json(test::will_break_run()));
    ASSERT_EQ(violations(document), "");
    one.spoil(document);
    EXPECT_NE(violations(document), "") << one.name;
  }
}

TEST(Json, keys_stand_in_the_order_of_the_contract) {
  const auto document = ordered_json::parse(render_json(test::will_break_run()));
  using Keys = std::vector<std::string>;
  EXPECT_EQ(keys(document), (Keys{"schema", "version", "profile", "started", "now", "lab", "machine",
                                  "verdict", "summary", "routes", "rows", "stores", "findings", "not_tried",
                                  "window", "interrupted", "certificates", "clients"}));
  EXPECT_EQ(keys(document["rows"][0]),
            (Keys{"endpoint", "target", "address", "without_sni", "store", "client", "how", "at", "verdict",
                  "stage", "reason", "detail", "stages", "culprit", "remedy", "replay", "changes", "path",
                  "client_version"}));
  EXPECT_EQ(keys(document["routes"][0]),
            (Keys{"endpoint",    "target",   "role",       "url",        "sni",   "host",
                  "verify_name", "address",  "port",       "family",     "why",   "handshake",
                  "calls",       "why_text", "candidates", "unresolved", "proxy", "intermediates",
                  "without_sni", "cnames",   "ttl",        "handshakes", "proofs"}));
}

TEST(Json, a_stable_id_stands_for_each_verdict) {
  const struct {
    const char* name;
    judge::Verdict verdict;
    const char* id;
  } cases[] = {{"ready", judge::Verdict::ready, "ready"},
               {"will_break", judge::Verdict::will_break, "will-break"},
               {"not_affected", judge::Verdict::not_affected, "not-affected"},
               {"inconclusive", judge::Verdict::inconclusive, "inconclusive"}};
  for (const auto& one : cases) {
    judge::Run run;
    run.verdict = one.verdict;
    EXPECT_EQ(json::parse(render_json(run))["verdict"], one.id) << one.name;
  }
}

TEST(Json, of_a_peers_bytes_nothing_reaches_a_terminal_raw) {
  auto run = test::bare_run("\x1b[31m \u202e \x9b \xff caf\u00e9 \x7f");
  const std::string text = render_json(run);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    ASSERT_TRUE((byte >= 0x20 && byte < 0x7f) || c == '\n') << int{byte};
  }
  EXPECT_EQ(json::parse(text)["profile"]["title"], "\x1b[31m \u202e \ufffd \ufffd caf\u00e9 \x7f");
}

TEST(Json, the_same_run_gives_the_same_bytes_and_ends_with_one_line_feed) {
  const std::string text = render_json(test::hostile_run());
  EXPECT_EQ(text, render_json(test::hostile_run()));
  EXPECT_TRUE(text.ends_with("}\n"));
}

TEST(Json, a_certificate_to_add_is_there_as_pem_once_however_many_rows_add_it) {
  cert::Mint what;
  what.subject.attributes = {{"CN", "Minted Root"}};
  what.not_before = test::instant("2018-01-01T00:00:00Z");
  what.not_after = test::instant("2028-01-01T00:00:00Z");
  what.kind = cert::Mint::Kind::authority;
  const auto minted = cert::mint(what, nullptr);
  ASSERT_TRUE(minted) << minted.error().text();
  auto run = test::many_run(60);
  for (auto& row : run.rows) {
    if (row.remedy)
      row.remedy->add = {{minted->certificate->sha256, "Minted Root", "here", minted->certificate}};
  }
  const auto document = json::parse(render_json(run));
  std::size_t with_pem = 0;
  for (const auto& one : document["certificates"]) with_pem += one["pem"].is_null() ? 0 : 1;
  EXPECT_EQ(with_pem, 1U);
  EXPECT_EQ(document["certificates"][0]["pem"], cert::to_pem(*minted->certificate));
  EXPECT_EQ(document["certificates"][0]["sha256"], minted->certificate->sha256.hex());
  EXPECT_EQ(violations(document), "");
}

TEST(Json, what_is_not_known_is_null) {
  auto run = test::inconclusive_run();
  const auto document = json::parse(render_json(run));
  const auto& unresolved = document["routes"].back();
  EXPECT_TRUE(unresolved["address"].is_null());
  EXPECT_TRUE(unresolved["handshake"].is_null());
  EXPECT_EQ(unresolved["unresolved"]["code"], "name-not-found");
  EXPECT_TRUE(json::parse(render_json(judge::Run()))["window"].is_null());
}

}  // namespace
}  // namespace rehearse::report
