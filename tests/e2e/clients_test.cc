// The TLS clients of this machine, run where the rehearsal went: what they say, and what becomes of it.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cert/certificate.h"
#include "e2e/folder.h"
#include "e2e/process.h"
#include "e2e/rehearsal.h"
#include "lab/edge.h"
#include "store/builders.h"

namespace rehearse::e2e {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kProfile = R"(
rehearsal: {title: clients of ours}
maintenance: {from: 2018-12-12 01:00, to: 2018-12-12 11:00, zone: America/Los_Angeles}
expect: {issuer: New CA, anchor: New Root}
targets:
  production: {role: today}
  staging: {role: next, redirect: {address: 127.0.0.1}}
endpoints:
  api: {url: 'https://api.example.com/v1/'}
stores: {system: {system: true}}
)";

// Debian's, whatever this machine has besides.
const Environment kDebian = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/nonexistent"}};

std::vector<json> of_client(const json& report, const std::string& name) {
  std::vector<json> out;
  for (const auto& one : report.at("clients")) {
    if (one.at("client") == name) out.push_back(one);
  }
  return out;
}

struct Rehearsed {
  Ended ended;
  json report;
};

class LabClients : public ::testing::Test {
 protected:
  Rehearsed run(Environment environment = kDebian) {
    const auto profile = folder.write("profile.yaml", kProfile);
    const auto file = folder / "run.json";
    Rehearsed out{
        .ended =
            start_rehearse({"run", profile, "--lab", "--clients", "--report-json", file}, environment).wait(),
        .report = {}};
    out.report = json::parse(content(file), nullptr, false);
    return out;
  }

  Folder folder;
};

// Each client, with the store that has the new root and with the one that has not: in a real handshake with
// the lab's edge, and as predicted.
TEST_F(LabClients, each_says_what_was_predicted_of_it) {
  const auto ran = run();
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
  for (const auto* name : {"java", "python3", "requests", "node", "go", "curl", "gnutls-cli", "openssl"}) {
    const auto seen = of_client(ran.report, name);
    ASSERT_EQ(seen.size(), 2U) << name << ran.ended.out;
    for (const auto& one : seen) {
      const auto said = one.at("store") == "lab:current" ? "accepted" : "refused";
      EXPECT_EQ(one.at("observed"), said) << one;
      EXPECT_EQ(one.at("predicted"), one.at("rules").is_null() ? json() : json(said)) << one;
      EXPECT_EQ(one.at("words") == "", one.at("observed") == "accepted") << one;
    }
  }
  EXPECT_EQ(ran.ended.exit, 1);
  EXPECT_THAT(ran.ended.out, HasSubstr("Clients of this machine, observed"));
}

// The rows of the lab are OpenSSL's.
TEST_F(LabClients, rows_of_a_client_that_was_run_say_so) {
  const auto ran = run();
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
  for (const auto& row : ran.report.at("rows")) {
    EXPECT_EQ(row.at("how"), "observed") << row;
    EXPECT_THAT(row.at("client_version").get<std::string>(), testing::StartsWith("OpenSSL 3.0."));
  }
  EXPECT_THAT(ran.ended.out, HasSubstr("(observed)"));
}

// What does not do what was predicted of it decides its rows, and is a finding.
TEST_F(LabClients, one_that_refuses_against_the_prediction_breaks_the_row) {
  folder.write_program("openssl",
                       "#!/bin/sh\ntest \"$1\" = version && exec /usr/bin/openssl \"$@\"\n"
                       "echo 'verify error:num=99:not with me' >&2; exit 1\n");
  const auto ran = run({{"PATH", folder.path().string()}, {"HOME", "/nonexistent"}});
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
  std::vector<std::string> reasons;
  for (const auto& row : ran.report.at("rows")) reasons.push_back(row.at("reason"));
  EXPECT_THAT(reasons, ElementsAre("client-refused", "anchor-not-in-store"));
  EXPECT_THAT(ran.ended.out, AllOf(HasSubstr("client-disagrees"), HasSubstr("not with me")));
}

