#include "machine/domains.h"

#include <gtest/gtest.h>

namespace rehearse::machine {
namespace {

TEST(Domains, are_what_the_patterns_of_a_notice_lie_in) {
  const Domains domains({"*.vendor.com", "api.other.example.org", "short.com", "*.com", "not a name"});
  EXPECT_EQ(domains.names(), (std::vector<std::string>{"vendor.com", "other.example.org", "short.com"}));
  EXPECT_TRUE(domains.contain("vendor.com"));
  EXPECT_TRUE(domains.contain("a.vendor.com"));
  EXPECT_FALSE(domains.contain("avendor.com"));
  EXPECT_FALSE(domains.contain("com"));
}

}  // namespace
}  // namespace rehearse::machine
