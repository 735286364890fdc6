// The three notices of this project's origin, from profile to exit code, with the vendor played on loopback.

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

const std::filesystem::path kSource = REHEARSE_SOURCE_DIR;

struct Notice {
  const char* name;  ///< also of its golden file, where it has one
  const char* profile;
  Environment environment;
  int exit;
  std::vector<std::string> rows;  ///< "endpoint target store: verdict stage reason"
  bool golden = true;

  friend std::ostream& operator<<(std::ostream& out, const Notice& it) { return out << it.name; }
};

const Notice kNotices[] = {
    {.name = "zuora_2016_apisandbox",
     .profile = "zuora-2016-apisandbox.yaml",
     .environment = {{"REHEARSE_TEST_HOST", "tls-test.example.com"}},
     .exit = 1,
     .rows = {"rest test lab:current: ready", "rest test lab:stale: will-break trust anchor-not-in-store",
              "soap test lab:current: ready", "soap test lab:stale: will-break trust anchor-not-in-store"}},
    {.name = "zuora_2016_apisandbox_without_its_variables",
     .profile = "zuora-2016-apisandbox.yaml",
     .environment = {},
     .exit = 1,
     .rows = {"rest test lab:current: ready", "rest test lab:stale: will-break trust anchor-not-in-store",
              "soap test lab:current: ready", "soap test lab:stale: will-break trust anchor-not-in-store"},
     .golden = false},
    {.name = "zuora_2018_production",
     .profile = "zuora-2018-production.yaml",
     .environment = {},
     .exit = 1,
     .rows = {"rest staging lab:current: ready",
              "rest staging lab:stale: will-break trust anchor-not-in-store",
              "rest-api staging lab:current: ready",
              "rest-api staging lab:stale: will-break trust anchor-not-in-store",
              "soap-www staging lab:current: ready",
              "soap-www staging lab:stale: will-break trust anchor-not-in-store",
              "soap-api staging lab:current: ready",
              "soap-api staging lab:stale: will-break trust anchor-not-in-store"}},
    {.name = "zuora_2019_services",
     .profile = "zuora-2019-services.yaml",
     .environment = {},
     .exit = 1,
     .rows = {"services staging lab:current: ready",
              "services staging lab:stale: will-break trust anchor-not-in-store",
              "restservices staging lab:current: ready",
              "restservices staging lab:stale: will-break trust anchor-not-in-store",
              "rest production lab:current: not-affected not-in-change",
              "rest production lab:stale: not-affected not-in-change"}},
};

Ran run(const Notice& notice, std::vector<std::string> arguments) {
  const Folder folder;
  const auto file = folder / "report.json";
  std::vector<std::string> command = {"run", kSource / "profiles" / notice.profile, "--no-dns"};
  if (std::ranges::count(arguments, "--dry-run") == 0) command.insert(command.end(), {"--report-json", file});
  command.insert(command.end(), arguments.begin(), arguments.end());
  Ran out{.ended = start_rehearse(command, notice.environment).wait(), .report = {}, .json = content(file)};
  out.report = json::parse(out.json, nullptr, false);
  return out;
}

std::vector<std::string> rows_of(const json& report) {
  std::vector<std::string> out;
  for (const auto& row : report.at("rows")) {
    const auto text = [&](const char* key) {
      return row.at(key).is_null() ? "" : row.at(key).get<std::string>();
    };
    std::string line = text("endpoint") + " " + text("target") + " " + text("store") + ": " + text("verdict");
    for (const char* key : {"stage", "reason"}) line += text(key).empty() ? "" : " " + text(key);
    out.push_back(line);
  }
  return out;
}

// What differs from run to run: the clock, the machine, the ports and addresses that the system chose, and
// everything that hangs on keys minted for this run. All else is compared. `address` stands beside `port`
// because every target of the lab gets a loopback address of its own.
bool varies(const std::string& key) {
  static const std::set<std::string> kKeys = {"started",      "now",        "machine", "port",   "address",
                                              "peer_address", "timings_us", "replay",  "sha256", "culprit",
                                              "spki_sha256",  "serial",     "pem",     "add",    "candidates",
                                              "why_text",     "sent",       "root"};
  return kKeys.contains(key);
}

void mask(ordered_json& value) {
  if (value.is_array()) {
    for (auto& element : value) mask(element);
  }
  if (!value.is_object()) return;
  for (auto& [key, element] : value.items()) {
    if (varies(key) && !element.is_null()) {
      element = "*";
    } else {
      mask(element);
    }
  }
}

std::string masked(const std::string& text) {
  auto report = ordered_json::parse(text);
  mask(report);
  report["version"] = "*";
  for (auto& row : report["rows"]) row["path"] = row["path"].size();
  auto& path = report["profile"]["path"];
  path = std::filesystem::path(path.get<std::string>()).filename().string();
  return report.dump(2) + "\n";
}

std::string violations(const json& document) {
  valijson::Schema compiled;
  const auto schema = json::parse(content(kSource / "docs/report-schema.json"));
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), compiled);
  valijson::ValidationResults results;
  if (valijson::Validator().validate(compiled, valijson::adapters::NlohmannJsonAdapter(document), &results))
    return {};
  std::string out = "invalid:";
  for (const auto& error : results) {
    for (const auto& part : error.context) out += " " + part;
    out += ": " + error.description + "\n";
  }
  return out;
}

class Notices : public ::testing::TestWithParam<Notice> {};

TEST_P(Notices, are_judged_exactly_under_lab) {
  const auto& notice = GetParam();
  const auto ran = run(notice, {"--lab"});
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err << ran.ended.out;
  EXPECT_EQ(ran.ended.exit, notice.exit);
  EXPECT_EQ(ran.ended.err, "");
  EXPECT_EQ(rows_of(ran.report), notice.rows);
  EXPECT_EQ(violations(ran.report), "");
  for (const auto& route : ran.report.at("routes")) {
    EXPECT_TRUE(route.at("address").get<std::string>().starts_with("127."));
    if (route.at("calls").empty()) {
      EXPECT_EQ(route.at("handshake"), json()) << "outside the change, nothing is staged";
      continue;
    }
    EXPECT_EQ(route.at("handshake").at("reached"), "finished");
    for (const auto& call : route.at("calls")) EXPECT_EQ(call.at("outcome"), "passed") << call;
  }
}

TEST_P(Notices, give_the_golden_report) {
  const auto& notice = GetParam();
  if (!notice.golden) return;
  const auto seen = masked(run(notice, {"--lab"}).json);
  const auto file = kSource / "tests/e2e/golden" / (std::string(notice.name) + ".json");
  if (std::getenv("GOLDEN") != nullptr) {
    std::ofstream(file, std::ios::binary) << seen;
    return;
  }
  EXPECT_EQ(seen, content(file)) << "make golden writes it anew";
}

TEST_P(Notices, are_shown_by_a_dry_run) {
  const auto ran = run(GetParam(), {"--dry-run"});
  EXPECT_EQ(ran.ended.exit, 0) << ran.ended.err;
  EXPECT_EQ(ran.ended.err, "");
  EXPECT_EQ(ran.json, "");
  EXPECT_NE(ran.ended.out.find("no endpoint is connected to"), std::string::npos);
}

TEST(Template, is_a_profile_that_runs) {
  const auto profile = (kSource / "profiles/template.yaml").string();
  const auto ended = start_rehearse({"run", profile, "--dry-run", "--no-dns"}, {}).wait();
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
}

INSTANTIATE_TEST_SUITE_P(Profiles, Notices, ::testing::ValuesIn(kNotices),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace rehearse::e2e
