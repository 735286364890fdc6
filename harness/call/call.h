#pragma once
// call: a Call of the profile -> the request to send; the response -> what it means. Pure: no socket, no
// clock.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "base/url.h"
#include "profile/profile.h"

namespace rehearse::call {

/// What goes over the wire, ready made.
struct Request {
  std::string name;  ///< of the call
  std::string method;
  SecretText path;  ///< path and query
  std::vector<std::pair<std::string, SecretText>> headers;
  SecretText body;
  bool has_secret() const;
};

/// Makes the request of `call` to `url`, whose path and query it takes where the call has none of its own.
///
/// With `withheld`, every secret piece is replaced by the word "withheld", and Authorization, Cookie,
/// Proxy-Authorization and headers whose value has a secret are left out. Added where the call does not say
/// otherwise: Accept; with a body Content-Type, and for SOAP 1.1 an empty SOAPAction; for a method that
/// would have a body and has none, Content-Length: 0 (RFC 9110 section 8.6). Host, any other Content-Length
/// and User-Agent are the caller's. A line end in a header value is sent as a space, a space or a control
/// character in the path percent-encoded: no text of a profile or a secret's file makes a second header or
/// request.
Request build(const profile::Call& call, const Url& url, profile::Credentials credentials);

/// Whether the call may run without --allow-unsafe: GET, HEAD, OPTIONS, or marked safe.
bool is_safe(const profile::Call& call);

/// A response as far as it came. Everything in it is a peer's text.
struct Response {
  int status = 0;  ///< 0 = none came
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  ///< bounded
  bool body_cut = false;
};

/// What a call came to.
enum class Outcome : std::uint8_t {
  passed,         ///< answered, and every assert holds
  answered,       ///< a well-formed HTTP answer; nothing was asserted
  assert_failed,  ///< answered by the application, and an assert does not hold
  edge_error,     ///< answered by the edge's own error page, not by the application
  no_answer,      ///< the connection ended without a well-formed answer
  timed_out,
  over_limit,  ///< body or headers over the limit: what came was not judged further
  held,        ///< not sent: the gate was shut
  not_run,     ///< not sent: may change data and --allow-unsafe was not given
};
std::string_view to_id(Outcome outcome);

/// One assert and what was seen.
struct Assert {
  std::string what;  ///< "status", "contains", "fault"
  std::string expected;
  std::string seen;  ///< a peer's text
  bool holds = false;
};

struct Judged {
  Outcome outcome = Outcome::no_answer;
  std::vector<Assert> asserts;
  std::string detail;  ///< for people: "HTTP 500, SOAP fault fns:INVALID_VALUE: ..."
};

/// Whether the response answers the call. A SOAP fault, 401 or 500 of the application is an answer like any
/// other; an error page of the edge is told apart: a status of 400 or more, and an HTML body where JSON or
/// XML was asked for, or a `Server` that names the edge. It is one even where a status was expected and came;
/// only asserts about the content that all hold outweigh it, and a SOAP envelope, which no edge writes.
///
/// Of the outcomes, `timed_out`, `held` and `not_run` are the caller's to give. The texts in the result are
/// not escaped; they are one line, at most 300 bytes each, with the secrets of `call` taken out before the
/// cut
/// (`Assert::expected` is the profile's text, whole). Errors: none; whatever a peer sends is an outcome.
/// Threads: safe.
Judged judge_response(const profile::Call& call, const Response& response);

}  // namespace rehearse::call
