// `rehearse exec` with real programs against the lab: what they did, as it was.

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "e2e/folder.h"
#include "e2e/process.h"
#include "e2e/rehearsal.h"
#include "lab/edge.h"

namespace rehearse::e2e {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kProfile = R"(
rehearsal: {title: a program of ours}
maintenance: {from: 2018-12-12 01:00, to: 2018-12-12 11:00, zone: America/Los_Angeles}
expect: {issuer: New CA, anchor: New Root}
targets:
  production: {role: today}
  staging: {role: next, redirect: {address: 127.0.0.1}}
endpoints:
  api: {url: 'https://api.example.com/v1/'}
  other: {url: 'https://other.example.com:8443/'}
stores: {system: {system: true}}
)";

struct Seen {
  Ended ended;
  json report;
  json api() const { return report.at("hosts").at(0); }
};

class Exec : public ::testing::Test {
 protected:
  void SetUp() override { folder.write("profile.yaml", kProfile); }

  std::vector<std::string> words(std::vector<std::string> command) const {
    std::vector<std::string> out = {"exec", folder / "profile.yaml", "--lab", "--report-json",
                                    folder / "seen.json"};
    out.insert(out.end(), options.begin(), options.end());
    out.emplace_back("--");
    out.insert(out.end(), command.begin(), command.end());
    return out;
  }
  Seen exec(std::vector<std::string> command) {
    Seen out{.ended = start_rehearse(words(std::move(command)), environment).wait(), .report = {}};
    out.report = json::parse(content(folder / "seen.json"), nullptr, false);
    return out;
  }
  Seen shell(const std::string& line) { return exec({"sh", "-c", line}); }

  Folder folder;
  std::vector<std::string> options;
  Environment environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", folder.path().string()}};
};

// Whether util-linux has what we need: then we have to have it as well.
bool has_namespaces() {
  return Process({"unshare", "-Urmp", "--fork", "true"}, {{"PATH", "/usr/bin:/bin"}}).wait().exit == 0;
}

// Where neither namespaces nor the filter are to be had, that is said: no other way is as good, and a program
// that is to be isolated is not run.
bool is_refused_here(const Seen& seen) {
  const bool by_less =
      seen.ended.err.contains("led by a proxy alone") || seen.ended.err.contains("Redirected by hosts-blind");
  if (seen.ended.exit != 3 && !by_less) return false;
  EXPECT_FALSE(has_namespaces()) << seen.ended.err;
  return true;
}

constexpr const char* kCurl = "curl -sS -o /dev/null --cacert $REHEARSE_LAB_";

TEST_F(Exec, what_the_program_made_of_the_certificate_is_told_as_it_was) {
  const struct {
    std::string line, outcome;
    json alert;
    std::string version;
  } rows[] = {
      {std::string(kCurl) + "CURRENT https://api.example.com/v1/", "accepted", nullptr, "TLSv1.3"},
      {std::string(kCurl) + "CURRENT --tls-max 1.2 https://api.example.com/v1/", "accepted", nullptr,
       "TLSv1.2"},
      {std::string(kCurl) + "STALE https://api.example.com/v1/", "refused", 48, "TLSv1.3"},
      {std::string(kCurl) + "STALE --tls-max 1.2 https://api.example.com/v1/", "refused", 48, "TLSv1.2"},
      {std::string(kCurl) + "CURRENT --noproxy '*' -4 https://api.example.com/v1/", "accepted", nullptr,
       "TLSv1.3"},
      {std::string(kCurl) + "CURRENT --pinnedpubkey sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= "
                            "https://api.example.com/v1/",
       "refused", nullptr, "TLSv1.3"},
      {"python3 -c 'import ssl, os, urllib.request as u; u.urlopen(\"https://api.example.com/v1/\", "
       "context=ssl.create_default_context(cafile=os.environ[\"REHEARSE_LAB_CURRENT\"]))' 2>/dev/null",
       "accepted", nullptr, "TLSv1.3"},
      {"python3 -c 'import urllib.request as u; u.urlopen(\"https://api.example.com/v1/\")' 2>/dev/null",
       "refused", 48, "TLSv1.3"},
      {"NODE_EXTRA_CA_CERTS=$REHEARSE_LAB_CURRENT node -e "
       "'require(\"https\").get(\"https://api.example.com/v1/\", r => r.resume())'",
       "accepted", nullptr, "TLSv1.3"},
      {"node -e 'require(\"https\").get(\"https://api.example.com/v1/\").on(\"error\", () => 0)'", "refused",
       nullptr, "TLSv1.3"},
      {"REQUESTS_CA_BUNDLE=$REHEARSE_LAB_CURRENT python3 -c 'import requests as r; "
       "r.get(\"https://api.example.com/v1/\")'",
       "accepted", nullptr, "TLSv1.3"},
      {"python3 -c 'import requests as r; r.get(\"https://api.example.com/v1/\")' 2>/dev/null", "refused", 48,
       "TLSv1.3"},
      {"echo | gnutls-cli --x509cafile=$REHEARSE_LAB_STALE api.example.com >/dev/null 2>&1", "refused",
       nullptr, "TLSv1.3"},
      {"echo | openssl s_client -noservername -connect api.example.com:443 >/dev/null 2>&1", "no-sni",
       nullptr, "TLSv1.3"},
      {"true", "never-connected", nullptr, ""},
  };
  for (const auto& [line, outcome, alert, version] : rows) {
    const auto seen = shell(line);
    if (is_refused_here(seen)) return;
    ASSERT_FALSE(seen.report.is_discarded()) << line << seen.ended.err;
    EXPECT_EQ(seen.api().at("outcome"), outcome) << line << "\n" << seen.ended.err;
    EXPECT_EQ(seen.api().at("alert"), alert) << line << "\n" << seen.ended.err;
    EXPECT_EQ(seen.api().at("version"), version.empty() ? json() : json(version)) << line;
    EXPECT_EQ(seen.report.at("hosts").at(1).at("outcome"), "never-connected") << line;
  }
}

