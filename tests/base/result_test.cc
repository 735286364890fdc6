#include "base/result.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

Result<int> half_of(int number) {
  if (number % 2 != 0) return fail("odd", "3 is odd");
  return number / 2;
}

TEST(Result, holds_a_value_or_why_there_is_none) {
  EXPECT_EQ(half_of(4).value(), 2);
  EXPECT_EQ(half_of(3).error().code, "odd");
}

TEST(Error, names_its_frames_from_the_outside_in) {
  Error error = std::move(half_of(3).error()).in("store billing").in("profile x.yaml");
  EXPECT_EQ(error.text(), "profile x.yaml: store billing: 3 is odd");
  EXPECT_EQ(error.frames.size(), 2U);
  EXPECT_EQ((Error{"odd", "3 is odd", {}}).text(), "3 is odd");
}

}  // namespace
}  // namespace rehearse
