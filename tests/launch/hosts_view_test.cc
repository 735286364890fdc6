#include "launch/hosts_view.h"

#include <gtest/gtest.h>

namespace rehearse::launch {
namespace {

TEST(HostsView, names_are_taken_out_of_the_own_lines_and_stand_at_the_end) {
  const auto invented = invent({"api.example.com", "API.example.com"}, true, 18);
  const auto text = hosts_view(
      "127.0.0.1 localhost\n# api.example.com in a comment\n\n10.0.0.1\tapi.example.com  other.example.com # "
      "x\n"
      "10.0.0.2 Api.Example.COM\n10.0.0.3 xapi.example.com\n",
      {invented.front()});
  EXPECT_EQ(text,
            "127.0.0.1 localhost\n# api.example.com in a comment\n\n10.0.0.1 other.example.com\n"
            "10.0.0.3 xapi.example.com\n127.82.0.1 api.example.com api.example.com.\n"
            "fd72:6568:6561:7273:12::1 api.example.com api.example.com.\n");
}

TEST(HostsView, names_may_lead_straight_to_an_address_whichever_family_is_asked_for) {
  EXPECT_EQ(straight_view("127.0.0.1 localhost\n10.0.0.1 api.example.com\n",
                          {{"api.example.com", Address::parse("203.0.113.7").value()},
                           {"six.example.com", Address::parse("2001:db8::7").value()}}),
            "127.0.0.1 localhost\n"
            "203.0.113.7 api.example.com api.example.com.\n"
            "::ffff:203.0.113.7 api.example.com api.example.com.\n"
            "2001:db8::7 six.example.com six.example.com.\n"
            "127.255.255.254 six.example.com six.example.com.\n");
}

TEST(HostsView, every_host_has_addresses_of_its_own) {
  std::vector<std::string> hosts;
  for (int i = 0; i < 600; ++i) hosts.push_back("host-" + std::to_string(i));
  hosts.push_back("host-0");
  hosts.push_back("203.0.113.7");
  const auto all = invent(hosts, false, 18);
  ASSERT_EQ(all.size(), 600U);
  EXPECT_EQ(all[0].addresses.front().text(), "127.82.0.1");
  EXPECT_EQ(all[253].addresses.front().text(), "127.82.0.254");
  EXPECT_EQ(all[254].addresses.front().text(), "127.82.1.1");
  EXPECT_EQ(all[599].addresses.size(), 1U);
}

TEST(HostsView, names_are_asked_for_in_the_files_first) {
  EXPECT_EQ(nsswitch_view("passwd: files\nhosts: files dns\n"), "") << "as it is already";
  EXPECT_EQ(nsswitch_view("passwd: files\nhosts:  resolve [!UNAVAIL=return] files dns\n"),
            "passwd: files\nhosts: files dns\n");
  EXPECT_EQ(nsswitch_view("passwd: files\n"), "passwd: files\nhosts: files dns\n");
}

}  // namespace
}  // namespace rehearse::launch
