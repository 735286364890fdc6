#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "call/call.h"
#include "call/header.h"
#include "call/soap.h"

namespace rehearse::call {
namespace {

constexpr std::size_t kShownBytes = 300;
constexpr std::size_t kPieceBytes = 160;  // of one piece of a detail, so that none crowds out the others
constexpr std::size_t kWindowBytes = 16U << 10;
constexpr std::size_t kSniffBytes = 1024;
constexpr std::size_t kLongestEscape = 6;  // `&quot;` for one byte

// At most `limit` bytes, and no UTF-8 sequence torn.
std::string cut(std::string text, std::size_t limit) {
  constexpr std::string_view kEllipsis = "...";
  if (text.size() <= limit) return text;
  std::size_t end = limit - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text + std::string(kEllipsis);
}

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!space) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

// Makes a peer's text fit to be shown, without the secrets of the call, which an application may well echo.
// They are taken out before the cut: half a secret would not be recognised afterwards.
class Excerpt {
 public:
  explicit Excerpt(const profile::Call& call) {
    add(call.path);
    add(call.body);
    for (const auto& [name, value] : call.headers) add(value);
  }
  std::string of(std::string_view text, std::size_t limit = kPieceBytes) const {
    std::string shown = x_redactor.scrub(text.substr(0, kWindowBytes));
    if (text.size() > kWindowBytes) shown.resize(shown.size() - std::min(shown.size(), x_longest));
    return cut(on_one_line(shown), limit);
  }

 private:
  void add(const SecretText& text) {
    for (const auto& secret : text.secrets()) {
      x_redactor.add(secret);
      x_longest = std::max(x_longest, secret.size() * kLongestEscape);
    }
  }
  Redactor x_redactor;
  std::size_t x_longest = 0;
};

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (same_ignoring_case(key, name)) return value;
  }
  return {};
}

std::string_view without_lead(std::string_view body) {
  if (body.starts_with("\xef\xbb\xbf")) body.remove_prefix(3);
  const auto first = body.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view() : body.substr(first);
}

bool looks_like_json(std::string_view body) {
  const auto text = without_lead(body);
  return text.starts_with('{') || text.starts_with('[');
}

bool is_html(const Response& response) {
  const auto text = ascii_lower(without_lead(response.body).substr(0, kSniffBytes));
  if (text.starts_with("<!doctype html") || text.starts_with("<html")) return true;
  const auto type = ascii_lower(header(response, "content-type"));
  const bool declared = type.starts_with("text/html") || type.starts_with("application/xhtml");
  // PHP says text/html of anything.
  return declared && !looks_like_json(response.body) && !text.starts_with("<?xml");
}

// Edges whose name in `Server` means that they wrote the answer themselves: what the origin says they pass on
// with the origin's own. (Cloudflare and Edgecast put theirs on everything, so they are not here.)
bool server_is_edge(const Response& response) {
  static constexpr std::array<std::string_view, 5> kEdges = {"akamaighost", "cloudfront", "awselb", "varnish",
                                                             "microsoft-azure-application-gateway"};
  const auto server = ascii_lower(header(response, "server"));
  return std::ranges::any_of(kEdges, [&](std::string_view edge) { return server.starts_with(edge); });
}

bool wants_html(const profile::Call& call) {
  return std::ranges::any_of(call.headers, [](const auto& h) {
    return same_ignoring_case(h.first, "accept") &&
           ascii_lower(h.second.masked("")).find("html") != std::string::npos;
  });
}

std::string title_of(std::string_view html) {
  const auto text = ascii_lower(html.substr(0, kWindowBytes));
  const auto begin = text.find("<title>");
  const auto end = begin == std::string::npos ? begin : text.find("</title>", begin);
  if (end == std::string::npos) return {};
  constexpr std::size_t kTag = 7;
  return std::string(html.substr(begin + kTag, end - begin - kTag));
}

// What was seen, and how it is told.
struct Seen {
  const profile::Call& call;
  const Response& response;
  Excerpt excerpt;
  Result<SoapAnswer> soap;

  bool is_soap() const { return call.kind == profile::CallKind::soap; }
  const SoapFault* fault() const {
    if (!soap) return nullptr;
    const std::optional<SoapFault>& fault = soap->fault;
    return fault ? &*fault : nullptr;
  }
  bool from_edge() const {
    if (response.status < 400 || (is_soap() && soap)) return false;
    return server_is_edge(response) || (is_html(response) && !wants_html(call));
  }
};

