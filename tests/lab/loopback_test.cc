#include "lab/loopback.h"

#include <fcntl.h>
#include <set>
#include <string>
#include <sys/socket.h>

#include <gtest/gtest.h>

namespace rehearse::lab {
namespace {

Address address(const char* text) {
  return Address::parse(text).value();
}

TEST(Loopback, gives_every_edge_an_address_of_its_own) {
  std::set<std::string> addresses;
  for (int i = 0; i < 300; ++i) {
    const auto bound = bind_loopback({});
    ASSERT_TRUE(bound.has_value()) << bound.error().text();
    EXPECT_TRUE(bound->address.text().starts_with("127."));
    EXPECT_FALSE(bound->address.text().starts_with("127.0."));
    EXPECT_NE(bound->port, 0);
    addresses.insert(bound->address.text());
  }
  EXPECT_EQ(addresses.size(), 300U);
}

TEST(Loopback, binds_where_it_is_told) {
  const auto first = bind_loopback({address("127.9.8.7"), 0});
  ASSERT_TRUE(first.has_value()) << first.error().text();
  EXPECT_EQ(first->address.text(), "127.9.8.7");
  ASSERT_EQ(::listen(first->socket.get(), 1), 0);
  const auto second = bind_loopback({address("127.9.8.7"), first->port});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, "lab-failed");
  EXPECT_NE(second.error().detail.find("in use"), std::string::npos) << second.error().detail;
}

TEST(Loopback, binds_to_nothing_else) {
  for (const auto* elsewhere : {"0.0.0.0", "192.0.2.1", "128.0.0.1", "::", "2001:db8::1"}) {
    const auto bound = bind_loopback({address(elsewhere), 0});
    ASSERT_FALSE(bound.has_value()) << elsewhere;
    EXPECT_EQ(bound.error().detail, std::string(elsewhere) + " is not loopback");
  }
}

TEST(Descriptor, closes_what_it_owns_and_no_more) {
  const auto is_open = [](int fd) { return ::fcntl(fd, F_GETFD) != -1; };
  Descriptor first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int number = first.get();
  Descriptor second(std::move(first));
  EXPECT_TRUE(is_open(number));
  second = Descriptor();
  EXPECT_FALSE(is_open(number));
  Descriptor third(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int kept = third.release();
  third.reset();
  EXPECT_TRUE(is_open(kept));
  const Descriptor owner(kept);
}

}  // namespace
}  // namespace rehearse::lab