TEST_F(Exec, a_program_meets_each_chain_that_may_go_wrong) {
  const struct {
    const char *chain, *store, *outcome;
    json alert;
  } rows[] = {
      {"old", "STALE", "accepted", nullptr},
      {"old", "CURRENT", "accepted", nullptr},
      {"new", "STALE", "refused", 48},
      {"new", "CURRENT", "accepted", nullptr},
      {"incomplete", "CURRENT", "refused", 48},
      {"expired", "CURRENT", "refused", 45},
      {"wrong-name", "CURRENT", "refused", nullptr},
  };
  for (const auto& [chain, store, outcome, alert] : rows) {
    options = {"--lab-chain", chain};
    const auto seen = shell(std::string(kCurl) + store + " https://api.example.com/v1/ 2>/dev/null");
    if (is_refused_here(seen)) return;
    EXPECT_EQ(seen.api().at("outcome"), outcome) << chain << " " << store << seen.ended.err;
    EXPECT_EQ(seen.api().at("alert"), alert) << chain;
  }
  options = {};
  EXPECT_EQ(start_rehearse({"exec", folder / "profile.yaml", "--lab-chain", "old", "--", "true"}, environment)
                .wait()
                .exit,
            2)
      << "without --lab";
}

// Statically linked, with a resolver and a TLS of its own.
TEST_F(Exec, a_static_program_that_asks_no_library) {
  folder.write("dial.go", R"(
package main

import (
	"crypto/tls"
	"crypto/x509"
	"os"
)

func main() {
	pem, _ := os.ReadFile(os.Args[1])
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	connection, err := tls.Dial("tcp", "api.example.com:443", &tls.Config{RootCAs: roots})
	if err != nil {
		os.Exit(1)
	}
	connection.Write([]byte("x"))
}
)");
  const auto program = folder / "dial";
  const auto built =
      Process({"go", "build", "-o", program, folder / "dial.go"}, {{"PATH", "/usr/bin:/bin"},
                                                                   {"CGO_ENABLED", "0"},
                                                                   {"GO111MODULE", "off"},
                                                                   {"GOPATH", folder / "go"},
                                                                   {"GOCACHE", folder / "go-cache"}})
          .wait();
  ASSERT_EQ(built.exit, 0) << built.err;
  for (const auto& [store, outcome] : {std::pair{"STALE", "refused"}, {"CURRENT", "accepted"}}) {
    const auto seen = shell(program + " $REHEARSE_LAB_" + store);
    if (is_refused_here(seen)) return;
    EXPECT_EQ(seen.api().at("outcome"), outcome) << seen.ended.err;
    EXPECT_EQ(seen.ended.exit, outcome == std::string_view("refused") ? 1 : 0);
  }
}

constexpr const char* kJava = R"(
import java.net.URL;
public class Client {
  public static void main(String[] words) throws Exception {
    ((java.net.HttpURLConnection) new URL("https://api.example.com/v1/").openConnection()).getResponseCode();
  }
}
)";

TEST_F(Exec, java_with_a_key_store_of_the_lab) {
  folder.write("Client.java", kJava);
  for (const auto& [store, outcome] : {std::pair{"STALE", "refused"}, {"CURRENT", "accepted"}}) {
    const auto seen =
        shell("java -Djavax.net.ssl.trustStore=$REHEARSE_LAB_JKS_" + std::string(store) +
              " -Djavax.net.ssl.trustStorePassword=changeit " + (folder / "Client.java") + " 2>/dev/null");
    if (is_refused_here(seen)) return;
    EXPECT_EQ(seen.api().at("outcome"), outcome) << seen.ended.err;
    EXPECT_EQ(seen.api().at("sni"), "api.example.com");
  }
}

