// `rehearse impact` where a real DNS server says which machines a host has. nginx plays them: one port, each
// an address of its own.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/authorities.h"
#include "e2e/knot.h"
#include "e2e/nginx.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

using nlohmann::json;

const Nginx& machines() {
  static const Nginx servers({
      {"old", old_one().identity(), "return 200 pong;"},
      {"third", third_one().identity(), "return 200 pong;", "", "", "old"},
  });
  return servers;
}

std::string record(const std::string& host, const std::string& machine) {
  const auto place = machines().place(machine);
  return host + " 60 A " + place.substr(0, place.find(':')) + "\n";
}

const Knot& dns() {
  static const Knot server(
      {{"example.com", record("api", "old")},
       {"example.net", record("one", "third") + record("two", "third") + record("two", "old")}});
  return server;
}

class ImpactByDns : public ::testing::Test {
 protected:
  ImpactByDns() {
    const auto place = machines().place("old");
    port = place.substr(place.find(':'));
    it.host = "api.example.com" + port;
    it.by_dns = true;
    it.change = "{names: api.example.com, replaces: {issuer: Old Issuing CA}}";
    it.more_sections = "resolver: '" + dns().place() + "'\n";
  }
  json asked_about(const std::string& host) {
    const auto profile = it.command().at(1);
    const auto ended =
        start_rehearse({"impact", profile, "--now", "2018-11-28", "--json", "--host", host + port},
                       it.environment)
            .wait();
    const auto impact = json::parse(ended.out, nullptr, false);
    return impact.is_discarded() ? json{{"err", ended.err}} : impact.at("hosts").at(0);
  }
  Rehearsal it;
  std::string port;
};

TEST_F(ImpactByDns, the_resolver_of_the_profile_is_asked) {
  EXPECT_EQ(asked_about("api.example.com").at("reason"), "serves-replaced");
  EXPECT_EQ(asked_about("one.example.net").at("reason"), "not-in-change");
}

TEST_F(ImpactByDns, every_address_of_a_host_is_asked) {
  const auto host = asked_about("two.example.net");
  EXPECT_EQ(host.at("reason"), "unannounced-host-shares-certificate");
  EXPECT_EQ(host.at("serves").size(), 2U);
}

}  // namespace
}  // namespace rehearse::e2e
