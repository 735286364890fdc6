#pragma once
// The sections of a profile, one function each. All take the section's own value and report what is wrong.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profile/profile.h"
#include "profile/reading.h"

namespace rehearse::profile {

/// Endpoints, targets and stores keep their values: what refers to something else is checked once all is
/// read.
template <class T>
struct Read {
  T item;
  Value value;
};

std::string read_rehearsal(Reading& reading, const Value& value);
std::optional<Maintenance> read_maintenance(Reading& reading, const Value& value);
Change read_change(Reading& reading, const Value& value);
Expect read_expect(Reading& reading, const Value& value);
std::vector<Read<Target>> read_targets(Reading& reading, const Value& value);
Redirect read_redirect(Reading& reading, const Value& value);
std::vector<Read<Endpoint>> read_endpoints(Reading& reading, const Value& value);
/// An https URL that reports show: variables may stand up to its host only.
std::optional<Url> read_url(Reading& reading, const Value& value);
std::vector<Call> read_calls(Reading& reading, const Value& value);
/// The methods a call may have, and the headers that follow from its URL and body: said twice they would be
/// said differently.
constexpr std::array<std::string_view, 7> kMethods = {"GET", "HEAD",  "OPTIONS", "POST",
                                                      "PUT", "PATCH", "DELETE"};
constexpr std::array<std::string_view, 4> kReservedHeaders = {"host", "content-length", "transfer-encoding",
                                                              "connection"};
/// Method, URL, headers and body of a call from the curl command that stands at `value`.
void read_curl(Reading& reading, const Value& value, Call& out);
/// What the call of an endpoint's `oauth` is called, and what it captures.
constexpr std::string_view kOauthCall = "oauth";
constexpr std::string_view kOauthToken = "oauth_token";
/// The call that asks for a token. It goes to its `url`; check_references() says whether it may.
Call read_oauth(Reading& reading, const Value& value);
/// Makes `oauth` the first of the calls that stand at `value`. Those without an Authorization of their own
/// send the token. Reports names that both want.
void put_first(Reading& reading, const std::optional<Value>& value, Call oauth, std::vector<Call>& calls);
CallExpect read_call_expect(Reading& reading, const Value& value);
std::vector<Capture> read_captures(Reading& reading, const Value& value);
Values read_variables(Reading& reading, const Value& value);
std::map<std::string, std::string> read_namespaces(Reading& reading, const Value& value);
/// A text, or the command that prints it. The text is secret as a whole: who writes it out means no variable.
Password read_password(Reading& reading, const Value& value);
std::vector<Store> read_stores(Reading& reading, const Value& value);
Limits read_limits(Reading& reading, const Value& value);
Compare read_compare(Reading& reading, const Value& value);
std::string read_resolver(Reading& reading, const Value& value);

/// What no section can see alone: the stores an endpoint names, the hosts a target replaces, the values a
/// call uses, the hosts it goes to, the prefixes of a query. Also fills in the stores of endpoints that name
/// none, and lets a call to its own endpoint's URL be one of the endpoint.
struct Sections {
  std::vector<Read<Target>> targets;
  std::vector<Read<Endpoint>> endpoints;
  std::vector<Store> stores;
  Values variables;
  std::map<std::string, std::string> namespaces;
};
void check_references(Reading& reading, Sections& sections);

}  // namespace rehearse::profile