TEST_F(LabClients, one_that_accepts_against_the_prediction_leaves_the_row_open) {
  folder.write_program("openssl",
                       "#!/bin/sh\ntest \"$1\" = version && exec /usr/bin/openssl \"$@\"\n"
                       "echo CONNECTED; echo 'Verification: OK'\n");
  const auto ran = run({{"PATH", folder.path().string()}, {"HOME", "/nonexistent"}});
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
  EXPECT_EQ(ran.report.at("rows").at(0).at("reason"), "");
  EXPECT_EQ(ran.report.at("rows").at(1).at("reason"), "client-accepted");
  EXPECT_EQ(ran.report.at("rows").at(1).at("verdict"), "inconclusive");
  EXPECT_EQ(ran.ended.exit, 3);
}

// It says a version and nothing else: no answer is no acceptance, and no refusal.
TEST_F(LabClients, one_that_says_nothing_leaves_the_prediction_as_it_is) {
  folder.write_program("openssl",
                       "#!/bin/sh\ntest \"$1\" = version && exec /usr/bin/openssl \"$@\"\nexit 0\n");
  const auto ran = run({{"PATH", folder.path().string()}, {"HOME", "/nonexistent"}});
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
  for (const auto& one : of_client(ran.report, "openssl")) EXPECT_EQ(one.at("observed"), nullptr) << one;
  EXPECT_EQ(ran.report.at("rows").at(0).at("how"), "predicted");
  EXPECT_EQ(ran.report.at("rows").at(0).at("verdict"), "ready");
}

// One that is there and does not say what it is, is not passed over.
TEST_F(LabClients, one_without_a_version_is_named) {
  folder.write_program("curl", "#!/bin/sh\necho something else\n");
  const auto ran = run({{"PATH", folder.path().string()}, {"HOME", "/nonexistent"}});
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
  const auto seen = of_client(ran.report, "curl");
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at("observed"), nullptr);
  EXPECT_THAT(seen[0].at("words").get<std::string>(), HasSubstr("did not say its version"));
}

TEST_F(LabClients, where_there_is_none_that_is_told) {
  const auto ran = run({{"PATH", folder.path().string()}, {"HOME", "/nonexistent"}});
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
  EXPECT_THAT(ran.report.at("clients"), testing::IsEmpty());
  EXPECT_THAT(findings_of(ran.report), HasSubstr("clients-not-run"));
}

// Nothing of ours reaches them: a proxy that swallows everything, a store that holds nothing.
TEST_F(LabClients, get_neither_proxy_nor_store_from_our_environment) {
  const auto empty = folder.write("empty.pem", "");
  const auto ran =
      run({{"PATH", "/usr/bin:/bin"},
           {"HOME", "/nonexistent"},
           {"HTTPS_PROXY", "http://127.0.0.1:9"},
           {"ALL_PROXY", "http://127.0.0.1:9"},
           {"SSL_CERT_FILE", empty},
           {"CURL_CA_BUNDLE", empty},
           {"REQUESTS_CA_BUNDLE", empty},
           {"NODE_EXTRA_CA_CERTS", empty},
           {"JAVA_TOOL_OPTIONS", "-Dhttps.proxyHost=127.0.0.1 -Djavax.net.ssl.trustStore=" + empty}});
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
  EXPECT_EQ(std::ranges::count_if(ran.report.at("clients"),
                                  [](const auto& one) { return one.at("observed") == "accepted"; }),
            8);
}

// Nothing of what they need stays behind.
TEST_F(LabClients, leave_nothing_behind) {
  std::filesystem::create_directory(folder / "tmp");
  const auto ran = run({{"PATH", "/usr/bin:/bin"}, {"HOME", "/nonexistent"}, {"TMPDIR", folder / "tmp"}});
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
  EXPECT_TRUE(std::filesystem::is_empty(folder / "tmp"));
}

