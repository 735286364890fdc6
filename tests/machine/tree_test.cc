#include "machine/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rehearse::machine {
namespace {

using ::testing::ElementsAre;

TEST(TreeNotes, each_once_in_the_order_of_the_first) {
  Tree tree("/");
  for (const auto* text : {"b", "a", "b", "c", "a"}) tree.note(text);
  EXPECT_THAT(tree.notes(), ElementsAre("b", "a", "c"));
}

// Each compared with each would take longer than ctest waits.
TEST(TreeNotes, half_a_million_are_told_apart) {
  constexpr std::size_t kMany = 500'000;
  Tree tree("/");
  for (std::size_t i = 0; i < kMany; ++i) tree.note("/srv/a folder of many files/" + std::to_string(i));
  EXPECT_EQ(tree.notes().size(), kMany);
}

}  // namespace
}  // namespace rehearse::machine
