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

TEST(Route, reaches_the_same_by_address_port_and_sni) {
  Route a;
  a.address = Address::parse("192.0.2.1").value();
  a.sni = "a.example";
  for (const auto change : {+[](Route& r) { r.address = Address::parse("192.0.2.2").value(); },
                            +[](Route& r) { r.port = 8443; }, +[](Route& r) { r.sni = "b.example"; }}) {
    Route b = a;
    EXPECT_TRUE(reaches_same(a, b));
    change(b);
    EXPECT_FALSE(reaches_same(a, b));
  }
}

}  // namespace
}  // namespace rehearse::route
