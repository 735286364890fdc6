// The commands as a shell sees them: exit codes, interruption, dry runs, the lab alone, lines to do by hand.

#include <filesystem>
#include <future>
#include <signal.h>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "e2e/rehearsal.h"
#include "store/builders.h"

namespace rehearse::e2e {
namespace {

using namespace std::chrono_literals;

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(ExitCodes, are_what_the_manual_says) {
  const struct {
    const char* name;
    std::function<void(Rehearsal&)> arrange;
    int exit;
  } cases[] = {
      {"all_ready", [](Rehearsal&) {}, 0},
      {"something_will_break", [](Rehearsal& it) { it.stores["main"] = pem({old_one().root}); }, 1},
      {"an_unknown_option", [](Rehearsal& it) { it.arguments = {"--no-such-option"}; }, 2},
      {"a_profile_with_an_unknown_key", [](Rehearsal& it) { it.limits += "}\nlimit: {total: 2s"; }, 2},
      {"an_override_that_is_none", [](Rehearsal& it) { it.arguments = {"--connect-to", "a:b"}; }, 2},
      {"a_hosts_file_that_is_not_there", [](Rehearsal& it) { it.arguments = {"--hosts", "/nowhere"}; }, 2},
      {"a_moment_that_does_not_exist", [](Rehearsal& it) { it.now = "2018-02-30"; }, 2},
      {"a_report_that_cannot_be_written", [](Rehearsal& it) { it.report = "/nowhere/report.json"; }, 2},
      {"something_could_not_be_told", [](Rehearsal& it) { it.stores["main"] = std::nullopt; }, 3},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    Rehearsal rehearsal;
    one.arrange(rehearsal);
    const auto ended = rehearsal.run().ended;
    EXPECT_EQ(ended.exit, one.exit) << ended.err;
    EXPECT_EQ(ended.err.empty(), one.exit != 2) << ended.err;
  }
}

TEST(ExitCodes, no_profile_is_an_error_and_help_is_none) {
  const Environment nothing;
  EXPECT_EQ(start_rehearse({"run", "/nowhere/profile.yaml"}, nothing).wait().exit, 2);
  EXPECT_EQ(start_rehearse({}, nothing).wait().exit, 2);
  EXPECT_EQ(start_rehearse({"run", "--help"}, nothing).wait().exit, 0);
  EXPECT_EQ(start_rehearse({"--version"}, nothing).wait().exit, 0);
}

// An edge that takes a request and never answers it; `reached` comes true with the first.
lab::EdgeOptions never_answers(const lab::Identity& identity, std::promise<void>& reached) {
  lab::EdgeOptions options;
  options.identities = {identity};
  options.handler = [&reached, first = true](const lab::HttpRequest&) mutable {
    if (std::exchange(first, false)) reached.set_value();
    return lab::HttpResponse{.delay = 10min};
  };
  return options;
}

TEST(Interrupted, what_was_found_is_still_reported) {
  const struct {
    const char* name;
    bool at_today;
    int signal;
    const char* reason;
  } cases[] = {{"at_todays_edge", true, SIGINT, "interrupted"},
               {"at_the_staged_edge", false, SIGINT, ""},
               {"by_a_polite_kill", false, SIGTERM, ""}};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    std::promise<void> reached;
    Rehearsal rehearsal;
    rehearsal.limits = "connect: 1m, handshake: 1m, total: 5m";
    const auto& edge =
        rehearsal.serve(never_answers(one.at_today ? old_one().identity() : new_one().identity(), reached));
    (one.at_today ? rehearsal.today : rehearsal.next) = place(edge);
    auto process = start_rehearse(rehearsal.command(), rehearsal.environment);
    ASSERT_EQ(reached.get_future().wait_for(60s), std::future_status::ready);
    process.send(one.signal);
    const auto ran = rehearsal.collect(process.wait());
    EXPECT_EQ(ran.ended.exit, 130);
    ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
    EXPECT_EQ(ran.report.at("interrupted"), true);
    ASSERT_EQ(ran.report.at("rows").size(), 1U);
    EXPECT_EQ(ran.report.at("rows")[0].at("reason"), one.reason);
    EXPECT_EQ(ran.report.at("routes")[0].at("handshake").at("chain").size(), 2U);
    EXPECT_TRUE(has(ran.ended.out, "interrupted")) << ran.ended.out;
  }
}

TEST(DryRun, connects_to_nothing) {
  Rehearsal rehearsal;
  const auto& today = rehearsal.serve(old_one().identity());
  const auto& next = rehearsal.serve(new_one().identity());
  rehearsal.today = place(today);
  rehearsal.next = place(next);
  rehearsal.next_says = "prove: {header: X-Staging}";
  rehearsal.arguments = {"--dry-run"};
  const auto ran = rehearsal.run();
  EXPECT_EQ(ran.ended.exit, 0) << ran.ended.err;
  EXPECT_TRUE(has(ran.ended.out, place(today)) && has(ran.ended.out, place(next))) << ran.ended.out;
  EXPECT_EQ(ran.json, "");
  EXPECT_EQ(today.recorder().seen().size() + next.recorder().seen().size(), 0U);

  rehearsal.arguments = {"--dry-run", "--report-html", rehearsal.folder() / "page.html"};
  const auto refused = rehearsal.run().ended;
  EXPECT_EQ(refused.exit, 2);
  EXPECT_TRUE(has(refused.err, "--dry-run judges nothing")) << refused.err;
}

TEST(UnnamedStore, is_not_judged_and_is_told) {
  Rehearsal rehearsal;
  rehearsal.stores["legacy"] = pem({old_one().root});
  const auto ran = rehearsal.run();
  EXPECT_EQ(ran.ended.exit, 0) << ran.ended.err;
  for (const auto& store : ran.report.at("stores")) {
    EXPECT_EQ(store.at("not_judged"), store.at("name") == "legacy");
    EXPECT_EQ(store.at("anchors").is_null(), store.at("name") == "legacy");
  }
  EXPECT_TRUE(has(ran.ended.out, "store legacy: no endpoint of the profile names it")) << ran.ended.out;
}

TEST(UnsafeCalls, are_made_only_when_allowed) {
  for (const bool allowed : {false, true}) {
    SCOPED_TRACE(allowed);
    Rehearsal rehearsal;
    const auto& next = rehearsal.serve(new_one().identity());
    rehearsal.next = place(next);
    rehearsal.calls = "[{name: remove, method: DELETE, path: /v1/all}]";
    if (allowed) rehearsal.arguments = {"--allow-unsafe"};
    EXPECT_EQ(rehearsal.run().ended.exit, 0);
    EXPECT_EQ(has(next.recorder().received(), "DELETE /v1/all "), allowed);
  }
}

TEST(CommandLine, an_override_says_where_the_staged_edge_is) {
  const struct {
    const char* name;
    const char* what;
  } cases[] = {{"for_the_host_and_its_port", "api.example.com:443:"},
               {"for_a_suffix", "*.example.com::"},
               {"for_everything", "::"}};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    Rehearsal rehearsal;
    const auto& next = rehearsal.serve(new_one().identity());
    rehearsal.next_redirect = "role: next";
    rehearsal.arguments = {"--connect-to", one.what + place(next)};
    const auto ran = rehearsal.run();
    EXPECT_EQ(ran.ended.exit, 0) << ran.ended.out;
    EXPECT_EQ(ran.report.at("rows").at(0).at("address"), place(next));
  }
}

