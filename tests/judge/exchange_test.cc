#include "judge/exchange.h"

#include <functional>

#include <gtest/gtest.h>

namespace rehearse::judge {
namespace {

probe::Observation answered() {
  probe::Observation out;
  out.handshake.reached = probe::Reached::finished;
  out.exchange = probe::Exchange{.call = "ping", .sent = true};
  out.exchange->response.status = 200;
  return out;
}

TEST(JudgeExchange, says_what_a_call_came_to) {
  using Outcome = call::Outcome;
  const struct {
    const char* name;
    std::function<void(probe::Observation&)> change;
    Outcome outcome;
    const char* detail;  // how it begins
  } cases[] = {
      {"answered", [](auto&) {}, Outcome::answered, ""},
      {"the_handshake_failed", [](auto& it) { it.handshake.failure = "reset"; }, Outcome::no_answer, "reset"},
      {"the_handshake_took_too_long", [](auto& it) { it.handshake.failure = "handshake-timeout"; },
       Outcome::timed_out, "handshake-timeout"},
      {"no_request_was_made", [](auto& it) { it.exchange.reset(); }, Outcome::no_answer, "no request"},
      {"the_gate_was_shut", [](auto& it) { it.exchange->held_because = "untrusted-now"; }, Outcome::held,
       "untrusted-now"},
      {"no_answer_in_time", [](auto& it) { it.exchange->failure = "total-timeout"; }, Outcome::timed_out,
       "total-timeout"},
      {"the_body_is_too_large", [](auto& it) { it.exchange->failure = "body-over-limit"; },
       Outcome::over_limit, "body-over-limit"},
      {"the_headers_are_too_large", [](auto& it) { it.exchange->failure = "headers-over-limit"; },
       Outcome::over_limit, "headers-over-limit"},
      {"the_connection_was_reset", [](auto& it) { it.exchange->failure = "reset"; }, Outcome::no_answer,
       "reset"},
  };
  profile::Call call;
  call.name = "ping";
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    auto seen = answered();
    one.change(seen);
    const auto judged = judge_exchange(call, seen);
    EXPECT_EQ(to_id(judged.outcome), to_id(one.outcome));
    EXPECT_TRUE(judged.detail.starts_with(one.detail)) << judged.detail;
  }
}

}  // namespace
}  // namespace rehearse::judge
