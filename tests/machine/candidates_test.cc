#include "machine/candidates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "machine/made_tree.h"

namespace rehearse::machine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Reason kReason{.why = "test", .client = ""};

// Each compared with each would take longer than ctest waits.
TEST(Candidates, a_hundred_thousand_are_found_by_their_path) {
  constexpr std::size_t kMany = 100'000;
  const MadeTree made;
  Tree tree(made.root());
  Candidates candidates(tree, kMany);
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < kMany; ++i)
      ASSERT_NE(candidates.add_named("/srv/" + std::to_string(i), kReason), nullptr);
  }
  EXPECT_THAT(tree.notes(), IsEmpty());
  EXPECT_EQ(std::move(candidates).take().size(), kMany);
}

TEST(Candidates, their_number_is_bounded_and_the_bound_is_noted_once) {
  const MadeTree made;
  made.write("/a", kBytes);
  made.write("/b", kBytes);
  Tree tree(made.root());
  Candidates candidates(tree, 1);
  EXPECT_NE(candidates.add("/a", kReason), nullptr);
  EXPECT_NE(candidates.add("/a", {.why = "another", .client = ""}), nullptr) << "it is the same store";
  EXPECT_THAT(tree.notes(), IsEmpty());
  EXPECT_EQ(candidates.add("/b", kReason), nullptr);
  EXPECT_EQ(candidates.add_named("/nowhere", kReason), nullptr);
  EXPECT_THAT(tree.notes(), ElementsAre("what comes after the first 1 stores"));
  EXPECT_THAT(lines(std::move(candidates).take()), ElementsAre("/a: test []; another []"));
}

}  // namespace
}  // namespace rehearse::machine