TEST(CommandLine, an_override_that_nothing_uses_is_told_of) {
  Rehearsal rehearsal;
  rehearsal.arguments = {"--connect-to", "www.example.org:443:127.0.0.1:9"};
  EXPECT_EQ(findings_of(rehearsal.run().report), "unused-override");
}

// Every row can be redone by hand: the lines are run as they stand.
TEST(Replay, the_lines_of_a_row_run_as_they_stand) {
  Rehearsal rehearsal;
  rehearsal.environment["PATH"] = "/usr/bin:/bin";
  const auto& next = rehearsal.serve(new_one().identity());
  rehearsal.next = place(next);
  const auto ran = rehearsal.run();
  const auto& replay = ran.report.at("rows").at(0).at("replay");
  const auto before = next.recorder().seen().size();
  const auto curl = replay.at("curl").get<std::string>();
  const auto by_curl = Process({"sh", "-c", curl}, rehearsal.environment).wait();
  EXPECT_EQ(by_curl.exit, 0) << curl << "\n" << by_curl.err;
  const auto openssl = replay.at("openssl").get<std::string>();
  const auto by_openssl = Process({"sh", "-c", openssl}, rehearsal.environment).wait();
  EXPECT_TRUE(has(by_openssl.out, "Verify return code: 0 (ok)")) << openssl << "\n" << by_openssl.err;
  EXPECT_EQ(next.recorder().seen().size(), before + 2);
}