std::string fault_text(const Seen& seen) {
  if (const auto* fault = seen.fault(); fault != nullptr) {
    std::vector<std::string> codes;
    for (const auto& code : fault->codes) {
      if (std::ranges::count(codes, code.written) == 0) codes.push_back(code.written);
    }
    return codes.empty() ? "a fault without a code"
                         : seen.excerpt.of(fmt::format("{}", fmt::join(codes, ", ")));
  }
  return seen.soap ? "no fault" : "no SOAP: " + seen.excerpt.of(seen.soap.error().detail);
}

std::vector<Assert> asserts_of(const Seen& seen) {
  std::vector<Assert> out;
  const auto& expect = seen.call.expect;
  if (!expect.status.empty()) {
    out.push_back({"status", fmt::format("{}", fmt::join(expect.status, " or ")),
                   fmt::format("{}", seen.response.status),
                   std::ranges::count(expect.status, seen.response.status) > 0});
  }
  for (const auto& text : expect.contains) {
    const bool holds = seen.response.body.find(text) != std::string::npos;
    std::string instead = seen.response.body.empty() ? "an empty body" : seen.excerpt.of(seen.response.body);
    out.push_back({"contains", text, holds ? text : std::move(instead), holds});
  }
  if (!expect.fault.empty()) {
    const auto* fault = seen.fault();
    const bool holds = fault != nullptr && std::ranges::any_of(fault->codes, [&](const QName& code) {
                         return is_called(code, expect.fault);
                       });
    out.push_back({"fault", expect.fault, fault_text(seen), holds});
  }
  return out;
}

std::string what_came(const Seen& seen) {
  if (const auto* fault = seen.fault(); fault != nullptr) {
    const auto reason = seen.excerpt.of(fault->reason);
    return fmt::format("SOAP fault {}{}{}", fault_text(seen), reason.empty() ? "" : ": ", reason);
  }
  if (seen.soap)
    return "SOAP " + seen.excerpt.of(seen.soap->element.empty() ? "body, empty" : seen.soap->element);
  if (seen.response.body.empty()) return "no body";
  if (is_html(seen.response)) {
    const auto title = seen.excerpt.of(title_of(seen.response.body));
    return title.empty() ? "an HTML page" : "HTML page: " + title;
  }
  const auto body = seen.excerpt.of(seen.response.body);
  return seen.is_soap() ? fmt::format("{}: {}", fault_text(seen), body) : body;
}

std::string detail_of(const Seen& seen, const Judged& judged) {
  std::string out = fmt::format("HTTP {}, ", seen.response.status);
  if (judged.outcome == Outcome::edge_error) {
    const auto server = seen.excerpt.of(header(seen.response, "server"), 40);
    out += fmt::format("the edge's own error page{}{}: ", server.empty() ? "" : " by ", server);
  }
  if (judged.outcome == Outcome::assert_failed) {
    const auto first = std::ranges::find(judged.asserts, false, &Assert::holds);
    out += fmt::format("expected {} {}: ", first->what, cut(first->expected, 80));
  }
  return cut(out + what_came(seen), kShownBytes);
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
  }
  return "no-answer";
}

Judged judge_response(const profile::Call& call, const Response& response) {
  constexpr int kFirstStatus = 100;
  constexpr int kLastStatus = 999;
  if (response.status == 0) return {Outcome::no_answer, {}, "no HTTP answer came"};
  if (response.status < kFirstStatus || response.status > kLastStatus) {
    return {
        Outcome::no_answer, {}, fmt::format("an answer with status {}, which is no HTTP", response.status)};
  }
  if (response.body_cut) {
    return {Outcome::over_limit,
            {},
            fmt::format("HTTP {}, a body over the limit: {} bytes were read", response.status,
                        response.body.size())};
  }
  const bool may_be_soap = call.kind == profile::CallKind::soap || !call.expect.fault.empty();
  const Seen seen{
      call, response, Excerpt(call),
      may_be_soap ? read_soap(response.body) : Result<SoapAnswer>(fail("not-asked", "not asked"))};
  Judged out;
  out.asserts = asserts_of(seen);
  const bool all_hold = std::ranges::all_of(out.asserts, &Assert::holds);
  const bool about_content = !call.expect.contains.empty() || !call.expect.fault.empty();
  if (seen.from_edge() && !(about_content && all_hold)) {
    out.outcome = Outcome::edge_error;
  } else if (call.expect.empty()) {
    out.outcome = Outcome::answered;
  } else {
    out.outcome = all_hold ? Outcome::passed : Outcome::assert_failed;
  }
  out.detail = detail_of(seen, out);
  return out;
}

}  // namespace rehearse::call
