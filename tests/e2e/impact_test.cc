// `rehearse impact` as a shell sees it: a tree of configurations of the shapes that integrations have, and
// edges on loopback that serve what they speak of.

#include <algorithm>
#include <filesystem>
#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

lab::Identity shown(const Hierarchy& by, const std::string& sni, const std::string& name) {
  auto out = by.identity(server(name));
  out.names = {sni};
  return out;
}

// One edge that serves every host by its SNI, and a notice for *.example.com but www, which replaces what the
// old authority signed.
class ImpactCommand : public ::testing::Test {
 protected:
  ImpactCommand() {
    lab::EdgeOptions options;
    options.identities = {shown(old_one(), "api.example.com", "*.example.com"),
                          shown(old_one(), "rest.example.com", "*.example.com"),
                          shown(new_one(), "new.example.com", "*.example.com"),
                          shown(third_one(), "own.example.com", "own.example.com"),
                          shown(third_one(), "wild.example.com", "*.example.com"),
                          shown(third_one(), "www.example.com", "www.example.com"),
                          shown(old_one(), "shop.example.org", "shop.example.org"),
                          shown(third_one(), "login.example.net", "login.example.net")};
    options.tls.unknown_name = lab::TlsOptions::UnknownName::alert;
    it.today = place(it.serve(std::move(options)));
    it.change = "{names: '*.example.com', except: www.example.com, replaces: {issuer: Old Issuing CA}}";
    it.calls = "[{name: ping, headers: {Authorization: '${env:NOT_SET_ANYWHERE}'}}]";
    profile = it.command().at(1);
  }

  Ended run(std::vector<std::string> more) const {
    std::vector<std::string> all = {"impact", profile, "--now", "2018-11-28"};
    if (std::ranges::count(more, "--no-connect") == 0) all.emplace_back("--no-dns");
    all.insert(all.end(), more.begin(), more.end());
    return start_rehearse(all, it.environment).wait();
  }
  json listed(std::vector<std::string> more) const {
    more.emplace_back("--json");
    const auto ended = run(std::move(more));
    return ended.out.empty() ? json(ended.err) : json::parse(ended.out);
  }
  // By host, as it is called in reports.
  static std::map<std::string, json> by_host(const json& impact) {
    std::map<std::string, json> out;
    for (const auto& host : impact.at("hosts")) {
      const bool has_port = !host.at("port").is_null() && host.at("port") != 443;
      out[host.at("host").get<std::string>() + (has_port ? ":" + host.at("port").dump() : "")] = host;
    }
    return out;
  }
  void write(const std::string& path, const std::string& text) const {
    fs::create_directories((tree.path() / path).parent_path());
    tree.write(path, text);
  }

  Rehearsal it;
  Folder tree, outside;
  std::string profile;
};