TEST_F(Exec, standard_input_output_and_exit_code_pass_through) {
  const auto passed = shell("tr a-z A-Z; echo err >&2; exit 7");
  if (is_refused_here(passed)) return;
  EXPECT_EQ(passed.ended.exit, 7);
  EXPECT_EQ(passed.report.at("exit"), 7);
  EXPECT_THAT(passed.ended.err, HasSubstr("err\n"));
  EXPECT_EQ(shell("kill -9 $$").ended.exit, 128 + SIGKILL);
  EXPECT_EQ(shell("kill -TERM $$").ended.exit, 128 + SIGTERM);
  EXPECT_EQ(exec({"printf", "%s|", "a b", "", "--lab", "*"}).ended.out, "a b||--lab|*|")
      << "words stay words";
  EXPECT_EQ(exec({"no-such-program"}).ended.exit, 127);
  EXPECT_EQ(exec({folder / "profile.yaml"}).ended.exit, 126);
}

TEST_F(Exec, nobody_else_sees_the_hosts_and_the_program_sees_all_others) {
  const auto before = content("/etc/hosts");
  const auto seen = shell("cat /etc/hosts; getent ahostsv4 api.example.com; getent ahostsv6 api.example.com");
  if (is_refused_here(seen)) return;
  EXPECT_THAT(seen.ended.out,
              testing::ContainsRegex("127[.][0-9]+[.]0[.]1 api.example.com api.example.com[.]\n"));
  EXPECT_THAT(seen.ended.out,
              testing::ContainsRegex("127[.][0-9]+[.]0[.]2 other.example.com other.example.com[.]\n"));
  EXPECT_THAT(seen.ended.out, HasSubstr("localhost"));
  EXPECT_EQ(content("/etc/hosts"), before);
}

TEST_F(Exec, a_connection_elsewhere_is_a_finding) {
  const auto seen = shell(
      "for i in 1 2; do curl -s -m 5 http://127.0.0.1:9/; done; "
      "curl -s -4 -m 5 https://api.example.com:9443/; true");
  if (is_refused_here(seen)) return;
  const auto& outside = seen.report.at("outside");
  ASSERT_EQ(outside.size(), 2U);
  EXPECT_EQ(outside[0], json({{"address", "127.0.0.1:9"}, {"connections", 2}, {"host", nullptr}}));
  EXPECT_EQ(outside[1].at("address"), "api.example.com:9443");
  EXPECT_THAT(seen.ended.err, HasSubstr("It connected elsewhere as well"));
}

TEST_F(Exec, a_declared_host_that_is_reached_past_the_relay_is_named) {
  std::string profile = kProfile;
  profile.replace(profile.find("production: {role: today}"), 25,
                  "production: {role: today, redirect: {address: 127.0.0.9}}");
  folder.write("real.yaml", profile);
  const auto file = folder / "past.json";
  const auto ended = start_rehearse({"exec", folder / "real.yaml", "--no-dns", "--report-json", file, "--",
                                     "curl", "-s", "https://127.0.0.9/"},
                                    environment)
                         .wait();
  if (is_refused_here({.ended = ended, .report = {}})) return;
  const json expected = {{{"address", "127.0.0.9:443"}, {"connections", 1}, {"host", "api.example.com"}}};
  EXPECT_EQ(json::parse(content(file)).at("outside"), expected) << ended.err;
  // Straight to the staged machine is past the relay as well.
  const auto straight = start_rehearse({"exec", folder / "real.yaml", "--no-dns", "--report-json", file, "--",
                                        "curl", "-s", "-m", "5", "http://127.0.0.1:443/"},
                                       environment)
                            .wait();
  EXPECT_EQ(json::parse(content(file)).at("outside").at(0).at("host"), "api.example.com") << straight.err;
  EXPECT_THAT(ended.err, HasSubstr("api.example.com, past the relay"));
}

TEST_F(Exec, a_host_that_is_an_address_is_led_as_well) {
  std::string profile = kProfile;
  profile.replace(profile.find("https://other.example.com:8443/"), 31, "https://203.0.113.7:8443/");
  folder.write("profile.yaml", profile);
  const auto seen = shell(std::string(kCurl) + "CURRENT https://203.0.113.7:8443/");
  if (is_refused_here(seen)) return;
  EXPECT_EQ(seen.report.at("hosts").at(1).at("outcome"), "accepted") << "no name, no SNI";
  EXPECT_EQ(seen.report.at("hosts").at(1).at("connections"), 1);
  EXPECT_THAT(seen.report.at("outside"), testing::IsEmpty());
}

