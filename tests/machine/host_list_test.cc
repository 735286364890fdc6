#include "machine/host_list.h"

#include <gtest/gtest.h>

namespace rehearse::machine {
namespace {

// "api.example.org:8443@3": a host, and its line.
std::string hosts(const HostList& list) {
  std::string out;
  for (const auto& one : list.mentions)
    out += one.host + (one.port == 443 ? "" : ":" + std::to_string(one.port)) + "@" +
           std::to_string(one.line) + " ";
  return out;
}

TEST(HostList, reads_what_people_keep) {
  const struct {
    const char* name;
    const char* text;
    const char* hosts;
    const char* unreadable;
  } cases[] = {
      {"one_a_line", "a.example.org\nb.example.org:8443\n", "a.example.org@1 b.example.org:8443@2 ", ""},
      {"comments_and_blanks", "# mine\n\n  a.example.org  # the first\r\n", "a.example.org@3 ", ""},
      {"urls", "https://a.example.org/x#y\n", "a.example.org@1 ", ""},
      {"several_a_line", "a.example.org, b.example.org", "a.example.org@1 b.example.org@1 ", ""},
      {"a_hosts_file", "127.0.0.1\tlocalhost\n::1 localhost ip6-localhost\n192.0.2.1 a.example.org b # x\n",
       "a.example.org@3 b@3 ", ""},
      {"an_address_alone", "192.0.2.1\n", "192.0.2.1@1 ", ""},
      {"a_byte_order_mark",
       "\xef\xbb\xbf"
       "a.example.org",
       "a.example.org@1 ", ""},
      {"what_is_none", "a.example.org\nnot/a/host\nb.example.org\n", "a.example.org@1 b.example.org@3 ",
       "2 not/a/host "},
      {"nothing", "", "", ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto list = read_host_list(one.text);
    std::string unreadable;
    for (const auto& [line, text] : list.unreadable) unreadable += std::to_string(line) + " " + text + " ";
    EXPECT_EQ(hosts(list), one.hosts);
    EXPECT_EQ(unreadable, one.unreadable);
  }
  EXPECT_TRUE(read_host_list("*.example.org").mentions.at(0).is_unfinished);
}

}  // namespace
}  // namespace rehearse::machine
