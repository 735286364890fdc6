#include "route/route.h"

#include <set>

#include <gtest/gtest.h>

namespace rehearse::route {
namespace {

TEST(Why, has_an_id_of_its_own_each) {
  std::set<std::string_view> ids;
  for (const Why why : {Why::dns, Why::literal, Why::hosts_file, Why::override_, Why::hosts_line,
                        Why::address, Why::port, Why::replaced_host, Why::lab}) {
    ids.insert(to_id(why));
  }
  EXPECT_EQ(ids, (std::set<std::string_view>{"dns", "literal", "hosts-file", "override", "hosts-line",
                                             "address", "port", "replaced-host", "lab"}));
}

TEST(Route, is_spoken_of_by_endpoint_and_target) {
  Route route;
  route.endpoint = "soap";
  route.target = "staging";
  EXPECT_EQ(where(route), "soap/staging");
}

TEST(Route, tells_the_way_of_each_family) {
  const Alias edge{"a.example.com", "edge.example.net"}, on{"edge.example.net", "e1.example.org"};
  EXPECT_EQ(text_of({edge, on}), "a.example.com -> edge.example.net -> e1.example.org");
  EXPECT_EQ(text_of({edge, {"a.example.com", "e6.example.org"}}),
            "a.example.com -> edge.example.net, a.example.com -> e6.example.org");
  EXPECT_EQ(text_of({}), "");
}

}  // namespace
}  // namespace rehearse::route
