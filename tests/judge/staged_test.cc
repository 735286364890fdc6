#include "judge/staged.h"

#include <gtest/gtest.h>

#include "judge/world.h"

namespace rehearse::judge {
namespace {

std::string reasons(const Staged& staged) {
  std::string out;
  for (const auto& one : staged.missing) out += one.where + ": " + one.reason + ", ";
  return out;
}

TEST(StagedChains, are_taken_from_edges_that_show_the_announced_certificate_alone) {
  const struct {
    const char* name;
    std::function<void(World&)> change;
    std::size_t chains;
    const char* missing;
  } cases[] = {
      {"the_announced_one", [](World&) {}, 1, ""},
      {"still_the_old_one", [](World& w) { w.next_handshake().chain = w.today_handshake().chain; }, 0,
       "soap/staging: still-old, "},
      {"it_alternates",
       [](World& w) {
         w.next().handshakes.push_back(w.next_handshake());
         w.next().handshakes.back().chain = w.today_handshake().chain;
       },
       0, "soap/staging: alternating, "},
      {"nothing_was_seen",
       [](World& w) {
         w.next_handshake().chain.clear();
         w.next_handshake().failure = "connect-refused";
       },
       0, "soap/staging: connect-refused, "},
      {"nobody_was_asked", [](World& w) { w.next().handshakes.clear(); }, 0, "soap/staging: unresolved, "},
      {"the_notice_leaves_it_out", [](World& w) { w.profile.change.names = {"other.example.com"}; }, 0,
       "the profile: not-judged, "},
      {"a_published_chain",
       [](World& w) {
         w.next().route.why = route::Why::pem;
         w.next().route.address.reset();
       },
       1, ""},
      {"authorities_that_were_published",
       [](World& w) {
         w.next().route.why = route::Why::pem;
         auto& chain = w.next_handshake().chain;
         chain.erase(chain.begin());
         auto authority = *chain.front();
         authority.is_ca = true;
         chain.front() = std::make_shared<const cert::Certificate>(authority);
       },
       0, "soap/staging: no-leaf, "},
      {"no_staged_edge", [](World& w) { w.evidence.routes.pop_back(); }, 0, "soap: not-judged, "},
      {"the_window_is_over_and_today_serves_the_old_one", [](World& w) { w.evidence.now = december(20); }, 0,
       "soap/production: not-switched, "},
      {"the_window_is_over_and_today_serves_the_new_one",
       [](World& w) {
         w.evidence.now = december(20);
         w.today_handshake().chain = w.next_handshake().chain;
       },
       1, ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    World world;
    one.change(world);
    world.evidence.profile = &world.profile;
    const auto staged = staged_chains(world.evidence);
    EXPECT_EQ(staged.chains.size(), one.chains);
    EXPECT_EQ(reasons(staged), one.missing);
  }
}

TEST(StagedChains, stand_once_with_every_host_they_were_shown_for) {
  World world;
  world.profile.endpoints.push_back(world.profile.endpoints.front());
  world.profile.endpoints.back().name = "login";
  for (const std::size_t i : {0U, 1U}) {
    auto copy = world.evidence.routes[i];
    copy.route.endpoint = "login";
    copy.route.verify_name = "login.example.com";
    world.evidence.routes.push_back(copy);
  }
  world.evidence.profile = &world.profile;
  const auto staged = staged_chains(world.evidence);
  ASSERT_EQ(staged.chains.size(), 1U) << reasons(staged);
  const std::vector<std::string> hosts = {world.next().route.verify_name, "login.example.com"};
  EXPECT_EQ(staged.chains.front().hosts, hosts);
  EXPECT_EQ(staged.chains.front().from.size(), 2U);
}

}  // namespace
}  // namespace rehearse::judge