TEST_F(Exec, a_part_that_refuses_is_not_hidden_by_one_that_accepts) {
  const auto seen = shell(std::string(kCurl) + "CURRENT https://api.example.com/v1/; " + kCurl +
                          "STALE https://api.example.com/v1/ 2>/dev/null; " + kCurl +
                          "CURRENT https://api.example.com/v1/");
  if (is_refused_here(seen)) return;
  EXPECT_EQ(seen.ended.exit, 0) << "by the exit code all is well";
  EXPECT_EQ(seen.api().at("outcome"), "refused");
  EXPECT_EQ(seen.api().at("alert"), 48);
  EXPECT_EQ(seen.api().at("connections"), 3);
}

// Nobody is there by its made-up address at another port: it is said by the name, and that it was refused.
TEST_F(Exec, another_port_of_a_host_is_refused_and_told_by_its_name) {
  const auto seen = shell("curl -s -4 -m 5 https://api.example.com:9443/; true");
  if (is_refused_here(seen)) return;
  const json expected = {{{"address", "api.example.com:9443"}, {"connections", 1}, {"host", nullptr}}};
  EXPECT_EQ(seen.report.at("outside"), expected);
  EXPECT_EQ(seen.report.at("lost"), 1);
}

// The name with the dot of the root is the same host; a proxy of the environment would lead to production.
TEST_F(Exec, neither_a_dot_nor_a_proxy_leads_past_the_relay) {
  environment["HTTPS_PROXY"] = "http://127.0.0.1:9";
  environment["NO_PROXY"] = "internal.example.com";
  const auto seen = shell(std::string(kCurl) + "CURRENT https://api.example.com./v1/ && " + kCurl +
                          "CURRENT https://api.example.com/v1/; echo $NO_PROXY");
  if (is_refused_here(seen)) return;
  EXPECT_EQ(seen.api().at("connections"), 2) << seen.ended.err;
  EXPECT_EQ(seen.api().at("outcome"), "accepted");
  EXPECT_EQ(seen.ended.out, "internal.example.com,api.example.com,other.example.com\n");
}

// wget refuses so, and curl beside it is content.
TEST_F(Exec, what_is_closed_without_a_word_is_told_beside_what_is_accepted) {
  const auto seen = shell(
      "NODE_EXTRA_CA_CERTS= node -e 'require(\"https\").get(\"https://api.example.com/v1/\")"
      ".on(\"error\", () => 0)'; " +
      std::string(kCurl) + "CURRENT https://api.example.com/v1/");
  if (is_refused_here(seen)) return;
  EXPECT_EQ(seen.api().at("outcome"), "accepted");
  EXPECT_EQ(seen.api().at("closed_silently"), 1);
  EXPECT_THAT(seen.ended.err, HasSubstr("1 without sending"));
}

TEST_F(Exec, a_report_that_cannot_be_written_does_not_hide_the_programs_failure) {
  const auto exit_of = [&](const char* line) {
    return start_rehearse({"exec", folder / "profile.yaml", "--lab", "-q", "--report-json", "/dev/full", "--",
                           "sh", "-c", line},
                          environment)
        .wait()
        .exit;
  };
  EXPECT_EQ(exit_of("exit 7"), 7);
  EXPECT_EQ(exit_of("true"), 2);
}

TEST_F(Exec, what_cannot_be_led_there_is_not_run) {
  std::string profile = kProfile;
  const std::string staging = "redirect: {address: 127.0.0.1}";
  profile.insert(profile.find(staging) + staging.size(), ", proxy: {host: proxy.example.com, port: 3128}");
  folder.write("proxied.yaml", profile);
  const auto ended =
      start_rehearse({"exec", folder / "proxied.yaml", "--no-dns", "--", "echo", "it ran"}, environment)
          .wait();
  EXPECT_EQ(ended.exit, 3);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr("reached by a proxy"));
}

TEST_F(Exec, what_was_ignored_before_the_program_ignores) {
  std::vector<std::string> command = {"sh", "-c", "trap '' HUP; exec \"$@\"", "sh", REHEARSE_BINARY};
  const auto run = words({"sh", "-c", "kill -HUP $$; echo alive"});
  command.insert(command.end(), run.begin(), run.end());
  const Seen seen{.ended = Process(command, environment).wait(), .report = {}};
  if (is_refused_here(seen)) return;
  EXPECT_EQ(seen.ended.out, "alive\n");
}