TEST_F(ImpactCommand, every_kind_of_host_gets_its_verdict) {
  const auto list =
      outside.write("hosts.txt",
                    "# mine\napi.example.com\nnew.example.com\nown.example.com\nwild.example.com\n"
                    "www.example.com\nshop.example.org\nlogin.example.net\nunknown.example.com\n"
                    "https://*.example.com/\n");
  const auto impact = listed({"--hosts", list});
  auto hosts = by_host(impact);
  const struct {
    const char* host;
    const char* verdict;
    const char* reason;
    const char* covered_by;
  } cases[] = {
      {"api.example.com", "affected", "serves-replaced", "*.example.com"},
      {"new.example.com", "affected", "already-live", "*.example.com"},
      {"own.example.com", "not-affected", "own-certificate", "*.example.com"},
      {"wild.example.com", "cannot-tell", "serves-another", "*.example.com"},
      {"www.example.com", "not-affected", "not-in-change", "*.example.com"},
      {"shop.example.org", "cannot-tell", "unannounced-host-shares-certificate", nullptr},
      {"login.example.net", "not-affected", "not-in-change", nullptr},
      {"unknown.example.com", "cannot-tell", "unreachable", "*.example.com"},
      {"*.example.com", "cannot-tell", "unfinished-name", nullptr},
  };
  EXPECT_EQ(hosts.size(), std::size(cases)) << impact.dump(1);
  for (const auto& one : cases) {
    SCOPED_TRACE(one.host);
    ASSERT_TRUE(hosts.contains(one.host));
    const auto& host = hosts[one.host];
    EXPECT_EQ(host.at("verdict"), one.verdict) << host.dump(1);
    EXPECT_EQ(host.at("reason"), one.reason);
    EXPECT_EQ(host.at("covered_by"), one.covered_by == nullptr ? json() : json(one.covered_by));
  }
  EXPECT_EQ(hosts["www.example.com"].at("excepted_by"), "www.example.com");
  const auto& served = hosts["api.example.com"].at("serves").at(0);
  EXPECT_EQ(served.at("certificate").at("issuer"), "CN=Old Issuing CA");
  EXPECT_EQ(served.at("certificate").at("not_after"), "2048-01-01T00:00:00Z");
  EXPECT_EQ(served.at("target"), "production");
  EXPECT_EQ(hosts["unknown.example.com"].at("serves").at(0).at("failure"), "alert");
  EXPECT_EQ(hosts["api.example.com"].at("evidence").at("places"), json({list + ":2"}));
  EXPECT_EQ(findings_of(impact), "unannounced-host-shares-certificate");
}

TEST_F(ImpactCommand, exit_codes_are_what_the_manual_says) {
  const auto good = outside.write("good.txt", "own.example.com\nlogin.example.net\nwww.example.com\n");
  const auto odd = outside.write("odd.txt", "own.example.com\nlogin.example.net\nwhat is/this\n");
  const auto har = outside.write("broken.har", "{");
  const struct {
    const char* name;
    std::vector<std::string> arguments;
    int exit;
  } cases[] = {
      {"none_affected", {"--hosts", good}, 0},
      {"some_affected", {"--hosts", good, "--host", "api.example.com"}, 1},
      {"the_endpoints_of_the_profile", {}, 1},
      {"cannot_tell", {"--hosts", good, "--host", "shop.example.org"}, 3},
      {"a_line_that_is_none", {"--hosts", odd}, 3},
      {"no_host_at_all", {"--scan", tree.path().string()}, 3},
      {"judged_by_names_alone", {"--hosts", good, "--no-connect"}, 3},
      {"no_such_list", {"--hosts", "/nowhere"}, 2},
      {"no_such_folder", {"--scan", "/nowhere"}, 2},
      {"no_such_recording", {"--har", "/nowhere"}, 2},
      {"a_broken_recording", {"--har", har}, 2},
      {"a_host_that_is_none", {"--host", "a b"}, 2},
      {"overrides_and_nothing_to_connect_to", {"--no-connect", "--resolve", "a:443:127.0.0.1"}, 2},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto ended = run(one.arguments);
    EXPECT_EQ(ended.exit, one.exit) << ended.out << ended.err;
    EXPECT_EQ(ended.err.empty(), one.exit != 2) << ended.err;
  }
  EXPECT_EQ(start_rehearse({"impact"}, {}).wait().exit, 2);
  EXPECT_EQ(start_rehearse({"impact", "/nowhere.yaml"}, {}).wait().exit, 2);
}

