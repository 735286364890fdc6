#include "judge/scope.h"

#include <gtest/gtest.h>

#include "judge/world.h"

namespace rehearse::judge {
namespace {

struct Case {
  const char* name;
  void (*change)(World&);
  std::size_t today, next;
};

class SamplesWanted : public testing::TestWithParam<Case> {};

TEST_P(SamplesWanted, of_an_address) {
  World world;
  GetParam().change(world);
  const auto wanted = [&](const RouteEvidence& it) {
    return samples_wanted(world.profile, world.profile.endpoints[0], it.route, world.evidence.now);
  };
  EXPECT_EQ(wanted(world.today()), GetParam().today);
  EXPECT_EQ(wanted(world.next()), GetParam().next);
}

const Case kCases[] = {
    {"what_is_judged_is_asked_three_times", [](World&) {}, 1, 3},
    {"today_after_the_window", [](World& w) { w.evidence.now = december(20); }, 3, 3},
    {"today_of_a_host_that_the_notice_does_not_name",
     [](World& w) { w.profile.change.names = {"other.example.com"}; }, 3, 3},
    {"as_often_as_the_profile_says",
     [](World& w) {
       w.evidence.now = december(20);
       w.profile.targets[0].samples = 1;
       w.profile.targets[1].samples = 2;
     },
     1, 2},
    {"what_is_compared_alone_is_asked_once", [](World& w) { w.today().route.role = profile::Role::other; }, 1,
     3},
};
INSTANTIATE_TEST_SUITE_P(scope, SamplesWanted, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace rehearse::judge
