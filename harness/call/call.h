#pragma once
// call: a Call of the profile -> the request to send; the response -> what it means. Pure: no socket, no
// clock.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/template.h"
#include "base/url.h"
#include "profile/profile.h"

namespace rehearse::call {

class Programs;

/// What goes over the wire, ready made.
struct Request {
  std::string name;  ///< of the call
  std::string method;
  SecretText path;  ///< path and query
  std::vector<std::pair<std::string, SecretText>> headers;
  std::vector<std::string> without;  ///< headers that whoever sends it must not add
  SecretText body;
  profile::HttpVersion http = profile::HttpVersion::http1_1;  ///< the newest that is offered
  bool has_secret() const;
};

/// Where a call goes whose URL is taken from an earlier answer. Nothing where the call has no URL of its own.
/// Errors: no-value (nobody captured it), bad-url (what was captured is no https URL).
Result<std::optional<Url>> destination(const profile::Call& call, const Values& values);

/// Makes the request of `call` to `url`, whose path and query it takes where the call has none of its own.
///
/// Places are filled in so that a value stays one value: escaped for XML in an envelope, for JSON in a JSON
/// body, percent-encoded in path, query and form. With `withheld`, what an earlier call did not capture
/// stands as the word "withheld" too, every secret piece is replaced by the word "withheld", and
/// Authorization, Cookie, Proxy-Authorization and headers whose value has a secret are left out. Added where
/// the call does not say otherwise, and does not go without them: Accept; with a body Content-Type, and for
/// SOAP 1.1 an empty SOAPAction; for a method that would have a body and has none, Content-Length: 0 (RFC
/// 9110 section 8.6). Host, any other Content-Length and User-Agent are the caller's. A line end in a header
/// value is sent as a space, a space or a control character in the path percent-encoded: no text of a profile
/// or a secret's file makes a second header or request. Errors: no-value, with the names that nobody
/// captured.
Result<Request> build(const profile::Call& call, const Url& url, profile::Credentials credentials,
                      const Values& values = {});

/// The request as far as it is known before anything is sent, for people: what a later answer is to give
/// stands as a secret.
Request preview(const profile::Call& call, const Url& url, profile::Credentials credentials,
                Values variables);

/// Whether the call may run without --allow-unsafe: GET, HEAD, OPTIONS (and no header says another method),
/// or marked safe.
bool is_safe(const profile::Call& call);

/// A response as far as it came. Everything in it is a peer's text.
struct Response {
  int status = 0;  ///< 0 = none came
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  ///< bounded
  bool body_cut = false;
  std::chrono::milliseconds duration{0};  ///< from the request's first byte to the answer's last
};

/// What a call came to.
enum class Outcome : std::uint8_t {
  passed,         ///< answered, and every assert holds
  answered,       ///< a well-formed HTTP answer; nothing was asserted
  assert_failed,  ///< answered by the application, and an assert does not hold
  edge_error,     ///< answered by the edge's own error page, not by the application
  no_answer,      ///< the connection ended without a well-formed answer
  timed_out,
  over_limit,  ///< body or headers over the limit, or an assert that is open and no other that failed
  held,        ///< not sent: the gate was shut
  not_run,     ///< not sent: may change data and --allow-unsafe was not given
  skipped,     ///< not sent: an earlier call of the endpoint failed, or did not give what this one needs
  refused,     ///< not sent: it would have left the hosts of the profile
};
std::string_view to_id(Outcome outcome);

/// One assert and what was seen.
struct Assert {
  std::string what;  ///< "status", "contains", "json .success", "capture session"
  std::string expected;
  std::string seen;  ///< a peer's text
  bool holds = false;
  bool is_open = false;  ///< not put to the answer: a limit of ours stood in the way, and `seen` says which
};

struct Judged {
  Outcome outcome = Outcome::no_answer;
  std::vector<Assert> asserts;
  std::string detail;    ///< for people: "HTTP 500, SOAP fault fns:INVALID_VALUE: ..."
  Values captured = {};  ///< secret as the profile says
};

/// What an answer is judged by besides its call.
struct Terms {
  std::map<std::string, std::string> namespaces;  ///< the profile's, by prefix
  profile::Credentials credentials = profile::Credentials::send;
  Values values;                 ///< that the request was made with
  Programs* programs = nullptr;  ///< queries compiled before; none = they are compiled for this answer
};

/// Whether the response answers the call. A SOAP fault, 401 or 500 of the application is an answer like any
/// other; an error page of the edge is told apart: a status of 400 or more, and an HTML body where JSON or
/// XML was asked for, or a `Server` that names the edge; HTML of any status where SOAP was asked for. It is
/// one even where a status was expected and came; only asserts about the content that all hold outweigh it,
/// but not of HTML; and a SOAP envelope, which no edge writes.
///
/// A capture that finds nothing is an assert that does not hold; what the others find is in `captured`. Where
/// credentials are withheld and the call need not pass, what does not hold is told and does not count: nobody
/// logged in there.
///
/// Of the outcomes, `timed_out`, `held`, `not_run`, `skipped` and `refused` are the caller's to give. The
/// texts in the result are not escaped; they are one line, at most 300 bytes each, with the secrets of `call`
/// and `values` and of what was captured taken out before the cut (`Assert::expected` is the profile's text,
/// whole). Errors: none; whatever a peer sends is an outcome. Threads: safe.
Judged judge_response(const profile::Call& call, const Response& response, const Terms& terms = {});

}  // namespace rehearse::call
