// What curl itself does with the same options: every address it tries is on loopback, and nothing has to
// listen there, for curl says where it goes before it gets there.

#include <cstdio>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/handle.h"
#include "base/shell.h"
#include "route/resolve.h"

namespace rehearse::route {
namespace {

int close_pipe(FILE* pipe) {
  return pclose(pipe);
}

std::string output_of(const std::string& command) {
  const Handle<FILE, close_pipe> pipe(popen(command.c_str(), "r"));
  std::string out;
  if (!pipe) return out;
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) out += static_cast<char>(c);
  return out;
}

// The first "*   Trying 127.0.0.2:443..." of curl, without the brackets that only some versions write.
std::string curl_tries(const std::vector<std::string>& options, const std::string& url) {
  std::string command = "curl -q -v -s -o /dev/null --max-time 5 --noproxy '*'";
  for (const auto& option : options) {
    command += option[0] == '@' ? " --resolve " + shell_quoted(option.substr(1))
                                : " --connect-to " + shell_quoted(option);
  }
  const std::string said = output_of(command + " " + shell_quoted(url) + " 2>&1");
  static constexpr std::string_view kMark = "Trying ";
  const auto start = said.find(kMark);
  if (start == std::string::npos) return "nothing: " + said;
  std::string out = said.substr(start + kMark.size(), said.find("...", start) - start - kMark.size());
  std::erase_if(out, [](char c) { return c == '[' || c == ']'; });
  return out;
}

std::string we_try(const std::vector<std::string>& options, const std::string& url) {
  profile::Profile profile;
  profile.endpoints.push_back({.name = "e", .url = parse_url(url).value()});
  profile.targets.push_back({.name = "t", .role = profile::Role::next});
  Inputs inputs;
  for (const auto& option : options) {
    inputs.overrides.push_back(option[0] == '@' ? parse_resolve(option.substr(1)).value()
                                                : parse_connect_to(option).value());
  }
  // As curl itself answers for names below .localhost.
  inputs.lookup = [](const std::string&) -> Result<Resolved> {
    return std::vector{Address::parse("127.0.0.1").value()};
  };
  const auto routes = resolve(profile, inputs).value();
  const Route& route = routes.routes.at(0);
  return route.address->text() + ":" + std::to_string(route.port);
}

struct Case {
  const char* name;
  std::vector<std::string> options;
  std::string url;
  std::string ours;
  std::string curls;  // empty = the same
};

class CurlOracle : public testing::TestWithParam<Case> {};

TEST_P(CurlOracle, goes_where_we_go) {
  if (output_of("command -v curl").empty()) GTEST_SKIP() << "no curl on this machine";
  const Case& row = GetParam();
  EXPECT_EQ(we_try(row.options, row.url), row.ours);
  std::string tried = curl_tries(row.options, row.url);
  const std::string expected = row.curls.empty() ? row.ours : row.curls;
  // Where curl resolves the name itself, the machine decides which loopback address comes first.
  if (expected.starts_with("127.0.0.1:") && tried.starts_with("::1:")) tried.replace(0, 3, "127.0.0.1");
  EXPECT_EQ(tried, expected);
}

constexpr const char* kUrl = "https://a.localhost:1443/";

const Case kCases[] = {
    {"connect_to_an_address", {"a.localhost:1443:127.0.0.2:1444"}, kUrl, "127.0.0.2:1444"},
    {"an_empty_port2_keeps_the_port", {"a.localhost:1443:127.0.0.2:"}, kUrl, "127.0.0.2:1443"},
    {"the_last_colon_may_be_left_out", {"a.localhost:1443:127.0.0.2"}, kUrl, "127.0.0.2:1443"},
    {"an_empty_port1_is_any", {"a.localhost::127.0.0.2:"}, kUrl, "127.0.0.2:1443"},
    {"an_empty_host1_is_any", {":1443:127.0.0.2:"}, kUrl, "127.0.0.2:1443"},
    {"both_empty_are_any", {"::127.0.0.2:1444"}, kUrl, "127.0.0.2:1444"},
    {"case_does_not_matter", {"A.LocalHost:1443:127.0.0.2:"}, kUrl, "127.0.0.2:1443"},
    {"ipv6_in_brackets", {"a.localhost:1443:[::1]:1444"}, kUrl, "::1:1444"},
    {"ipv6_in_the_url", {"[::1]:1443:127.0.0.2:"}, "https://[::1]:1443/", "127.0.0.2:1443"},
    {"an_address_in_the_url", {"127.0.0.1:1443:127.0.0.2:"}, "https://127.0.0.1:1443/", "127.0.0.2:1443"},
    {"the_first_of_equals",
     {"a.localhost:1443:127.0.0.2:", "a.localhost:1443:127.0.0.3:"},
     kUrl,
     "127.0.0.2:1443"},
    {"one_that_changes_nothing_is_passed_over",
     {"a.localhost:1443::", "::127.0.0.3:"},
     kUrl,
     "127.0.0.3:1443"},
    {"resolve", {"@a.localhost:1443:127.0.0.2"}, kUrl, "127.0.0.2:1443"},
    {"resolve_any_host", {"@*:1443:127.0.0.2"}, kUrl, "127.0.0.2:1443"},
    {"resolve_the_host_before_any",
     {"@*:1443:127.0.0.2", "@a.localhost:1443:127.0.0.3"},
     kUrl,
     "127.0.0.3:1443"},
    {"resolve_the_last_of_equals",
     {"@a.localhost:1443:127.0.0.2", "@a.localhost:1443:127.0.0.3"},
     kUrl,
     "127.0.0.3:1443"},
    {"resolve_ipv4_in_brackets", {"@a.localhost:1443:[127.0.0.2]"}, kUrl, "127.0.0.2:1443"},
    {"resolve_with_empty_places", {"@a.localhost:1443:,127.0.0.2"}, kUrl, "127.0.0.2:1443"},
    {"resolve_an_address_in_the_url",
     {"@127.0.0.1:1443:127.0.0.2"},
     "https://127.0.0.1:1443/",
     "127.0.0.2:1443"},
    {"connect_to_before_resolve",
     {"@a.localhost:1443:127.0.0.2", "a.localhost:1443:127.0.0.3:"},
     kUrl,
     "127.0.0.3:1443"},
    {"resolve_of_the_name_connected_to",
     {"a.localhost:1443:b.localhost:1444", "@b.localhost:1444:127.0.0.4"},
     kUrl,
     "127.0.0.4:1444"},
    {"resolve_of_the_port_connected_to",
     {"a.localhost:1443::1444", "@a.localhost:1444:127.0.0.4"},
     kUrl,
     "127.0.0.4:1444"},
    {"no_resolve_of_the_port_left",
     {"a.localhost:1443:b.localhost:1444", "@b.localhost:1443:127.0.0.4"},
     kUrl,
     "127.0.0.1:1444"},
    // Ours on purpose: the closer one wins, where curl takes the first, or --connect-to before --resolve.
    {"the_closer_connect_to",
     {"::127.0.0.2:", "a.localhost:1443:127.0.0.3:"},
     kUrl,
     "127.0.0.3:1443",
     "127.0.0.2:1443"},
    {"the_closer_resolve",
     {"::127.0.0.2:", "@a.localhost:1443:127.0.0.3"},
     kUrl,
     "127.0.0.3:1443",
     "127.0.0.2:1443"},
    {"a_suffix", {"*.localhost:1443:127.0.0.2:", "::127.0.0.3:"}, kUrl, "127.0.0.2:1443", "127.0.0.3:1443"},
};
INSTANTIATE_TEST_SUITE_P(Table, CurlOracle, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace rehearse::route
