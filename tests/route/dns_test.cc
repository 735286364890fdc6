#include "route/dns.h"

#include <gtest/gtest.h>

#include "dns_server.h"

namespace rehearse::route {
namespace {

using namespace std::chrono_literals;

struct Case {
  const char* name;
  std::string host;
  const char* addresses;  // or the code behind "!"
  // Long where an answer must come, however busy the machine; short where none will.
  std::chrono::milliseconds timeout = 20'000ms;
};

class DnsLookup : public testing::TestWithParam<Case> {
 protected:
  static void SetUpTestSuite() { server() = std::make_unique<DnsServer>(); }
  static void TearDownTestSuite() { server().reset(); }
  static std::unique_ptr<DnsServer>& server() {
    static std::unique_ptr<DnsServer> one;
    return one;
  }
};

std::string shown(const Result<Resolved>& answer) {
  if (!answer) return "!" + answer.error().code;
  std::string out;
  for (const auto& address : answer->addresses) out += (out.empty() ? "" : " ") + address.text();
  if (const auto& open = answer->unanswered)
    out += (open->family == Family::ipv4 ? " A!" : " AAAA!") + open->error.code;
  return out;
}

TEST_P(DnsLookup, answers_or_says_why_not) {
  ASSERT_TRUE(server()->running());
  const auto lookup = dns_lookup(server()->address(), GetParam().timeout);
  ASSERT_TRUE(lookup.has_value()) << lookup.error().text();
  const auto answer = (*lookup)(GetParam().host);
  EXPECT_EQ(shown(answer), GetParam().addresses);
  if (!answer) {
    EXPECT_NE(answer.error().detail.find(GetParam().host), std::string::npos);
  }
}

const Case kCases[] = {
    {"ipv4_before_ipv6", "both.example.com", "192.0.2.1 2001:db8::1"},
    {"ipv4_alone", "a.example.com", "192.0.2.1"},
    {"ipv6_alone", "aaaa.example.com", "2001:db8::1"},
    {"an_alias", "alias.example.com", "192.0.2.9 2001:db8::9"},
    {"every_address", "many.example.com",
     "192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 192.0.2.6 192.0.2.7 192.0.2.8 192.0.2.9 192.0.2.10 "
     "2001:db8::1 2001:db8::2 2001:db8::3 2001:db8::4 2001:db8::5 2001:db8::6 2001:db8::7 2001:db8::8 "
     "2001:db8::9 "
     "2001:db8::a"},
    {"a_single_label_as_it_stands", "both", "192.0.2.1 2001:db8::1"},
    {"an_alias_whose_addresses_have_to_be_asked_for", "hop.example.com", "192.0.2.1 2001:db8::1"},
    {"several_of_them", "hops.example.com", "192.0.2.1 2001:db8::1"},
    {"an_alias_of_nothing", "dangling.example.com", "!name-not-found"},
    {"an_alias_of_itself", "self.example.com", "!dns-loop"},
    {"aliases_that_lead_back", "loop.example.com", "!dns-loop"},
    {"aliases_that_lead_back_in_one_answer", "loop-at-once.example.com", "!dns-loop"},
    {"more_aliases_than_anybody_has", "n0.endless.example.com", "!dns-loop"},
    {"too_long_for_udp", "long.example.com", "192.0.2.1 2001:db8::1"},
    {"too_long_for_udp_and_nothing_over_tcp", "cut.example.com", "!dns-truncated"},
    {"no_such_name", "nx.example.com", "!name-not-found"},
    {"a_name_without_an_address", "none.example.com", "!no-address"},
    {"localhost_from_dns_and_not_from_the_hosts_file", "localhost", "!name-not-found"},
    {"a_server_that_fails", "servfail.example.com", "!dns-server-failed"},
    {"a_server_that_refuses", "refused.example.com", "!dns-refused"},
    {"one_family_where_the_other_fails", "half.example.com", "192.0.2.1 AAAA!dns-server-failed"},
    {"one_family_where_the_other_never_comes", "slow.example.com", "192.0.2.1 AAAA!dns-timeout", 300ms},
    {"one_family_that_is_refused", "closed.example.com", "192.0.2.1 AAAA!dns-refused"},
    {"one_family_that_breaks_off", "torn.example.com", "2001:db8::1 A!dns-failed"},
    {"one_family_that_is_cut", "stub.example.com", "2001:db8::1 A!dns-truncated"},
    {"one_family_whose_aliases_lead_back", "round.example.com", "2001:db8::1 A!dns-loop"},
    {"an_alias_for_each_family", "fork.example.com", "192.0.2.1 2001:db8::1"},
    {"an_alias_for_one_family", "limp.example.com", "192.0.2.1 2001:db8::1"},
    {"silence", "silence.example.com", "!dns-timeout", 300ms},
    {"an_answer_that_breaks_off", "broken.example.com", "!dns-failed"},
    {"garbage_is_not_listened_to", "garbage.example.com", "!dns-timeout", 300ms},
    {"an_empty_name", "", "!name-not-found"},
    {"a_name_with_an_empty_label", "a..example.com", "!dns-failed"},
    {"a_name_that_is_too_long", std::string(300, 'a'), "!dns-failed"},
};
INSTANTIATE_TEST_SUITE_P(Table, DnsLookup, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(Dns, answers_again_after_a_time_out) {
  const DnsServer server;
  ASSERT_TRUE(server.running());
  const auto lookup = dns_lookup(server.address(), 300ms).value();
  EXPECT_EQ(shown(lookup("silence.example.com")), "!dns-timeout");
  const auto patient = dns_lookup(server.address(), 20'000ms).value();
  EXPECT_EQ(shown(patient("nx.example.com")), "!name-not-found");
  EXPECT_EQ(shown(patient("both.example.com")), "192.0.2.1 2001:db8::1");
  EXPECT_EQ(shown(patient("both.example.com")), "192.0.2.1 2001:db8::1");
}

TEST(Dns, tells_the_way_and_how_long_it_holds) {
  const DnsServer server;
  ASSERT_TRUE(server.running());
  const auto lookup = dns_lookup(server.address(), 20'000ms).value();
  const auto alias = lookup("ALIAS.example.com").value();
  EXPECT_EQ(text_of(alias.aliases), "alias.example.com -> edge.net");
  EXPECT_EQ(alias.aliases.front().ttl, 60s);
  EXPECT_EQ(alias.ttl, 60s);
  EXPECT_EQ(text_of(lookup("hops.example.com").value().aliases),
            "hops.example.com -> hop.example.com -> both.example.com");
  EXPECT_NE(lookup("dangling.example.com").error().detail.find("dangling.example.com -> nx.example.com"),
            std::string::npos);
  EXPECT_NE(
      lookup("loop.example.com").error().detail.find("loop.example.com -> loop2.example.com -> loop.example"),
      std::string::npos);
}

TEST(Dns, may_be_copied_and_outlives_its_first_owner) {
  const DnsServer server;
  Lookup copy;
  {
    auto lookup = dns_lookup(server.address(), 20'000ms).value();
    copy = lookup;
  }
  EXPECT_EQ(shown(copy("a.example.com")), "192.0.2.1");
}

TEST(Dns, says_so_where_nobody_listens) {
  std::string address;
  {
    const DnsServer server;
    address = server.address();
  }
  const auto lookup = dns_lookup(address, 20'000ms).value();
  EXPECT_EQ(shown(lookup("both.example.com")), "!dns-failed");
}

struct Server {
  const char* name;
  std::string written;
  const char* code;  // empty = taken
};

class DnsServerOption : public testing::TestWithParam<Server> {};

TEST_P(DnsServerOption, is_read_or_refused) {
  const auto lookup = dns_lookup(GetParam().written, 100ms);
  EXPECT_EQ(lookup ? "" : lookup.error().code, GetParam().code);
}

const Server kServers[] = {
    {"an_address", "192.0.2.53", ""},
    {"an_address_and_a_port", "192.0.2.53:5353", ""},
    {"ipv6", "2001:db8::53", ""},
    {"ipv6_in_brackets", "[2001:db8::53]", ""},
    {"ipv6_and_a_port", "[2001:db8::53]:5353", ""},
    {"refuses_a_name", "dns.example.com", "bad-address"},
    {"refuses_a_name_and_a_port", "dns.example.com:53", "bad-address"},
    {"refuses_port_zero", "192.0.2.53:0", "bad-port"},
    {"refuses_an_empty_port", "192.0.2.53:", "bad-port"},
    {"refuses_a_list", "192.0.2.53,192.0.2.54", "bad-address"},
};
INSTANTIATE_TEST_SUITE_P(Table, DnsServerOption, testing::ValuesIn(kServers),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace rehearse::route
