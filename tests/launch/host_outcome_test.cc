#include "launch/host_outcome.h"

#include <gtest/gtest.h>

namespace rehearse::launch {
namespace {

Connection seen(Outcome outcome, std::optional<int> alert = {}) {
  Connection out;
  out.watched = {.sni = "api.example.com",
                 .client_spoke = true,
                 .server_spoke = true,
                 .hello = true,
                 .version = "TLSv1.3",
                 .alpn = {},
                 .alert = alert,
                 .server_alert = {},
                 .certificates = {},
                 .outcome = outcome};
  return out;
}

HostReport report(const std::vector<Connection>& connections, Via via = Via::hosts) {
  const std::vector<Staged> hosts = {{.host = "api.example.com",
                                      .port = 443,
                                      .address = Address::parse("127.0.0.1").value(),
                                      .staged_port = 1}};
  Observed observed;
  observed.via = via;
  observed.connections = connections;
  return host_reports(hosts, observed).at(0);
}

TEST(HostOutcome, of_all_connections_to_it) {
  using enum Outcome;
  const struct {
    std::vector<Connection> connections;
    HostOutcome outcome;
    const char* why;
  } rows[] = {
      {{}, HostOutcome::never_connected, "none came"},
      {{seen(accepted)}, HostOutcome::accepted, ""},
      {{seen(closed_after_handshake), seen(accepted), seen(closed_silent)},
       HostOutcome::accepted,
       "spare ones"},
      {{seen(refused, 48)}, HostOutcome::refused, ""},
      {{seen(accepted), seen(refused, 48), seen(accepted)}, HostOutcome::refused, "a part of it refuses"},
      {{seen(closed_silent)}, HostOutcome::refused, "some clients refuse so"},
      {{seen(closed_after_handshake), seen(closed_silent)}, HostOutcome::refused, ""},
      {{seen(closed)}, HostOutcome::unknown, "close_notify in the middle is no refusal by itself"},
      {{seen(closed_silent), seen(refused)}, HostOutcome::refused, ""},
      {{seen(unknown)}, HostOutcome::unknown, "never rounded up"},
      {{seen(resumed)}, HostOutcome::unknown, "no certificate was shown"},
      {{seen(server_refused)}, HostOutcome::unknown, ""},
      {{seen(not_tls)}, HostOutcome::unknown, ""},
      {{seen(closed_silent), seen(resumed)}, HostOutcome::unknown, "what went on may be what counts"},
  };
  for (const auto& [connections, outcome, why] : rows) {
    const auto said = report(connections);
    EXPECT_EQ(said.outcome, outcome) << why << said.says;
    EXPECT_EQ(said.connections, connections.size());
    EXPECT_NE(said.says, "");
  }
  EXPECT_EQ(report({seen(Outcome::closed_silent), seen(Outcome::refused, 48)}).alert, 48);
}

TEST(HostOutcome, without_sni_is_an_outcome_of_its_own) {
  auto bare = seen(Outcome::accepted);
  bare.watched.sni.reset();
  EXPECT_EQ(report({bare}).outcome, HostOutcome::no_sni);
  EXPECT_TRUE(report({bare}).says.starts_with("it connected without SNI; it accepted"));
  EXPECT_EQ(report({bare, seen(Outcome::accepted)}).outcome, HostOutcome::accepted);
}

TEST(HostOutcome, that_nothing_came_says_less_where_a_program_may_go_another_way) {
  EXPECT_EQ(report({}, Via::netns).outcome, HostOutcome::never_connected);
  EXPECT_EQ(report({}, Via::hosts_blind).outcome, HostOutcome::unknown);
  EXPECT_EQ(report({}, Via::proxy).outcome, HostOutcome::unknown);
  EXPECT_EQ(report({seen(Outcome::accepted)}, Via::proxy).outcome, HostOutcome::accepted);
}

TEST(HostOutcome, a_connection_that_says_nothing_counts_where_there_is_no_other) {
  auto mute = seen(Outcome::unknown);
  mute.watched = {};
  EXPECT_EQ(report({mute}).outcome, HostOutcome::unknown);
  EXPECT_EQ(report({mute}).says, "it connected, and sent nothing");
  EXPECT_EQ(report({mute, seen(Outcome::closed_silent)}).outcome, HostOutcome::refused);
  EXPECT_EQ(report({seen(Outcome::accepted), mute}).outcome, HostOutcome::accepted);
  EXPECT_EQ(report({mute, seen(Outcome::unknown)}).outcome, HostOutcome::unknown);
}

TEST(HostOutcome, what_was_closed_without_a_word_is_told_beside_what_was_accepted) {
  const auto one = report({seen(Outcome::accepted), seen(Outcome::closed_silent), seen(Outcome::accepted)});
  EXPECT_EQ(one.outcome, HostOutcome::accepted);
  EXPECT_EQ(one.closed_silently, 1U);
  EXPECT_TRUE(one.says.contains("on 2 of 3 connections, and closed 1 without sending")) << one.says;
  auto bare = seen(Outcome::accepted);
  bare.watched.sni.reset();
  const auto other = report({seen(Outcome::accepted), bare});
  EXPECT_EQ(other.outcome, HostOutcome::accepted);
  EXPECT_TRUE(other.says.ends_with("1 of 2 connections named no host")) << other.says;
}

TEST(HostOutcome, a_server_that_does_not_answer_is_not_the_programs_fault) {
  auto one = seen(Outcome::unknown);
  one.watched.version.clear();
  EXPECT_EQ(report({one}).says, "what the server answered its hello is no TLS that is known");
  one.watched.server_spoke = false;
  EXPECT_EQ(report({one}).says, "the server did not answer its hello");
}

TEST(HostOutcome, never_connected_says_that_it_may_have_been_a_proxy) {
  Observed observed;
  observed.outside["10.0.0.1:3128"] = 1;
  const auto one = host_reports({{.host = "api.example.com",
                                  .port = 443,
                                  .address = Address::parse("127.0.0.1").value(),
                                  .staged_port = 1}},
                                observed)
                       .at(0);
  EXPECT_EQ(one.outcome, HostOutcome::never_connected);
  EXPECT_TRUE(one.says.contains("may be a proxy")) << one.says;
}

TEST(HostOutcome, a_machine_that_was_not_reached_says_nothing_of_the_program) {
  Connection none;
  none.failure = "Connection refused";
  const auto said = report({none});
  EXPECT_EQ(said.outcome, HostOutcome::unknown);
  EXPECT_FALSE(said.reached);
  EXPECT_EQ(said.says, "the staged machine was not reached: Connection refused");
}

}  // namespace
}  // namespace rehearse::launch
