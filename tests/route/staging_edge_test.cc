#include "route/staging_edge.h"

#include <gtest/gtest.h>

namespace rehearse::route {
namespace {

TEST(AkamaiStagingName, IsTheEdgesWithAWordMore) {
  const struct {
    const char* edge;
    const char* staging;  // empty = none
  } cases[] = {
      {"api.example.com.edgekey.net", "api.example.com.edgekey-staging.net"},
      {"API.example.com.EdgeKey.net.", "api.example.com.edgekey-staging.net"},
      {"www.example.com.edgesuite.net", "www.example.com.edgesuite-staging.net"},
      {"e1234.a.akamaiedge.net", "e1234.a.akamaiedge-staging.net"},
      {"a1.g.akamai.net", "a1.g.akamai-staging.net"},
      {"x.akamaized.net", "x.akamaized-staging.net"},
      {"x.akamaihd.net", "x.akamaihd-staging.net"},
      {"edgekey.net", ""},
      {"api.example.com.edgekey-staging.net", ""},
      {"api.example.com.notedgekey.net", ""},
      {"edgekey.net.example.com", ""},
      {"d1.cloudfront.net", ""},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(akamai_staging_name(c.edge).value_or(""), c.staging) << c.edge;
}

TEST(AkamaiStagingEdge, IsTheTwinOfTheFirstEdgeOnTheWay) {
  Resolved seen;
  EXPECT_EQ(akamai_staging_edge("example.com", seen).error().code, "edge-name-hidden");
  seen.aliases = {{"www.example.com", "lb.example.net"}};
  EXPECT_EQ(akamai_staging_edge("www.example.com", seen).error().code, "not-an-edge");
  EXPECT_NE(akamai_staging_edge("www.example.com", seen).error().detail.find("lb.example.net"),
            std::string::npos);
  seen.aliases.push_back({"lb.example.net", "www.example.com.edgekey.net"});
  seen.aliases.push_back({"www.example.com.edgekey.net", "e1.a.akamaiedge.net"});
  EXPECT_EQ(akamai_staging_edge("www.example.com", seen).value(), "www.example.com.edgekey-staging.net");
}

TEST(WhyNotStaged, IsToldOfThoseThatCannot) {
  EXPECT_FALSE(why_not_staged("fastly").empty());
  EXPECT_FALSE(why_not_staged("cloudfront").empty());
  EXPECT_TRUE(why_not_staged("akamai-staging").empty());
}

}  // namespace
}  // namespace rehearse::route
