#include "report/impact.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/made.h"

namespace rehearse::report {
namespace {

using judge::Impact;
using judge::ImpactHost;
using judge::Touched;

judge::RouteEvidence serving(const cert::Chain& chain) {
  judge::RouteEvidence out;
  out.route.target = "production";
  out.route.address = *Address::parse("192.0.2.7");
  probe::Handshake handshake;
  handshake.chain = chain;
  out.handshakes.push_back(std::move(handshake));
  return out;
}

// One of each verdict; names of files and of hosts are hostile.
Impact three() {
  Impact out{.profile = "vendor.yaml",
             .title = "api.example.com moves",
             .at = test::instant("2018-12-01T00:00:00Z"),
             .has_connected = true};
  ImpactHost affected{.host = "api.example.com",
                      .port = 8443,
                      .places = {"conf/a.properties:12", "src/A.java:3", "b:1", "c:1", "d:1"},
                      .mentions = 9,
                      .files = 6,
                      .hows = {"url"},
                      .urls = 3,
                      .covered_by = "*.example.com",
                      .verdict = Touched::affected,
                      .reason = "serves-replaced",
                      .detail = "it serves the certificate that goes away"};
  affected.today = {serving(test::chain("api.example.com", "old"))};
  ImpactHost untold{.host = "${X}\x1b[2J.example.com",
                    .is_unfinished = true,
                    .places = {"\x1b[31mevil.yml:1"},
                    .mentions = 1,
                    .files = 1,
                    .hows = {"plain-url"},
                    .only_in_comments = true,
                    .reason = "unfinished-name",
                    .detail = "a part of the name is filled in elsewhere"};
  ImpactHost exempt{.host = "www.example.com",
                    .excepted_by = "www.example.com",
                    .verdict = Touched::not_affected,
                    .reason = "not-in-change",
                    .detail = "outside"};
  out.hosts = {affected, untold, exempt};
  out.namespaces = {{"ns.example.com", {"a.wsdl:1"}, 4}};
  out.looked_through = {.files = 12, .bytes = 100, .binary = 1, .archives = 2, .links = 1, .folders = 1};
  out.findings = {{"file-too-large", "big\x1b.log", "larger than 8 bytes"}};
  out.is_whole = false;
  return out;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(ImpactConsole, says_of_each_host_what_and_why) {
  const auto text = render_impact_console(three(), {.width = 120, .ascii = true});
  for (const auto* part :
       {"api.example.com moves", "x  api.example.com:8443  affected",
        "it serves the certificate that goes away", "*.example.com", "until 2018-12-21, at 192.0.2.7:443",
        "named at   conf/a.properties:12, src/A.java:3, b:1 and 6 more places (6 files)",
        "3 different URLs: one certificate for all tenants of this host", "?  ${X}", "in comments only",
        "in http URLs only", ".  www.example.com  not affected", "excepted by www.example.com",
        "ns.example.com: 4 places, first at a.wsdl:1", "file-too-large",
        "12 files looked through, 1 no text, 2 archives not looked into, 1 link not followed",
        "x affected: 1 affected, 1 cannot be told, 1 not affected"}) {
    EXPECT_TRUE(has(text, part)) << part << "\n" << text;
  }
  EXPECT_FALSE(has(text, "\x1b")) << "what stands in files is hostile";
  EXPECT_TRUE(has(text, "sha256")) << text;
}

TEST(ImpactConsole, hosts_that_the_notice_does_not_name_are_counted_behind_the_first) {
  auto impact = three();
  for (int i = 0; i < 30; ++i)
    impact.hosts.push_back(
        {.host = "s" + std::to_string(i) + ".example.org", .verdict = Touched::not_affected});
  const auto text = render_impact_console(impact, {.width = 120, .ascii = true});
  EXPECT_TRUE(has(text, "s19.example.org")) << text;
  EXPECT_FALSE(has(text, "s20.example.org"));
  EXPECT_TRUE(
      has(text, "and 10 more hosts that the notice does not name, not affected: --verbose lists them"))
      << text;
  EXPECT_TRUE(has(render_impact_console(impact, {.width = 120, .verbose = true}), "s29.example.org"));
}

TEST(ImpactConsole, nothing_found_is_said) {
  const auto text = render_impact_console({.title = "x"}, {.width = 80});
  for (const auto* part : {"none was found", "no host was asked", "? cannot tell: 0 affected"})
    EXPECT_TRUE(has(text, part)) << text;
}

TEST(ImpactConsole, colours_say_nothing_alone) {
  const auto plain = render_impact_console(three(), {.width = 100});
  auto painted = render_impact_console(three(), {.width = 100, .colour = true});
  for (std::size_t at; (at = painted.find("\x1b[")) != std::string::npos;)
    painted.erase(at, painted.find('m', at) + 1 - at);
  EXPECT_EQ(painted, plain);
}

TEST(ImpactJson, has_a_key_for_everything) {
  const auto json = nlohmann::json::parse(render_impact_json(three()));
  EXPECT_EQ(json.at("schema"), "rehearse-impact/1");
  EXPECT_EQ(json.at("verdict"), "affected");
  EXPECT_EQ(json.at("whole"), false);
  EXPECT_EQ(json.at("summary").at("cannot_tell"), 1);
  const auto& host = json.at("hosts").at(0);
  EXPECT_EQ(host.at("host"), "api.example.com");
  EXPECT_EQ(host.at("port"), 8443);
  EXPECT_EQ(host.at("verdict"), "affected");
  EXPECT_EQ(host.at("covered_by"), "*.example.com");
  EXPECT_TRUE(host.at("excepted_by").is_null());
  EXPECT_EQ(host.at("serves").at(0).at("certificate").at("not_after"), "2018-12-21T23:59:59Z");
  EXPECT_EQ(host.at("evidence").at("mentions"), 9);
  EXPECT_TRUE(json.at("hosts").at(1).at("port").is_null());
  EXPECT_EQ(json.at("hosts").at(2).at("serves"), nlohmann::json::array());
  EXPECT_EQ(json.at("files").at("archives"), 2);
  EXPECT_EQ(json.at("namespaces").at(0).at("host"), "ns.example.com");
  EXPECT_EQ(json.at("findings").at(0).at("id"), "file-too-large");
}

}  // namespace
}  // namespace rehearse::report