TEST_F(ImpactCommand, a_tree_of_configurations_is_looked_through) {
  write("conf/application.properties",
        "# was https://old.example.com/\nvendor.url=https\\://api.example.com/apps/services/a/91.0\n"
        "vendor.rest.host = rest.example.com\nmail.from=support@example.com\n");
  write("conf/application.yml",
        "vendor:\n  tenants:\n    - https://api.example.com/tenant-a/v1\n    - "
        "https://api.example.com/tenant-b/v1\n"
        "  fallback: https://${VENDOR_HOST:own.example.com}/v1\nlogin:\n  host: login.example.net\n");
  write(".env", "export API=https://user:s3cret-in-url@api.example.com:8443/\nSUB=${TENANT}.example.com\n");
  write("src/main/java/com/example/Api.java",
        "package com.example;\nimport com.example.Other;\n// see https://docs.example.org/\n"
        "class Api { String u = \"https://api.example.com/\" + path; String v = \"https://\" + host; }\n");
  write("soap/vendor.wsdl",
        "<definitions xmlns:tns=\"http://ns.example.com/\" targetNamespace=\"http://ns.example.com/\">\n"
        "<soap:address location=\"https://api.example.com/apps/services/a/91.0\"/></definitions>\n");
  write("nginx/vendor.conf",
        "upstream vendor { server rest.example.com:443; }\nssl_certificate "
        "/etc/ssl/own.example.com/chain.pem;\n");
  write("cron.d/sync", "*/5 * * * * app curl -s https://new.example.com/sync\n");
  write("node_modules/x/index.js", "fetch('https://wild.example.com/')\n");
  write(".git/config", "url = https://wild.example.com/x.git\n");
  write("lib/a.jar", "https://wild.example.com");
  write("bin/tool", std::string("\x7f"
                                "ELF\0",
                                5) +
                        "https://wild.example.com");
  fs::create_symlink(outside.write("elsewhere.txt", "https://wild.example.com"), tree.path() / "link.txt");
  const auto impact = listed({"--scan", tree.path().string()});
  auto hosts = by_host(impact);
  std::string names;
  for (const auto& [name, host] : hosts) names += name + " " + host.at("verdict").get<std::string>() + "\n";
  EXPECT_EQ(names,
            "\" + host cannot-tell\n"
            "${TENANT}.example.com cannot-tell\n"
            "${VENDOR_HOST:own.example.com} cannot-tell\n"
            "api.example.com affected\n"
            "api.example.com:8443 affected\n"
            "docs.example.org cannot-tell\n"
            "login.example.net not-affected\n"
            "new.example.com affected\n"
            "old.example.com cannot-tell\n"
            "own.example.com not-affected\n"
            "rest.example.com affected\n");
  EXPECT_EQ(impact.dump().find("s3cret-in-url"), std::string::npos);
  EXPECT_EQ(impact.dump().find("tenant-a"), std::string::npos) << "paths may hold secrets";
  const auto& api = hosts["api.example.com"].at("evidence");
  EXPECT_EQ(api.at("urls"), 3);
  EXPECT_EQ(api.at("mentions"), 5);
  EXPECT_EQ(api.at("files"), 4);
  EXPECT_EQ(api.at("places").at(0), (tree.path() / "conf/application.properties:2").string());
  EXPECT_TRUE(hosts["old.example.com"].at("evidence").at("only_in_comments"));
  ASSERT_EQ(impact.at("namespaces").size(), 1U);
  EXPECT_EQ(impact.at("namespaces").at(0).at("host"), "ns.example.com");
  const auto& files = impact.at("files");
  EXPECT_EQ(files.at("files"), 7);
  EXPECT_EQ(files.at("binary"), 1);
  EXPECT_EQ(files.at("archives"), 1);
  EXPECT_EQ(files.at("folders"), 2);
  EXPECT_EQ(files.at("links"), 1);

  const auto screen = run({"--scan", tree.path().string(), "--ascii"});
  for (const auto* part : {"one certificate for all tenants of this host", "in comments only",
                           "serves     *.example.com, by Old Issuing CA", "Only the names of namespaces",
                           "x affected: 4 affected, 5 cannot be told, 2 not affected"})
    EXPECT_NE(screen.out.find(part), std::string::npos) << part << "\n" << screen.out;
}

