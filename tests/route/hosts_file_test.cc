#include "route/hosts_file.h"

#include <gtest/gtest.h>

namespace rehearse::route {
namespace {

// "1 192.0.2.1 a.example b.example;..."
std::string shown(const std::vector<HostsLine>& lines) {
  std::string out;
  for (const auto& line : lines) {
    out += (out.empty() ? "" : ";") + std::to_string(line.line) + " " + line.address.text();
    for (const auto& name : line.names) out += " " + name;
  }
  return out;
}

struct Case {
  const char* name;
  std::string text;
  std::string strict;  // lines, or the refusal behind "!"
  std::string readable;
};

class HostsFile : public testing::TestWithParam<Case> {};

TEST_P(HostsFile, is_read_strictly_when_given_and_as_libc_does_when_found) {
  const auto lines = parse_hosts(GetParam().text);
  if (lines) {
    EXPECT_EQ(shown(*lines), GetParam().strict);
  } else {
    EXPECT_EQ(lines.error().code, "bad-hosts-file");
    EXPECT_EQ("!" + lines.error().detail, GetParam().strict);
  }
  EXPECT_EQ(shown(readable_hosts(GetParam().text)), GetParam().readable);
}

Case same(const char* name, std::string text, const std::string& both) {
  return {name, std::move(text), both, both};
}

const Case kCases[] = {
    same("nothing", "", ""),
    same("empty_lines_and_comments", "\n# x\n   \n\t# y 192.0.2.1 a.example\n", ""),
    same("one_line", "192.0.2.1 a.example\n", "1 192.0.2.1 a.example"),
    same("no_line_end_at_the_end", "192.0.2.1 a.example", "1 192.0.2.1 a.example"),
    same("several_names", "192.0.2.1 a.example b.example", "1 192.0.2.1 a.example b.example"),
    same("ipv6", "2001:db8:0::1 a.example", "1 2001:db8::1 a.example"),
    same("tabs_and_runs_of_spaces", "\t192.0.2.1\t\t a.example  \tb.example \t",
         "1 192.0.2.1 a.example b.example"),
    same("a_comment_behind_names", "192.0.2.1 a.example # b.example", "1 192.0.2.1 a.example"),
    same("a_comment_touching_a_name", "192.0.2.1 a.example#b.example", "1 192.0.2.1 a.example"),
    same("windows_line_ends", "192.0.2.1 a.example\r\n192.0.2.2 b.example\r\n",
         "1 192.0.2.1 a.example;2 192.0.2.2 b.example"),
    same("a_byte_order_mark",
         "\xef\xbb\xbf"
         "192.0.2.1 a.example",
         "1 192.0.2.1 a.example"),
    same("line_numbers_count_every_line", "# x\n\n192.0.2.1 a.example", "3 192.0.2.1 a.example"),
    same("upper_case_and_the_dot_of_the_root", "192.0.2.1 A.Example.", "1 192.0.2.1 a.example"),
    same("underscores", "192.0.2.1 a_b.example", "1 192.0.2.1 a_b.example"),
    {"a_line_without_a_name", "192.0.2.1\n192.0.2.2 b.example", "!line 1: no name after 192.0.2.1",
     "2 192.0.2.2 b.example"},
    {"a_line_without_a_name_but_a_comment", "192.0.2.1 # a.example", "!line 1: no name after 192.0.2.1", ""},
    {"an_address_that_is_none", "# x\n192.0.2.256 a.example", "!line 2: '192.0.2.256' is not an IP address",
     ""},
    {"name_and_address_swapped", "a.example 192.0.2.1", "!line 1: 'a.example' is not an IP address", ""},
    {"an_address_in_brackets", "[2001:db8::1] a.example", "!line 1: '[2001:db8::1]' is not an IP address",
     ""},
    {"a_zone_id", "fe80::1%lo0 localhost", "!line 1: 'fe80::1%lo0' is not an IP address", ""},
    {"a_name_that_is_none", "192.0.2.1 a.example http://b.example",
     "!line 1: 'http://b.example' is not a host name", "1 192.0.2.1 a.example"},
    {"an_address_for_a_name", "192.0.2.1 192.0.2.2", "!line 1: '192.0.2.2' is not a host name", ""},
    {"a_wildcard_which_hosts_files_do_not_know", "192.0.2.1 *.example",
     "!line 1: '*.example' is not a host name", ""},
    {"a_port_which_hosts_files_do_not_know", "192.0.2.1 a.example:443",
     "!line 1: 'a.example:443' is not a host name", ""},
    {"a_nul_byte", std::string("192.0.2.1 a\0b", 13), std::string("!line 1: 'a\0b' is not a host name", 33),
     ""},
    {"a_binary",
     "\x7f"
     "ELF\x02\x01",
     "!line 1: '\x7f"
     "ELF\x02\x01' is not an IP address",
     ""},
    {"the_first_of_two_errors", "x a\ny b", "!line 1: 'x' is not an IP address", ""},
};
INSTANTIATE_TEST_SUITE_P(Table, HostsFile, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(HostsFile, takes_a_megabyte_in_one_line) {
  std::string text = "192.0.2.1";
  while (text.size() < 1U << 20) text += " a.example";
  EXPECT_GT(parse_hosts(text).value()[0].names.size(), 100'000U);
  EXPECT_FALSE(parse_hosts("192.0.2.1 " + std::string(1U << 20, 'a')).has_value());
}

}  // namespace
}  // namespace rehearse::route
