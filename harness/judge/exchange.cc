#include "judge/exchange.h"

namespace rehearse::judge {

call::Judged not_made(call::Outcome outcome, std::string detail) {
  return {.outcome = outcome, .asserts = {}, .detail = std::move(detail)};
}

call::Judged judge_exchange(const profile::Call& call, const probe::Observation& seen,
                            const call::Terms& terms) {
  if (!seen.handshake.failure.empty()) {
    const bool timed_out = seen.handshake.failure.ends_with("-timeout");
    return not_made(timed_out ? call::Outcome::timed_out : call::Outcome::no_answer, seen.handshake.failure);
  }
  if (!seen.exchange) return not_made(call::Outcome::no_answer, "no request was made");
  const auto& exchange = *seen.exchange;
  if (!exchange.held_because.empty()) return not_made(call::Outcome::held, exchange.held_because);
  const auto& failure = exchange.failure;
  if (failure.empty()) {
    auto judged = call::judge_response(call, exchange.response, terms);
    if (call.http == profile::HttpVersion::http2 && seen.handshake.alpn != "h2")
      judged.detail += "; over HTTP/1.1: the server does not speak HTTP/2";
    return judged;
  }
  auto outcome = call::Outcome::no_answer;
  if (failure == "total-timeout") outcome = call::Outcome::timed_out;
  if (failure == "body-over-limit" || failure == "headers-over-limit") outcome = call::Outcome::over_limit;
  return not_made(outcome, failure + ": " + exchange.failure_text);
}

}  // namespace rehearse::judge