TEST_F(Exec, children_are_led_as_well_and_ports_are_told_apart) {
  const auto seen = shell("(" + std::string(kCurl) + "CURRENT https://api.example.com/v1/ & " + kCurl +
                          "CURRENT https://other.example.com:8443/ & wait)");
  if (is_refused_here(seen)) return;
  EXPECT_EQ(seen.report.at("hosts").at(0).at("outcome"), "accepted");
  EXPECT_EQ(seen.report.at("hosts").at(1).at("outcome"), "accepted");
  EXPECT_EQ(seen.report.at("hosts").at(1).at("port"), 8443);
}

TEST_F(Exec, isolated_there_are_the_hosts_and_nothing_else) {
  options = {"--isolated"};
  const auto seen = shell(std::string(kCurl) +
                          "CURRENT https://api.example.com/v1/; curl -s -m 5 http://127.0.0.1:9/; "
                          "curl -s -m 5 https://192.0.2.1/; getent hosts localhost >/dev/null && echo local");
  if (is_refused_here(seen)) return;
  EXPECT_EQ(seen.api().at("outcome"), "accepted");
  EXPECT_EQ(seen.report.at("via"), "netns");
  const json expected = {{{"address", "127.0.0.1:9"}, {"connections", 1}, {"host", nullptr}},
                         {{"address", "192.0.2.1:443"}, {"connections", 1}, {"host", nullptr}}};
  EXPECT_EQ(seen.report.at("outside"), expected);
  EXPECT_THAT(seen.ended.err, HasSubstr("and could not"));
  EXPECT_EQ(seen.ended.out, "local\n");
}

// Who is root there is not root of this machine.
TEST_F(Exec, isolated_root_does_not_get_out_again) {
  options = {"--isolated"};
  const auto seen = shell(
      "umount /proc 2>/dev/null; mount -t proc none /proc 2>/dev/null; mknod device b 1 1 2>/dev/null; "
      "for name in /proc/[0-9]*/ns/net; do nsenter --net=$name true 2>/dev/null && echo entered; done; "
      "unshare --net true 2>/dev/null && echo unshared; ls device 2>/dev/null; "
      "test $(readlink /proc/self) -lt 200 && echo in its own namespace");
  if (is_refused_here(seen)) return;
  EXPECT_EQ(seen.ended.out, "in its own namespace\n") << seen.ended.err;
}

// One process has one filter with a listener: inside a redirected program, the next way is taken, and said.
TEST_F(Exec, where_there_is_no_filter_the_next_way_is_taken) {
  const auto inner = folder / "inner.json";
  const auto seen = exec({REHEARSE_BINARY, "exec", folder / "profile.yaml", "--lab", "-q", "--report-json",
                          inner, "--", "sh", "-c", std::string(kCurl) + "STALE https://api.example.com/v1/"});
  if (is_refused_here(seen)) return;
  const auto report = json::parse(content(inner));
  EXPECT_EQ(report.at("via"), "netns");
  EXPECT_THAT(report.at("why_not"), HasSubstr("hosts: filter: "));
  EXPECT_EQ(report.at("hosts").at(0).at("outcome"), "refused");
  EXPECT_EQ(report.at("exit"), 60) << "as curl has it";
  EXPECT_EQ(seen.api().at("outcome"), "never-connected") << "the inner one has an edge of its own";
}

// In a user namespace that allows no other, and without the right to mount: a flag of the test, and no
// setting of the machine.
class WithoutNamespaces : public Exec {
 protected:
  Ended exec_there(const std::string& more, const std::string& line) {
    return Process({"unshare", "-Ur", "sh", "-c",
                    "echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-sys_admin "
                    "--inh-caps=-sys_admin '" REHEARSE_BINARY "' exec '" +
                        (folder / "profile.yaml") + "' --lab --report-json '" + (folder / "seen.json") +
                        "' " + more + " -- " + line},
                   environment)
        .wait();
  }
};

TEST_F(WithoutNamespaces, a_way_that_is_asked_for_and_not_to_be_had_runs_nothing) {
  for (const auto* way : {"--via hosts", "--via netns", "--via hosts-blind", "--isolated", "--via none"}) {
    const auto ended = exec_there(way, "echo it ran");
    if (ended.err.contains("unshare: ")) return;  // already so here: then all other tests see it
    EXPECT_EQ(ended.exit, 3) << ended.err;
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, testing::ContainsRegex("in /etc/hosts:\n127[.0-9]+ api.example.com")) << way;
  }
}

