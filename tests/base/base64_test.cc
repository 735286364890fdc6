#include "base/base64.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

TEST(Base64, is_that_of_rfc_4648) {
  // Its section 10, and bytes for the last two letters of the alphabet.
  const struct {
    const char* name;
    std::string_view bytes;
    const char* text;
  } cases[] = {
      {"nothing", "", ""},
      {"one_byte", "f", "Zg=="},
      {"two_bytes", "fo", "Zm8="},
      {"three_bytes", "foo", "Zm9v"},
      {"six_bytes", "foobar", "Zm9vYmFy"},
      {"last_letters", "\xfb\xff\xfe", "+//+"},
      {"a_zero_byte", std::string_view("\0a", 2), "AGE="},
  };
  for (const auto& one : cases) EXPECT_EQ(base64(one.bytes), one.text) << one.name;
}

}  // namespace
}  // namespace rehearse
