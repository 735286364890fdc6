// What leaves the machine, and what is shown: credentials only to a peer that has earned them, and never on
// any output.

#include <filesystem>
#include <ostream>

#include <gtest/gtest.h>

#include "e2e/credentials.h"

namespace rehearse::e2e {
namespace {

enum class Arrives { nothing, calls_without_secrets, calls_with_secrets };

struct GateCase {
  const char* name;
  /// What the staged edge shows.
  std::function<lab::Identity()> shows;
  Arrives arrives;
  const char* staging = "credentials: send";
  std::function<void(Rehearsal&)> arrange = [](Rehearsal&) {};

  friend std::ostream& operator<<(std::ostream& out, const GateCase& it) { return out << it.name; }
};

lab::Identity well() {
  return new_one().identity();
}

lab::Identity until(const char* end) {
  auto what = server();
  what.not_after = at(end);
  return new_one().identity(what);
}

// Minted once, so that a store can hold the very certificate that is sent.
const lab::Identity& expired() {
  static const auto made = until("2019-01-01");
  return made;
}

const GateCase kRows[] = {
    {.name = "a_java_store_trusts_the_peer",
     .shows = well,
     .arrives = Arrives::calls_with_secrets,
     .arrange = [](Rehearsal& it) { it.client = "java-17"; }},
    {.name = "a_java_store_holds_the_leaf_itself_which_has_expired",
     .shows = [] { return expired(); },
     .arrives = Arrives::nothing,
     .arrange =
         [](Rehearsal& it) {
           it.client = "java-17";
           it.stores["main"] = expired().chain_pem;
         }},
    {.name = "all_is_well_and_credentials_may_be_sent",
     .shows = well,
     .arrives = Arrives::calls_with_secrets},
    {.name = "all_is_well_and_credentials_are_withheld",
     .shows = well,
     .arrives = Arrives::calls_without_secrets,
     .staging = "credentials: withheld"},
    {.name = "a_staged_edge_withholds_unless_told_otherwise",
     .shows = well,
     .arrives = Arrives::calls_without_secrets,
     .staging = ""},
    {.name = "no_store_trusts_the_peer",
     .shows = well,
     .arrives = Arrives::nothing,
     .arrange = [](Rehearsal& it) { it.stores["main"] = pem({old_one().root}); }},
    {.name = "only_a_store_of_another_endpoint_trusts_the_peer",
     .shows = well,
     .arrives = Arrives::nothing,
     .arrange =
         [](Rehearsal& it) {
           it.stores["main"] = pem({old_one().root});
           it.stores["spare"] = pem({new_one().root});
         }},
    {.name = "the_store_cannot_be_read",
     .shows = well,
     .arrives = Arrives::nothing,
     .arrange = [](Rehearsal& it) { it.stores["main"] = std::nullopt; }},
    {.name = "the_certificate_is_for_another_name",
     .shows = [] { return new_one().identity(server("www.example.com")); },
     .arrives = Arrives::nothing},
    {.name = "the_name_stands_in_the_subject_alone",
     .shows =
         [] {
           auto what = server();
           what.common_name_only = true;
           return new_one().identity(what);
         },
     .arrives = Arrives::nothing},
    {.name = "the_edge_is_still_old",
     .shows = [] { return old_one().identity(); },
     .arrives = Arrives::nothing,
     .arrange = [](Rehearsal& it) { it.change = "{replaces: {issuer: Old Issuing CA}}"; }},
    {.name = "the_certificate_was_not_announced",
     .shows = [] { return third_one().identity(); },
     .arrives = Arrives::nothing},
    {.name = "the_certificate_has_expired_by_the_machines_clock_though_not_by_now",
     .shows = [] { return until("2019-01-01"); },
     .arrives = Arrives::nothing},
};

class Gate : public ::testing::TestWithParam<GateCase> {};

// Whatever came back, none of it may show a secret.
void expect_no_secret(const Ran& ran) {
  EXPECT_EQ(credential_in(ran.ended.out), "");
  EXPECT_EQ(credential_in(ran.ended.err), "");
  EXPECT_EQ(credential_in(ran.json), "");
  EXPECT_FALSE(ran.report.is_discarded()) << ran.ended.err;
}

// Nor may any file of the evidence: every report, the profile, the chains.
void expect_no_secret_in(const std::string& folder) {
  std::size_t files = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    EXPECT_EQ(credential_in(content(file.path())), "") << file.path();
    ++files;
  }
  EXPECT_GE(files, 6U) << folder;
}

TEST_P(Gate, lets_through_what_it_may) {
  const auto& row = GetParam();
  Rehearsal rehearsal;
  use_credentials(rehearsal);
  const auto& today = recording_edge(rehearsal, old_one().identity());
  const auto& next = recording_edge(rehearsal, row.shows());
  rehearsal.today = place(today);
  rehearsal.next = place(next);
  rehearsal.today_says = "credentials: withheld";
  rehearsal.next_says = row.staging;
  const auto evidence = rehearsal.folder() / "evidence";
  rehearsal.arguments = {"-v", "--out", evidence};
  row.arrange(rehearsal);
  expect_no_secret(rehearsal.run());
  expect_no_secret_in(evidence);
  EXPECT_EQ(credential_in(today.recorder().received()), "");

  ASSERT_EQ(next.recorder().seen().size(), 3U) << "connections";
  const auto received = next.recorder().received();
  switch (row.arrives) {
    case Arrives::nothing:
      EXPECT_EQ(received, "");
      return;
    case Arrives::calls_with_secrets:
      for (const auto& credential : credentials())
        EXPECT_NE(received.find(credential.value), std::string::npos) << credential.variable;
      return;
    case Arrives::calls_without_secrets:
      EXPECT_EQ(credential_in(received), "");
      EXPECT_NE(received.find("GET /v1/read?key=withheld "), std::string::npos) << received;
      EXPECT_NE(received.find("<pw>withheld</pw>"), std::string::npos) << received;
      EXPECT_NE(received.find("X-Plain: plain"), std::string::npos) << received;
      for (const char* header : {"Authorization", "Cookie", "X-Token"})
        EXPECT_EQ(received.find(header), std::string::npos) << received;
      return;
  }
}

INSTANTIATE_TEST_SUITE_P(Secrets, Gate, ::testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(GateOfToday, is_shut_where_no_store_trusts_what_serves) {
  const struct {
    const char* name;
    const Hierarchy& trusted;
    bool arrives;
  } cases[] = {{"trusted", old_one(), true}, {"not_trusted", new_one(), false}};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    Rehearsal rehearsal;
    use_credentials(rehearsal);
    const auto& today = recording_edge(rehearsal, old_one().identity());
    rehearsal.today = place(today);
    rehearsal.stores["main"] = pem({one.trusted.root});
    rehearsal.arguments = {"--verbose"};
    expect_no_secret(rehearsal.run());
    ASSERT_EQ(today.recorder().seen().size(), 3U);
    EXPECT_EQ(credential_in(today.recorder().received()) != "", one.arrives);
    EXPECT_EQ(today.recorder().received() != "", one.arrives);
  }
}

// The header comes with HTTP, so this one call is made even to a peer that nobody trusts.
TEST(Look, is_made_without_any_secret_to_a_peer_that_is_not_trusted) {
  Rehearsal rehearsal;
  use_credentials(rehearsal);
  const auto& next = recording_edge(rehearsal, third_one().identity());
  rehearsal.next = place(next);
  rehearsal.next_says = "credentials: send, prove: {header: X-Staging}";
  rehearsal.stores["main"] = pem({old_one().root});
  rehearsal.arguments = {"-v"};
  expect_no_secret(rehearsal.run());
  const auto received = next.recorder().received();
  EXPECT_EQ(credential_in(received), "");
  EXPECT_TRUE(received.starts_with("GET /v1/ HTTP/1.1\r\n")) << received;
  std::size_t requests = 0;
  for (const auto& seen : next.recorder().seen()) requests += seen.requests;
  EXPECT_EQ(requests, 1U);
}

// A login that stands in the profile as plain text is no secret to us, and still nothing for a stranger.
TEST(Look, sends_nothing_of_the_integrations_own) {
  Rehearsal rehearsal;
  rehearsal.calls =
      "[{name: login, method: POST, safe: true, path: /login/plain-key, headers: {X-Api-Key: plain-key}, "
      "body: "
      "plain-key}]";
  const auto& next = recording_edge(rehearsal, third_one().identity());
  rehearsal.next = place(next);
  rehearsal.next_says = "credentials: send, prove: {header: X-Staging}";
  rehearsal.run();
  const auto received = next.recorder().received();
  EXPECT_TRUE(received.starts_with("GET /v1/ HTTP/1.1\r\n")) << received;
  EXPECT_EQ(received.find("plain-key"), std::string::npos) << received;
}

TEST(Outputs, standard_output_holds_no_secret_as_json_either) {
  Rehearsal rehearsal;
  use_credentials(rehearsal);
  rehearsal.next = place(recording_edge(rehearsal, well()));
  rehearsal.next_says = "credentials: send";
  rehearsal.report = "-";
  const auto ended = rehearsal.run().ended;
  EXPECT_FALSE(nlohmann::json::parse(ended.out, nullptr, false).is_discarded()) << ended.out;
  EXPECT_EQ(credential_in(ended.out), "");
  EXPECT_EQ(credential_in(ended.err), "");
}

TEST(Outputs, a_stores_password_is_shown_by_none) {
  Rehearsal rehearsal;
  rehearsal.environment["TRUST_PASSWORD"] = credentials().front().value;
  for (const auto* how :
       {"password: '${env:TRUST_PASSWORD}'", "password: {command: 'echo \"$TRUST_PASSWORD\"'}"}) {
    SCOPED_TRACE(how);
    rehearsal.main_says = how;
    rehearsal.report = "-";
    rehearsal.arguments = {"--verbose"};
    const auto ended = rehearsal.run().ended;
    EXPECT_FALSE(nlohmann::json::parse(ended.out, nullptr, false).is_discarded()) << ended.out;
    EXPECT_EQ(credential_in(ended.out), "");
    EXPECT_EQ(credential_in(ended.err), "");
  }
}

TEST(Outputs, a_dry_run_shows_no_secret) {
  Rehearsal rehearsal;
  use_credentials(rehearsal);
  rehearsal.next_says = "credentials: send";
  rehearsal.arguments = {"--dry-run"};
  const auto ran = rehearsal.run();
  EXPECT_EQ(ran.ended.exit, 0) << ran.ended.err;
  EXPECT_NE(ran.ended.out.find("/v1/read?key=***"), std::string::npos) << ran.ended.out;
  EXPECT_EQ(credential_in(ran.ended.out), "");
}

// The proof that the search finds what it looks for.
TEST(Search, finds_every_credential_in_what_an_edge_echoes) {
  for (const auto& credential : credentials()) {
    const auto said = echo({.method = "GET", .target = "/?" + credential.value}).body;
    EXPECT_NE(credential_in(said), "") << credential.variable;
  }
}

}  // namespace
}  // namespace rehearse::e2e