TEST_F(WithoutNamespaces, the_proxy_is_taken_and_what_that_means_is_said_before) {
  const auto ended = exec_there("", "sh -c '" + std::string(kCurl) + "STALE https://api.example.com/v1/'");
  if (ended.err.contains("unshare: ")) return;
  EXPECT_EQ(ended.exit, 60) << "as curl has it: " << ended.err;
  EXPECT_THAT(ended.err, testing::StartsWith("rehearse: it is led by a proxy alone"));
  const auto report = json::parse(content(folder / "seen.json"));
  EXPECT_EQ(report.at("via"), "proxy");
  EXPECT_THAT(report.at("why_not"),
              AllOf(HasSubstr("hosts: user-namespace: "), HasSubstr("netns: "), HasSubstr("hosts-blind: ")));
  EXPECT_EQ(report.at("hosts").at(0).at("outcome"), "refused");
  EXPECT_EQ(report.at("hosts").at(0).at("alert"), 48);
  EXPECT_EQ(report.at("hosts").at(1).at("outcome"), "unknown") << "it may have gone another way";
  EXPECT_THAT(report.at("cannot_see").dump(), HasSubstr("where rehearse itself is killed"));
}

// Without a namespace of processes either, what is left is ended by the one who is given the orphans.
TEST_F(WithoutNamespaces, what_the_program_leaves_behind_is_ended) {
  const auto ended = exec_there("-q", "sh -c '(setsid sleep 987654 &) ; sleep 987653 & echo $!'");
  if (ended.err.contains("unshare: ")) return;
  EXPECT_EQ(ended.exit, 0) << ended.err;
  const auto left = Process({"pgrep", "-f", "sleep 98765[34]"}, environment).wait();
  EXPECT_EQ(left.out, "");
}

TEST_F(Exec, ten_at_once_do_not_disturb_one_another) {
  if (is_refused_here(shell("true"))) return;
  std::vector<Process> all;
  for (int i = 0; i < 10; ++i) {
    all.push_back(start_rehearse({"exec", folder / "profile.yaml", "--lab", "-q", "--", "sh", "-c",
                                  "curl -s -o /dev/null -w '%{http_code}' --cacert $REHEARSE_LAB_CURRENT "
                                  "https://api.example.com/v1/; exit " +
                                      std::to_string(i)},
                                 environment));
  }
  for (int i = 0; i < 10; ++i) {
    const auto ended = all[static_cast<std::size_t>(i)].wait();
    EXPECT_EQ(ended.exit, i);
    EXPECT_THAT(ended.out, testing::AnyOf("200", "401", "404"));
  }
}

// How many processes have the word in their command line.
int count_of(const std::string& word) {
  int out = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    if (content(entry.path() / "cmdline").contains(word)) ++out;
  }
  return out;
}

bool soon(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < end) {
    if (holds()) return true;
  }
  return false;
}

TEST_F(Exec, nothing_is_left_when_rehearse_is_killed_or_the_program_ends) {
  std::filesystem::create_directory(folder / "tmp");
  environment["TMPDIR"] = folder / "tmp";
  if (is_refused_here(shell("true"))) return;
  const auto word = "left-" + folder.path().filename().string();
  auto killed = start_rehearse(words({"sh", "-c", "sleep 600; : " + word}), environment);
  EXPECT_TRUE(soon([&] { return count_of(word) >= 4; })) << "rehearse, its two stages, the program";
  killed.send(SIGKILL);
  killed.wait();
  EXPECT_TRUE(soon([&] { return count_of(word) == 0; }));
  EXPECT_TRUE(soon([&] { return std::filesystem::is_empty(folder / "tmp"); })) << "the lab's stores";
  EXPECT_EQ(shell("setsid sh -c 'sleep 600; : " + word + "' & exit 0").ended.exit, 0);
  EXPECT_EQ(count_of(word), 0);
  EXPECT_TRUE(std::filesystem::is_empty(folder / "tmp"));
}

// Held up at any moment of its start and woken when rehearse is gone, the stage starts nothing any more.
TEST_F(Exec, a_stage_whose_rehearse_is_gone_runs_nothing) {
  if (is_refused_here(shell("true"))) return;
  const auto word = "orphan-" + folder.path().filename().string();
  for (const auto* way : {"hosts", "netns", "proxy"}) {
    options = {"--via", way};
    auto killed = start_rehearse(words({"sh", "-c", "sleep 600; : " + word}), environment);
    int stage = 0;
    const auto find_stage = [&] {
      std::error_code error;
      for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
        const auto line = content(entry.path() / "cmdline");
        if (line.contains(":rehearse-stage") && line.contains(word))
          stage = std::stoi(entry.path().filename());
      }
      return stage != 0;
    };
    ASSERT_TRUE(soon(find_stage));
    kill(stage, SIGSTOP);
    const auto status = content("/proc/" + std::to_string(stage) + "/stat");
    std::istringstream behind_name(status.substr(status.rfind(')') + 2));
    std::string state, parent;
    behind_name >> state >> parent;
    killed.send(SIGKILL);
    EXPECT_TRUE(soon([&] { return content("/proc/" + parent + "/cmdline").empty(); }))
        << "dead, and not yet waited for";
    kill(stage, SIGCONT);
    killed.wait();
    EXPECT_TRUE(soon([&] { return count_of(word) == 0; })) << way;
  }
}