// curl and openssl load PEM alone: every other store reaches them through a program that lists it.
TEST(Replay, the_lines_of_a_row_run_whatever_the_store_is) {
  const auto& root = *new_one().root.certificate;
  const auto jks = store::KeystoreWriter().trusted("vendorca", root.der).bytes();
  struct Case {
    std::string_view name;
    std::string make;  // main.pem becomes it
    std::string_view password;
  };
  const std::string import = "keytool -importcert -noprompt -alias a -file root.pem -keystore main.pem";
  const Case cases[] = {
      {"a_jks_store", {}, ""},
      {"a_pkcs12_store", import + " -storetype pkcs12 -storepass s3cret-5c0a", "s3cret-5c0a"},
      {"a_der_certificate", "openssl x509 -in root.pem -outform DER -out main.pem", ""},
      {"a_pkcs7_message", "openssl crl2pkcs7 -nocrl -certfile root.pem -out main.pem", ""},
      {"a_pkcs7_message_in_der", "openssl crl2pkcs7 -nocrl -certfile root.pem -outform DER -out main.pem",
       ""},
  };
  for (const auto& [name, make, password] : cases) {
    SCOPED_TRACE(name);
    Rehearsal rehearsal;
    rehearsal.client = "java";
    rehearsal.environment["PATH"] = "/usr/bin:/bin";
    const auto& next = rehearsal.serve(new_one().identity());
    rehearsal.next = place(next);
    rehearsal.stores["main"] = jks;
    if (!password.empty()) rehearsal.main_says = fmt::format("password: {}", password);
    const auto command = rehearsal.command();
    if (!make.empty()) {
      rehearsal.folder().write("root.pem", cert::to_pem(root));
      const auto line = "cd " + rehearsal.folder().path().string() + " && rm -f main.pem && " + make;
      ASSERT_EQ(Process({"sh", "-c", line}, rehearsal.environment).wait().exit, 0);
    }
    const auto ran = rehearsal.collect(start_rehearse(command, rehearsal.environment).wait());
    ASSERT_EQ(ran.report.at("rows").at(0).at("verdict"), "ready") << ran.json;
    const auto& replay = ran.report.at("rows").at(0).at("replay");
    for (const auto* client : {"curl", "openssl"}) {
      auto line = replay.at(client).get<std::string>();
      // What is secret has to be put in by hand.
      if (const auto mask = line.find("'***'"); mask != std::string::npos) line.replace(mask, 5, password);
      const auto by_hand = Process({"bash", "-c", line}, rehearsal.environment).wait();
      EXPECT_TRUE(has(by_hand.out + by_hand.err, client == std::string_view("curl")
                                                     ? "SSL certificate verify ok"
                                                     : "Verify return code: 0 (ok)"))
          << line << "\n"
          << by_hand.err;
    }
  }
}

TEST(Lab, serves_until_it_is_told_to_stop_and_leaves_nothing_behind) {
  for (const int signal : {SIGTERM, SIGINT}) {
    SCOPED_TRACE(signal);
    const Folder temporary;
    Environment environment = {{"TMPDIR", temporary.path().string()}, {"PATH", "/usr/bin:/bin"}};
    auto process = start_rehearse(
        {"lab", std::string(REHEARSE_SOURCE_DIR) + "/profiles/zuora-2018-production.yaml"}, environment);
    ASSERT_TRUE(process.read_until(Process::Stream::out, "serving until interrupted"));
    EXPECT_FALSE(std::filesystem::is_empty(temporary.path()));
    std::istringstream lines(process.said(Process::Stream::out));
    std::size_t verified = 0;
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("  openssl s_client")) continue;
      // Its certificates are dated around the window: 2018-12-12T12:00:00Z.
      const auto by_hand = Process({"sh", "-c", line + " -attime 1544616000"}, environment).wait();
      EXPECT_TRUE(has(by_hand.out, "Verify return code: 0 (ok)")) << line << "\n" << by_hand.err;
      ++verified;
    }
    EXPECT_EQ(verified, 8U);  // four endpoints on two targets
    process.send(signal);
    const auto ended = process.wait();
    EXPECT_EQ(ended.exit, 0) << ended.err;
    EXPECT_TRUE(std::filesystem::is_empty(temporary.path()));
  }
}

TEST(Report, takes_the_place_of_no_store_and_may_lie_beside_the_profile) {
  const Folder folder;
  const std::string head =
      "rehearsal: {title: test}\n"
      "expect: {issuer: New Issuing CA}\n"
      "targets: {staging: {redirect: {address: 127.0.0.1, port: 1}}}\n"
      "endpoints: {api: {url: 'https://api.example.com/'}}\n";
  folder.write("node", pem({new_one().root}));
  folder.write("extra.pem", pem({old_one().root}));
  const auto with_extra =
      folder.write("extra.yaml", head + "stores: {web: {node: node, extra_ca_certs: extra.pem}}\n");
  EXPECT_EQ(start_rehearse({"run", with_extra, "--report-json", folder / "extra.pem"}, {}).wait().exit, 2);
  EXPECT_EQ(content(folder / "extra.pem"), pem({old_one().root}));
  // A store without a path is not the profile's folder. The second time there is a file to be replaced.
  const auto without_path = folder.write("system.yaml", head + "stores: {main: {system: true}}\n");
  for (int time = 0; time < 2; ++time) {
    const auto ended = start_rehearse({"run", without_path, "--report-json", folder / "out.json"}, {}).wait();
    EXPECT_EQ(ended.exit, 3) << ended.err;
  }
}

}  // namespace
}  // namespace rehearse::e2e
