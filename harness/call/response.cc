#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "call/asserts.h"
#include "call/call.h"
#include "call/excerpt.h"
#include "call/page.h"
#include "call/soap.h"

namespace rehearse::call {
namespace {

constexpr std::size_t kShownBytes = 300;

bool has_header(const profile::Call& call, std::string_view name) {
  return std::ranges::any_of(call.headers, [&](const auto& h) { return same_ignoring_case(h.first, name); });
}

bool wants_html(const profile::Call& call) {
  return std::ranges::any_of(call.headers, [](const auto& h) {
    return same_ignoring_case(h.first, "accept") &&
           ascii_lower(h.second.masked("")).find("html") != std::string::npos;
  });
}

// What was seen, and how it is told.
struct Seen {
  const profile::Call& call;
  const Response& response;
  const Excerpt& excerpt;
  const Result<SoapAnswer>& soap;

  bool is_soap() const { return call.kind == profile::CallKind::soap; }
  const SoapFault* fault() const {
    if (!soap) return nullptr;
    const std::optional<SoapFault>& fault = soap->fault;
    return fault ? &*fault : nullptr;
  }
  bool from_edge() const {
    if (is_soap()) {
      if (soap) return false;
      if (is_page()) return true;  // whatever its status: maintenance pages say 200
    }
    if (response.status < 400) return false;
    return server_is_edge(response) || is_page() || is_proxys_own(response);
  }
  // HTML that was not asked for. A page holds all kinds of text: nothing that it is searched for makes it an
  // answer.
  bool is_page() const { return is_html(response) && !wants_html(call); }
};

// How the body is still encoded: what a call accepts is decoded before it comes here.
std::string encoding_of(const Seen& seen) {
  if (has_header(seen.call, "accept-encoding")) return {};
  auto coding = header(seen.response, "content-encoding");
  return same_ignoring_case(coding, "identity") ? std::string() : coding;
}

std::string what_came(const Seen& seen) {
  if (const auto* fault = seen.fault(); fault != nullptr) {
    const auto reason = seen.excerpt.of(fault->reason);
    return fmt::format("SOAP fault {}{}{}", fault_text(seen.soap, seen.excerpt), reason.empty() ? "" : ": ",
                       reason);
  }
  if (seen.soap)
    return "SOAP " + seen.excerpt.of(seen.soap->element.empty() ? "body, empty" : seen.soap->element);
  if (seen.response.body.empty()) return "no body";
  if (const auto coding = encoding_of(seen); !coding.empty())
    return fmt::format("a body in {}, which the call does not ask for", seen.excerpt.of(coding, 40));
  if (is_html(seen.response)) {
    const auto title = seen.excerpt.of(title_of(seen.response.body));
    return title.empty() ? "an HTML page" : "HTML page: " + title;
  }
  const auto body = seen.excerpt.of(seen.response.body);
  return seen.is_soap() ? fmt::format("{}: {}", fault_text(seen.soap, seen.excerpt), body) : body;
}

// What the assert saw, where that is not told anyway: why a body is not read, what an expression came to.
std::string what_stood_instead(const Assert& failed, const std::string& came) {
  constexpr std::size_t kShown = 80;
  if (failed.what == "status" || failed.what == "contains") return "";
  return came.find(failed.seen) == std::string::npos ? ", got " + cut(failed.seen, kShown) : "";
}

std::string detail_of(const Seen& seen, const Judged& judged) {
  const auto came = what_came(seen);
  std::string out = fmt::format("HTTP {}, ", seen.response.status);
  if (judged.outcome == Outcome::edge_error) {
    const auto server = seen.excerpt.of(header(seen.response, "server"), 40);
    out += fmt::format("the edge's own error page{}{}: ", server.empty() ? "" : " by ", server);
  }
  if (judged.outcome == Outcome::assert_failed || judged.outcome == Outcome::over_limit) {
    const bool is_open = judged.outcome == Outcome::over_limit;
    const auto first = std::ranges::find_if(
        judged.asserts, [&](const Assert& one) { return !one.holds && one.is_open == is_open; });
    out += fmt::format("expected {} {}{}: ", first->what, seen.excerpt.of(first->expected, 80),
                       what_stood_instead(*first, came));
  }
  return cut(out + came, kShownBytes);
}

}  // namespace

std::string_view to_id(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return "passed";
    case Outcome::answered:
      return "answered";
    case Outcome::assert_failed:
      return "assert-failed";
    case Outcome::edge_error:
      return "edge-error";
    case Outcome::no_answer:
      return "no-answer";
    case Outcome::timed_out:
      return "timed-out";
    case Outcome::over_limit:
      return "over-limit";
    case Outcome::held:
      return "held";
    case Outcome::not_run:
      return "not-run";
    case Outcome::skipped:
      return "skipped";
    case Outcome::refused:
      return "refused";
  }
  return "no-answer";
}

Judged judge_response(const profile::Call& call, const Response& response, const Terms& terms) {
  constexpr int kFirstStatus = 100;
  constexpr int kLastStatus = 999;
  if (response.status == 0) return {.asserts = {}, .detail = "no HTTP answer came"};
  if (response.status < kFirstStatus || response.status > kLastStatus)
    return {.asserts = {},
            .detail = fmt::format("an answer with status {}, which is no HTTP", response.status)};
  if (response.body_cut) {
    return {Outcome::over_limit,
            {},
            fmt::format("HTTP {}, a body over the limit: {} bytes were read", response.status,
                        response.body.size())};
  }
  const bool may_be_soap = call.kind == profile::CallKind::soap || !call.expect.fault.empty();
  const auto soap =
      may_be_soap ? read_soap(response.body) : Result<SoapAnswer>(fail("not-asked", "not asked"));
  Excerpt excerpt(call, terms.values);
  Programs own(terms.namespaces);
  Questions questions(response, terms.programs == nullptr ? own : *terms.programs);
  Judged out;
  auto captured = capture(call, questions, excerpt);
  for (const auto& [name, value] : captured.values) excerpt.add(value);
  out.asserts = asserts_of({call, response, excerpt, soap, terms.namespaces}, questions);
  const Seen seen{call, response, excerpt, soap};
  const bool all_hold = std::ranges::all_of(out.asserts, &Assert::holds);
  const bool is_outweighed = call.expect.is_about_content() && all_hold && !seen.is_page();
  const bool from_edge = seen.from_edge() && !is_outweighed;
  out.asserts.insert(out.asserts.end(), captured.missing.begin(), captured.missing.end());
  if (from_edge) {
    out.outcome = Outcome::edge_error;
  } else if (all_hold && captured.missing.empty()) {
    out.outcome = call.expect.empty() && call.captures.empty() ? Outcome::answered : Outcome::passed;
  } else {
    const bool counts = terms.credentials == profile::Credentials::send || call.must == profile::Must::pass;
    const bool any_failed =
        std::ranges::any_of(out.asserts, [](const Assert& one) { return !one.holds && !one.is_open; });
    const auto failed = any_failed ? Outcome::assert_failed : Outcome::over_limit;
    out.outcome = counts ? failed : Outcome::answered;
  }
  out.detail = detail_of(seen, out);
  out.captured = std::move(captured.values);
  return out;
}

}  // namespace rehearse::call