TEST_F(Exec, a_signal_that_is_sent_goes_on_to_the_program) {
  if (is_refused_here(shell("true"))) return;
  for (const auto& [name, number] : {std::pair{"TERM", SIGTERM},
                                     {"ALRM", SIGALRM},
                                     {"CONT", SIGCONT},
                                     {"WINCH", SIGWINCH},
                                     {"PWR", SIGPWR}}) {
    auto running = start_rehearse(words({"sh", "-c",
                                         "trap 'echo told; exit 5' " + std::string(name) +
                                             "; echo ready; while :; do sleep 0.02; done"}),
                                  environment);
    ASSERT_TRUE(running.read_until(Process::Stream::out, "ready"));
    running.send(number);
    const auto ended = running.wait();
    EXPECT_EQ(ended.exit, 5) << name;
    EXPECT_THAT(ended.out, HasSubstr("told")) << name;
  }
}

// ---- by a proxy

// urllib asks for a proxy, JVMs by their options, Node asks for none.
TEST_F(Exec, by_a_proxy_those_that_ask_for_one_are_led) {
  options = {"--via", "proxy"};
  folder.write("Client.java", kJava);
  const struct {
    std::string line, outcome;
  } rows[] = {
      {std::string(kCurl) + "CURRENT https://api.example.com/v1/", "accepted"},
      {std::string(kCurl) + "STALE https://api.example.com/v1/", "refused"},
      {"python3 -c 'import os, ssl, urllib.request; urllib.request.urlopen(\"https://api.example.com/v1/\", "
       "context=ssl.create_default_context(cafile=os.environ[\"REHEARSE_LAB_CURRENT\"]))'",
       "accepted"},
      {"java -XX:TieredStopAtLevel=1 -Djavax.net.ssl.trustStore=$REHEARSE_LAB_JKS_CURRENT " +
           (folder / "Client.java"),
       "accepted"},
      {"java -XX:TieredStopAtLevel=1 -Djavax.net.ssl.trustStore=$REHEARSE_LAB_JKS_STALE " +
           (folder / "Client.java"),
       "refused"},
      {"node -e 'require(\"https\").get(\"https://api.example.com/v1/\").on(\"error\", () => 0)'", "unknown"},
      {std::string(kCurl) + "CURRENT --noproxy '*' -m 5 https://api.example.com/v1/", "unknown"},
  };
  for (const auto& row : rows) {
    const auto seen = shell(row.line);
    EXPECT_EQ(seen.api().at("outcome"), row.outcome) << row.line << seen.ended.err;
    EXPECT_EQ(seen.report.at("via"), "proxy");
    EXPECT_THAT(seen.ended.err, HasSubstr("led by a proxy alone"));
  }
}

TEST_F(Exec, by_a_proxy_all_others_are_reached_and_counted) {
  lab::EdgeOptions plain;
  plain.identities = {new_one().identity()};
  const auto edge = lab::Edge::start(std::move(plain)).value();
  options = {"--via", "proxy"};
  const auto line = "curl -sS -k -o /dev/null https://" + place(edge) + "/";
  const auto seen = shell("NO_PROXY= no_proxy= " + line + "; " + std::string(kCurl) +
                          "CURRENT https://api.example.com:9443/; NO_PROXY= no_proxy= curl -sS -p -x "
                          "$HTTPS_PROXY http://127.0.0.1:9/");
  const json expected = {{{"address", place(edge)}, {"connections", 1}, {"host", nullptr}},
                         {{"address", "127.0.0.1:9"}, {"connections", 1}, {"host", nullptr}}};
  EXPECT_THAT(seen.report.at("outside"), testing::UnorderedElementsAre(expected[0], expected[1]))
      << seen.ended.err;
  EXPECT_THAT(seen.ended.err, HasSubstr("502")) << "a host of ours at another port is nobody's";
}

TEST_F(Exec, two_proxies_are_not_gone_through) {
  options = {"--via", "proxy"};
  environment["HTTPS_PROXY"] = "http://proxy.example.com:3128";
  const auto seen = shell("echo it ran");
  EXPECT_EQ(seen.ended.exit, 3);
  EXPECT_EQ(seen.ended.out, "");
  EXPECT_THAT(seen.ended.err, HasSubstr("HTTPS_PROXY names a proxy already"));
}