// Killed in the middle of it: the client dies with rehearse, and what it was given is taken away.
TEST_F(LabClients, die_with_rehearse) {
  std::filesystem::create_directory(folder / "tmp");
  folder.write_program("openssl",
                       "#!/bin/sh\ntest \"$1\" = version && exec /usr/bin/openssl \"$@\"\n"
                       "echo $$ > " +
                           (folder / "here") + "; exec /usr/bin/sleep 600\n");
  const auto profile = folder.write("profile.yaml", kProfile);
  auto killed = start_rehearse({"run", profile, "--lab", "--clients"},
                               {{"PATH", folder.path().string()}, {"TMPDIR", folder / "tmp"}});
  const auto soon = [](const auto& holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!holds() && std::chrono::steady_clock::now() < end) {
    }
    return holds();
  };
  ASSERT_TRUE(soon([&] { return content(folder / "here").ends_with("\n"); }));
  const auto number = content(folder / "here");
  killed.send(SIGKILL);
  killed.wait();
  const std::filesystem::path process = "/proc/" + number.substr(0, number.find('\n'));
  EXPECT_TRUE(soon([&] { return !content(process / "cmdline").contains("sleep"); }));
  EXPECT_TRUE(soon([&] { return std::filesystem::is_empty(folder / "tmp"); }));
}

// A run without the lab: with the profile's store the clients of its kind alone, and all with their own.
TEST(Clients, of_a_run_use_the_store_of_the_row_and_their_own) {
  Rehearsal rehearsal;
  rehearsal.window = "";
  rehearsal.now = "";
  rehearsal.client = "curl";
  rehearsal.arguments.emplace_back("--clients");
  rehearsal.environment = kDebian;
  const auto ran = rehearsal.run();
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
  std::vector<std::string> with_main;
  for (const auto& one : ran.report.at("clients")) {
    if (one.at("store") == "main") with_main.push_back(one.at("client"));
  }
  EXPECT_THAT(with_main, ElementsAre("curl"));
  EXPECT_EQ(of_client(ran.report, "java").size(), 1U);
  EXPECT_EQ(of_client(ran.report, "curl").size(), 2U);
}

// "java accepted, curl refused ..." of each store, its own aside.
std::string said_with(const json& report, const std::string& store) {
  std::string out;
  for (const auto& one : report.at("clients")) {
    if (one.at("store") != store) continue;
    const auto said = one.at("observed").is_null() ? "untold" : one.at("observed").get<std::string>();
    out += (out.empty() ? "" : ", ") + one.at("client").get<std::string>() + " " + said;
    EXPECT_EQ(one.at("observed"), one.at("predicted")) << one;
  }
  return out;
}

// Each client with each store of a format that it loads: a JKS is Java's, a hashed directory OpenSSL's.
TEST(Clients, of_a_check_are_sent_with_every_store_that_they_load) {
  const Folder folder;
  const auto edge = [] {
    lab::EdgeOptions options;
    options.identities = {new_one().identity()};
    return lab::Edge::start(std::move(options)).value();
  }();
  const auto& it = new_one();
  folder.write("good.jks", store::KeystoreWriter().trusted("root", it.root.certificate->der).bytes());
  folder.write("stale.pem", pem({old_one().root}));
  folder.write("certs/root.pem", pem({it.root}));
  ASSERT_EQ(Process({"openssl", "rehash", folder / "certs"}, kDebian).wait().exit, 0);
  const auto ended =
      start_rehearse(
          {"check", "--connect", kHost, "--connect-to", "::" + place(edge), "--no-dns", "--clients",
           "--store", "jks=" + (folder / "good.jks"), "--password", "jks=env:PASSWORD", "--store",
           "stale=" + (folder / "stale.pem"), "--store", "hashed=" + (folder / "certs"), "--json"},
          {{"PATH", "/usr/bin:/bin"}, {"HOME", "/nonexistent"}, {"PASSWORD", "changeit"}})
          .wait();
  const auto report = json::parse(ended.out, nullptr, false);
  ASSERT_FALSE(report.is_discarded()) << ended.err;
  EXPECT_EQ(said_with(report, "jks"), "java accepted");
  EXPECT_EQ(said_with(report, "stale"),
            "java refused, python3 refused, requests refused, node refused, go refused, curl refused, "
            "gnutls-cli refused, openssl refused");
  EXPECT_EQ(said_with(report, "hashed"),
            "python3 accepted, requests accepted, curl accepted, openssl accepted");
  // A root of ours is in nobody's own store.
  for (const auto& one : report.at("clients")) {
    if (!one.at("store").is_null()) continue;
    EXPECT_EQ(one.at("observed"), "refused") << one;
    EXPECT_EQ(one.at("predicted"), "refused") << one;
  }
  EXPECT_EQ(report.at("clients").size(), 8U + 1U + 8U + 4U);
}

}  // namespace
}  // namespace rehearse::e2e