TEST_F(ImpactCommand, a_recording_says_what_was_called) {
  const auto har = outside.write("session.har", R"({"log": {"entries": [
      {"request": {"url": "https://api.example.com/a?token=s3cret-in-query"}, "response": {"redirectURL": "https://login.example.net/in"}},
      {"request": {"url": "https://own.example.com/"}, "response": {"redirectURL": ""}}]}})");
  const auto impact = listed({"--har", har});
  auto hosts = by_host(impact);
  EXPECT_EQ(hosts.size(), 3U);
  EXPECT_EQ(hosts["api.example.com"].at("verdict"), "affected");
  EXPECT_EQ(hosts["login.example.net"].at("evidence").at("places"), json({har + ":1"}));
  EXPECT_EQ(hosts["own.example.com"].at("evidence").at("places"), json({har + ":2"}));
  EXPECT_EQ(impact.dump().find("s3cret-in-query"), std::string::npos);
}

TEST_F(ImpactCommand, a_bound_that_is_hit_is_said) {
  write("big.log", std::string((8U << 20) + 1, 'x'));
  write("a.txt", "https://own.example.com https://login.example.net");
  const auto ended = run({"--scan", tree.path().string()});
  EXPECT_EQ(ended.exit, 3) << ended.out;
  EXPECT_NE(ended.out.find("file-too-large"), std::string::npos) << ended.out;
  EXPECT_NE(ended.out.find("big.log"), std::string::npos);
}

TEST_F(ImpactCommand, overrides_say_where_a_host_is) {
  auto hosts = by_host(listed({"--host", "api.example.com", "--host", "login.example.net", "--connect-to",
                               "api.example.com::127.0.0.1:1"}));
  EXPECT_EQ(hosts["api.example.com"].at("reason"), "unreachable");
  EXPECT_EQ(hosts["api.example.com"].at("serves").at(0).at("failure"), "connect-refused");
  EXPECT_EQ(hosts["login.example.net"].at("verdict"), "not-affected") << "the profile's own way holds for it";
}

// An address of the vendor is not that of everybody whom a configuration names.
TEST_F(ImpactCommand, the_address_of_a_target_is_for_its_endpoints_alone) {
  Rehearsal here;
  const auto& edge = here.serve(old_one().identity());
  here.change = "{names: '*.example.com', replaces: {issuer: Old Issuing CA}}";
  auto text = content(here.command().at(1));
  const auto from = text.find("redirect: {connect_to"), to = text.find("}", from);
  text.replace(
      from, to + 1 - from,
      "redirect: {address: " + edge.address().text() + ", port: " + std::to_string(edge.port()) + "}");
  const auto path = here.folder().write("address.yaml", text);
  const auto ended = start_rehearse({"impact", path, "--no-dns", "--json", "--host", "api.example.com",
                                     "--host", "login.example.net"},
                                    here.environment)
                         .wait();
  auto hosts = by_host(json::parse(ended.out));
  EXPECT_EQ(hosts["api.example.com"].at("reason"), "serves-replaced") << ended.out;
  EXPECT_EQ(hosts["login.example.net"].at("reason"), "unreachable");
  EXPECT_EQ(hosts["login.example.net"].at("serves").at(0).at("failure"), "unresolved");
}

TEST_F(ImpactCommand, the_lab_plays_the_endpoints) {
  const auto ended = run({"--lab", "--json", "--host", "api.example.com", "--host", "login.example.net"});
  EXPECT_EQ(ended.exit, 1) << ended.err;
  auto hosts = by_host(json::parse(ended.out));
  EXPECT_EQ(hosts["api.example.com"].at("verdict"), "affected") << ended.out;
  EXPECT_EQ(hosts["login.example.net"].at("reason"), "not-asked");
}

TEST_F(ImpactCommand, what_stands_in_files_does_not_reach_the_terminal) {
  write("\x1b[31mevil.yml", "u: https://api.example.com/\nv: https://${\x1b[2J}/\n");
  const auto ended = run({"--scan", tree.path().string(), "-v"});
  EXPECT_EQ(ended.out.find('\x1b'), std::string::npos) << ended.out;
}

}  // namespace
}  // namespace rehearse::e2e