// ---- by a hosts file that leads straight to the staged machine

TEST_F(Exec, by_a_hosts_file_alone_it_is_led_and_nothing_is_told) {
  lab::EdgeOptions well;
  well.identities = {new_one().identity()};
  const auto edge = lab::Edge::start(std::move(well)).value();
  folder.write("root.pem", pem({new_one().root}));
  folder.write("straight.yaml", std::string(R"(
rehearsal: {title: straight}
expect: {issuer: New Issuing CA, anchor: New Root}
targets:
  production: {role: today}
  staging: {role: next, redirect: {address: )") +
                                    edge.address().text() + R"(}}
endpoints:
  api: {url: 'https://api.example.com:)" +
                                    std::to_string(edge.port()) + R"(/'}
stores: {system: {system: true}}
)");
  const auto get = [&](const std::string& family) {
    return "curl -sS " + family + " -o /dev/null --cacert " + (folder / "root.pem") +
           " https://api.example.com:" + std::to_string(edge.port()) + "/";
  };
  const auto ended = start_rehearse({"exec", folder / "straight.yaml", "--no-dns", "--via", "hosts-blind",
                                     "--report-json", folder / "seen.json", "--", "sh", "-c",
                                     get("") + " && " + get("-4") + " && " + get("-6")},
                                    environment)
                         .wait();
  if (ended.exit == 3 && !has_namespaces()) return;
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_EQ(edge.recorder().wait_ended(3, std::chrono::seconds(20)).size(), 3U)
      << "whichever family is asked for";
  const auto report = json::parse(content(folder / "seen.json"));
  EXPECT_EQ(report.at("via"), "hosts-blind");
  EXPECT_EQ(report.at("hosts").at(0).at("outcome"), "unknown");
}

TEST_F(Exec, a_hosts_file_cannot_say_ports) {
  options = {"--via", "hosts-blind"};
  const auto seen = shell("echo it ran");
  EXPECT_EQ(seen.ended.exit, 3);
  EXPECT_EQ(seen.ended.out, "");
  EXPECT_THAT(seen.ended.err, HasSubstr("api.example.com is staged at another port"));
}

// ---- isolated, and a little more

TEST_F(Exec, isolated_what_is_allowed_is_there_as_well) {
  lab::EdgeOptions other;
  other.identities = {new_one().identity()};
  const auto edge = lab::Edge::start(std::move(other)).value();
  const auto port = std::to_string(edge.port());
  // By name and by address, one of which the isolated network has to be given first.
  options = {"--isolated", "--allow", "localhost:9", "--allow", place(edge), "--allow", "203.0.113.9:443"};
  const auto seen = shell("curl -sk -m 5 -o /dev/null https://" + place(edge) +
                          "/ && curl -sk -m 5 -o /dev/null https://" + place(edge) +
                          "/; python3 -c 'import socket; socket.create_connection((\"localhost\", 9))'; curl "
                          "-s -m 5 http://127.0.0.1:10/; " +
                          std::string(kCurl) + "CURRENT https://api.example.com/v1/");
  if (is_refused_here(seen)) return;
  EXPECT_EQ(seen.api().at("outcome"), "accepted") << seen.ended.err;
  const json expected = {{{"host", "localhost"}, {"port", 9}, {"connections", 1}},
                         {{"host", edge.address().text()}, {"port", edge.port()}, {"connections", 2}},
                         {{"host", "203.0.113.9"}, {"port", 443}, {"connections", 0}}};
  EXPECT_EQ(seen.report.at("allowed"), expected);
  const json outside = {{{"address", "127.0.0.1:10"}, {"connections", 1}, {"host", nullptr}}};
  EXPECT_EQ(seen.report.at("outside"), outside);
  EXPECT_EQ(edge.recorder().wait_ended(2, std::chrono::seconds(20)).size(), 2U);
}

TEST_F(Exec, what_is_allowed_has_to_be_something_else) {
  const struct {
    std::vector<std::string> options;
    int exit;
    const char* says;
  } rows[] = {{{"--isolated", "--allow", "api.example.com:443"}, 2, "is a host of the profile"},
              {{"--isolated", "--allow", "a b"}, 2, "is no HOST:PORT"},
              {{"--allow", "localhost:9"}, 2, "--allow requires --isolated"}};
  for (const auto& row : rows) {
    options = row.options;
    const auto seen = shell("echo it ran");
    EXPECT_EQ(seen.ended.exit, row.exit) << seen.ended.err;
    EXPECT_EQ(seen.ended.out, "");
    EXPECT_THAT(seen.ended.err, HasSubstr(row.says));
  }
}

}  // namespace
}  // namespace rehearse::e2e
