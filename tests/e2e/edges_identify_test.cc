// Edges that are not what they are taken for: still old, already new, not staged, alternating, intercepted.

#include "e2e/edge_case.h"

namespace rehearse::e2e {
namespace {

constexpr const char* kReplaces = "{replaces: {issuer: Old Issuing CA}}";

void today_is_unreachable(Rehearsal& it) {
  lab::RoughOptions options;
  options.mode = lab::Rough::refuse;
  it.today = place(it.serve(std::move(options)));
}

// One edge for both targets, which shows these in turn.
Arrange is_one_edge(std::function<std::vector<lab::Identity>()> identities) {
  return [identities = std::move(identities)](Rehearsal& it) {
    lab::EdgeOptions options;
    options.identities = identities();
    it.today = it.next = place(it.serve(std::move(options)));
  };
}

Arrange alternates(std::function<std::vector<lab::Identity>()> identities) {
  return [identities = std::move(identities)](Rehearsal& it) {
    lab::EdgeOptions options;
    options.identities = identities();
    it.next = place(it.serve(std::move(options)));
    it.calls = "[{name: ping, path: /v1/ping}, {name: pong, path: /v1/pong}]";
  };
}

Arrange says_staging(const char* value) {
  return [value](Rehearsal& it) {
    lab::EdgeOptions options;
    options.identities = {new_one().identity()};
    options.always = {{"X-Staging", value}};
    it.next = place(it.serve(std::move(options)));
    it.next_says = "prove: {header: X-Staging, values: [yes-it-is]}";
  };
}

// The same balancer shows the old chain and then the new one, and says which of its machines is the staged.
void proves_itself_at_todays_address(Rehearsal& it) {
  lab::EdgeOptions options;
  options.identities = {old_one().identity(), new_one().identity(), new_one().identity()};
  options.always = {{"X-Staging", "yes-it-is"}};
  it.today = it.next = place(it.serve(std::move(options)));
  it.next_says = "prove: {header: X-Staging}, samples: 2";
  it.calls = "";
}

// The header of both machines shows neither.
void proves_at_todays_address_what_today_proves(Rehearsal& it) {
  proves_itself_at_todays_address(it);
  it.calls = "[{name: ping, path: /v1/ping}]";
}

const Nginx& nginx() {
  static const Nginx servers({
      {"proved", new_one().identity(), "add_header X-Staging yes-it-is; return 200 pong;"},
      {"renewed", old_one().identity(), "return 200 pong;"},
  });
  return servers;
}

const EdgeCase kRows[] = {
    {.name = "all_is_well", .arrange = [](Rehearsal&) {}, .verdict = "ready", .chain = 2},
    {.name = "an_issuer_that_was_not_announced_though_the_store_trusts_it",
     .arrange = shows([] { return third_one().identity(); }),
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "another-certificate",
     .findings = "call-held",
     .chain = 2},
    {.name = "todays_certificate_on_the_staged_edge",
     .arrange =
         [](Rehearsal& it) {
           it.today = place(it.serve(old_one().identity()));
           it.next = place(it.serve(old_one().identity()));
         },
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "still-old",
     .findings = "call-held",
     .chain = 2},
    {.name = "the_issuer_of_today_again_where_nothing_says_what_is_replaced",
     .arrange = shows([] { return old_one().identity(); }),
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "another-certificate",
     .findings = "call-held",
     .chain = 2},
    {.name = "todays_own_address_given_as_staging",
     .arrange = is_one_edge([] { return std::vector{old_one().identity()}; }),
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "still-old",
     .findings = "call-held",
     .chain = 2},
    {.name = "a_certificate_of_the_replaced_issuer_on_the_staged_edge",
     .arrange =
         [](Rehearsal& it) {
           it.next = nginx().place("renewed");
           it.change = kReplaces;
         },
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "still-old",
     .findings = "call-held",
     .chain = 2},
    {.name = "one_of_todays_machines_has_the_new_chain_and_is_not_a_staged_one",
     .arrange = both(is_one_edge([] { return std::vector{old_one().identity(), new_one().identity()}; }),
                     [](Rehearsal& it) { it.next_says = "samples: 1"; }),
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "not-staged",
     .findings = "call-held",
     .chain = 2},
    {.name = "todays_address_that_proves_to_be_staged",
     .arrange = proves_itself_at_todays_address,
     .verdict = "ready",
     .chain = 2},
    {.name = "todays_address_and_a_proof_of_todays_answers_too",
     .arrange = proves_at_todays_address_what_today_proves,
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "not-staged",
     .findings = "call-held, proof-of-today-too",
     .chain = 2},
    {.name = "today_has_switched_already",
     .arrange = both(is_one_edge([] { return std::vector{new_one().identity()}; }),
                     [](Rehearsal& it) { it.change = kReplaces; }),
     .verdict = "ready",
     .findings = "already-live",
     .chain = 2,
     .facts = {{"/rows/0/stages/3/why", "already-live"}}},
    {.name = "today_serves_the_same_chain_and_nothing_tells_old_from_new",
     .arrange = is_one_edge([] { return std::vector{new_one().identity()}; }),
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "no-baseline",
     .findings = "call-held",
     .chain = 2},
    {.name = "today_is_unreachable_and_nothing_tells_old_from_new",
     .arrange = today_is_unreachable,
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "no-baseline",
     .findings = "call-held, call-no-answer",
     .chain = 2},
    {.name = "today_is_unreachable_and_the_notice_says_what_is_replaced",
     .arrange = both(today_is_unreachable, [](Rehearsal& it) { it.change = kReplaces; }),
     .verdict = "ready",
     .findings = "call-no-answer, today-not-judged",
     .chain = 2},
    {.name = "today_is_unreachable_and_the_fingerprint_is_announced",
     .arrange = both(today_is_unreachable,
                     [](Rehearsal& it) {
                       it.expect = "{fingerprint: " + new_one().leaf.certificate->sha256.hex() + "}";
                     }),
     .verdict = "ready",
     .findings = "call-no-answer, today-not-judged",
     .chain = 2},
    {.name = "another_fingerprint_than_announced",
     .arrange =
         [](Rehearsal& it) {
           it.expect = "{fingerprint: " + third_one().leaf.certificate->sha256.hex() + "}";
         },
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "another-certificate",
     .findings = "call-held",
     .chain = 2},
    {.name = "alternates_between_the_old_and_the_new_chain",
     .arrange = alternates([] { return std::vector{new_one().identity(), old_one().identity()}; }),
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "alternating",
     .findings = "call-held",
     .chain = 2},
    {.name = "alternates_between_two_new_leaves",
     .arrange = alternates([] { return std::vector{new_one().identity(), new_one().identity(server())}; }),
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "alternating",
     .findings = "call-held",
     .chain = 2},
    {.name = "the_proof_is_seen",
     .arrange =
         [](Rehearsal& it) {
           it.next = nginx().place("proved");
           it.next_says = "prove: {header: x-staging, values: [yes-it-is]}";
         },
     .verdict = "ready",
     .chain = 2},
    {.name = "the_proof_is_not_seen_but_the_machine_is_another",
     .arrange = says_staging("no"),
     .verdict = "ready",
     .findings = "proof-not-seen",
     .chain = 2},
    {.name = "something_in_between_answers_for_both",
     .arrange =
         [](Rehearsal& it) {
           it.change = kReplaces;
           it.today = place(it.serve(third_one().identity()));
           it.next = place(it.serve(third_one().identity(server())));
         },
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "intercepted",
     .findings = "call-held, intercepted",
     .chain = 2},
    {.name = "the_leaf_alone_where_intermediates_were_announced",
     .arrange = both(shows([] { return identity(new_one().leaf, {}); }),
                     [](Rehearsal& it) {
                       it.expect = "{issuer: New Issuing CA, intermediates: sent}";
                       it.stores["main"] = pem({old_one().root, new_one().root, new_one().issuer});
                     }),
     .verdict = "ready",
     .findings = "intermediates-differ",
     .chain = 1},
};

class Identify : public ::testing::TestWithParam<EdgeCase> {};

TEST_P(Identify, is_judged_exactly) {
  expect(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Edges, Identify, ::testing::ValuesIn(kRows), name_of);

// One stale edge among several must not hide behind the good one.
TEST(TwoAddresses, the_stale_one_among_them_decides) {
  Rehearsal rehearsal;
  const auto& good = rehearsal.serve(new_one().identity());
  lab::EdgeOptions options;
  options.identities = {old_one().identity()};
  options.place.port = good.port();
  const auto& stale = rehearsal.serve(std::move(options));
  rehearsal.change = kReplaces;
  rehearsal.next_redirect = "redirect: {address: [" + good.address().text() + ", " + stale.address().text() +
                            "], port: " + std::to_string(good.port()) + "}";
  const auto ran = rehearsal.run();
  EXPECT_EQ(ran.ended.exit, 3) << ran.ended.out;
  ASSERT_EQ(ran.report.at("rows").size(), 2U);
  EXPECT_EQ(ran.report.at("rows")[0].at("verdict"), "ready");
  EXPECT_EQ(ran.report.at("rows")[0].at("address"), place(good));
  EXPECT_EQ(ran.report.at("rows")[1].at("reason"), "still-old");
  EXPECT_EQ(ran.report.at("rows")[1].at("address"), place(stale));
  EXPECT_EQ(ran.report.at("summary").at("inconclusive"), 1);
}

// The night after: what serves today is judged.
TEST(WindowOver, today_must_have_switched) {
  const struct {
    const char* name;
    const Hierarchy& serves;
    int exit;
    const char* change;
    const char* reason;
    const char* findings;
  } cases[] = {{"it_has", new_one(), 0, kReplaces, "", "already-live, window-over"},
               {"it_may_have", new_one(), 3, "{}", "no-baseline", "window-over"},
               {"it_has_not", old_one(), 3, kReplaces, "not-switched", "window-over"}};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    Rehearsal rehearsal;
    rehearsal.now = "2018-12-13T00:00:00Z";
    rehearsal.change = one.change;
    rehearsal.today = place(rehearsal.serve(one.serves.identity()));
    const auto& staged = rehearsal.serve(new_one().identity());
    rehearsal.next = place(staged);
    const auto ran = rehearsal.run();
    EXPECT_EQ(ran.ended.exit, one.exit) << ran.ended.out;
    ASSERT_EQ(ran.report.at("rows").size(), 1U);
    EXPECT_EQ(ran.report.at("rows")[0].at("target"), "production");
    EXPECT_EQ(ran.report.at("rows")[0].at("reason"), one.reason);
    EXPECT_EQ(findings_of(ran.report), one.findings);
    EXPECT_EQ(staged.recorder().seen().size(), 0U);
  }
}

}  // namespace
}  // namespace rehearse::e2e
