// calls: what is asked of an endpoint, and what the answer should look like.

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/printable.h"
#include "profile/sections.h"
#include "profile/values.h"
#include "profile/variables.h"

namespace rehearse::profile {
namespace {

constexpr std::array<std::string_view, 17> kCall = {"name",  "kind",    "curl",   "method",  "url",    "path",
                                                    "query", "headers", "body",   "file",    "action", "form",
                                                    "safe",  "must",    "expect", "capture", "http"};
// What a curl command says itself.
constexpr std::array<std::string_view, 9> kOfCurl = {"method", "url",  "path", "query", "headers",
                                                     "body",   "file", "form", "action"};
constexpr std::array<std::string_view, 3> kBodies = {"body", "file", "form"};
constexpr std::array<std::string_view, 2> kTargets = {"url", "path"};
// In the order of CallKind and of Must.
constexpr std::array<std::string_view, 2> kKinds = {"rest", "soap"};
constexpr std::array<std::string_view, 2> kMust = {"answered", "pass"};

// Secret text whose wire form passes `fits`; a stand-in is not held to it.
template <class Fits>
std::optional<SecretText> read_fitting(Reading& reading, const Value& value, Fits fits,
                                       std::pair<std::string_view, std::string_view> id_and_expected) {
  auto secret = read_secret(reading, value);
  if (!secret) return {};
  const auto wire = secret->reveal();
  if (holds_stand_in(reading, wire) || fits(wire)) return secret;
  complain_quietly(reading, value, id_and_expected.first, id_and_expected.second);
  return {};
}

std::vector<std::pair<std::string, SecretText>> read_headers(Reading& reading, const Value& value) {
  std::vector<std::pair<std::string, SecretText>> out;
  if (value.node->kind != Node::Kind::map) {
    complain(reading, value, value.node->kind == Node::Kind::null ? "missing-value" : "wrong-type",
             "a map of header names and values");
    return out;
  }
  std::set<std::string> seen;
  for (const auto& entry : value.node->entries) {
    const auto shown = printable(entry.key, 60);
    const auto problem = [&](std::string_view id, std::string_view why) {
      reading.problems.add(entry.at, id, fmt::format("{}: '{}' {}", value.where, shown, why));
    };
    if (!header_name_parser().parse(entry.key)) {
      problem("bad-header", "is not the name of an HTTP header");
    } else if (std::ranges::find(kReservedHeaders, ascii_lower(entry.key)) != kReservedHeaders.end()) {
      problem("reserved-header", "follows from the URL or the body and cannot be set");
    } else if (!seen.insert(ascii_lower(entry.key)).second) {
      problem("duplicate-name", "stands twice: header names compare without case");
    }
    auto text = read_fitting(reading, {entry.value, value.where + "." + shown, entry.at}, is_header_value,
                             {"bad-header", "a header value (one line, no control characters)"});
    if (text) out.emplace_back(entry.key, std::move(*text));
  }
  return out;
}

// Names and values as the user has them; they are encoded where they are put.
std::vector<std::pair<std::string, SecretText>> read_pairs(Reading& reading, const Value& value) {
  std::vector<std::pair<std::string, SecretText>> out;
  if (value.node->kind != Node::Kind::map || value.node->entries.empty()) {
    complain(reading, value, value.node->kind == Node::Kind::null ? "missing-value" : "wrong-type",
             "a map of names and values");
    return out;
  }
  for (const auto& entry : value.node->entries) {
    const Value item{entry.value, value.where + "." + printable(entry.key, 60), entry.at};
    if (auto text = read_secret(reading, item)) out.emplace_back(entry.key, std::move(*text));
  }
  return out;
}

// Where an earlier answer says: the host of what comes of it is checked before the call is made.
SecretText read_call_url(Reading& reading, const Value& value) {
  auto text = read_secret(reading, value).value_or(SecretText());
  if (!text.empty() && places_in(text).empty() && !parse_url(text.reveal()))
    complain_quietly(reading, value, "bad-url",
                     "an https URL, or \"{{name}}\" of what an earlier call captured");
  return text;
}

// `body:` stands in the profile, `file:` beside it. Variables are replaced in both.
SecretText read_body(Reading& reading, const KeyedMap& map) {
  map.allow_one_of(kBodies);
  if (const auto body = map.find("body")) return read_secret(reading, *body).value_or(SecretText());
  const auto file = map.find("file");
  if (!file) return {};
  const auto path = read_word(reading, *file);
  if (!path || path->stand_in) return {};
  auto content = read_named_file(reading, *file, path->text);
  if (!content) return {};
  if (content->stand_in) return to_secret({*content});
  const auto pieces = expand(reading, *file, without_line_end(content->text), StandIn::as_written);
  return pieces ? to_secret(*pieces) : SecretText();
}

// A number in YAML, and here the name of a version.
HttpVersion read_http(Reading& reading, const Value& value) {
  const auto said = read_text(reading, value);
  if (said && said->text == "2") return HttpVersion::http2;
  if (said && said->text != "1.1" && !said->stand_in) complain(reading, value, "unknown-value", "1.1 or 2");
  return HttpVersion::http1_1;
}

// What one key allows only beside another.
void check_call(Reading& reading, const KeyedMap& map, const Call& call) {
  const auto& value = map.value();
  const auto problem = [&](std::string_view id, std::string_view why) {
    reading.problems.add(value.key_at, id, fmt::format("{}: {}", value.where, why));
  };
  const bool is_soap = call.kind == CallKind::soap;
  const bool has_body = map.has("body") || map.has("file");
  if (is_soap && map.has("curl") && call.body.empty())
    problem("missing-key", "a SOAP call needs its envelope: -d is missing");
  if (is_soap && !has_body && !map.has("curl"))
    problem("missing-key", "a SOAP call needs its envelope: body or file is missing");
  if (is_soap && map.has("form")) problem("conflicting-keys", "a SOAP call sends an envelope, and no form");
  if (!is_soap && map.has("action")) problem("conflicting-keys", "only a SOAP call has an action");
  if (!is_soap && has_body && !map.has("method"))
    problem("missing-key", "a REST call with a body says its method: method is missing");
  if (call.method == "HEAD" && (has_body || map.has("form") || !call.body.empty()))
    problem("conflicting-keys", "a HEAD call has no body: servers would wait for it, and answer without one");
  if (call.must == Must::pass && !map.has("expect"))
    problem("missing-key", "'must: pass' needs something to pass: expect is missing");
  const auto expect = map.find("expect");
  if (!is_soap && expect && expect->node->kind == Node::Kind::map) {
    for (const auto& entry : expect->node->entries) {
      if (entry.key == "fault")
        reading.problems.add(entry.at, "conflicting-keys",
                             fmt::format("{}: only a SOAP call has a fault", expect->where));
    }
  }
}

// Where the request goes and what it holds.
void read_request(Reading& reading, const KeyedMap& map, Call& out) {
  if (out.kind == CallKind::soap || map.has("form")) out.method = "POST";
  if (const auto found = map.find("method")) {
    if (const auto index = read_choice(reading, *found, kMethods)) out.method = kMethods[*index];
  }
  map.allow_one_of(kTargets);
  if (const auto found = map.find("url")) out.url = read_call_url(reading, *found);
  if (const auto found = map.find("path")) {
    out.path = read_fitting(reading, *found, is_request_path,
                            {"bad-path", "a path from '/' on, percent-encoded, without a fragment"})
                   .value_or(SecretText());
  }
  if (const auto found = map.find("query")) out.query = read_pairs(reading, *found);
  if (const auto found = map.find("headers")) out.headers = read_headers(reading, *found);
  if (const auto found = map.find("form")) out.form = read_pairs(reading, *found);
  if (const auto found = map.find("action")) {
    if (auto action = read_text(reading, *found)) out.action = std::move(action->text);
    if (!is_header_value(out.action) || out.action.find('"') != std::string::npos)
      complain(reading, *found, "bad-header", "a URI, without quotes");
  }
  out.body = read_body(reading, map);
}

Call read_call(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kCall);
  Call out;
  if (const auto found = map.require("name")) {
    if (auto name = read_word(reading, *found)) {
      out.name = std::move(name->text);
      if (!is_showable_name(out.name)) complain(reading, *found, "bad-name", name_rule());
    }
  }
  if (const auto found = map.find("kind")) {
    if (const auto index = read_choice(reading, *found, kKinds)) out.kind = static_cast<CallKind>(*index);
  }
  if (const auto found = map.find("curl")) {
    for (const auto key : kOfCurl) map.allow_one_of(std::array{std::string_view("curl"), key});
    read_curl(reading, *found, out);
  } else {
    read_request(reading, map, out);
  }
  if (const auto found = map.find("http")) out.http = read_http(reading, *found);
  if (const auto found = map.find("safe")) out.safe = read_boolean(reading, *found).value_or(false);
  if (const auto found = map.find("must")) {
    if (const auto index = read_choice(reading, *found, kMust)) out.must = static_cast<Must>(*index);
  }
  if (const auto found = map.find("expect")) out.expect = read_call_expect(reading, *found);
  if (const auto found = map.find("capture")) out.captures = read_captures(reading, *found);
  if (value.node->kind == Node::Kind::map) check_call(reading, map, out);
  return out;
}

}  // namespace

std::vector<Call> read_calls(Reading& reading, const Value& value) {
  std::vector<Call> out;
  std::set<std::string> names;
  if (value.node->kind != Node::Kind::list || value.node->items.empty()) {
    const bool nothing = value.node->kind == Node::Kind::null || value.node->kind == Node::Kind::list;
    complain(reading, value, nothing ? "missing-value" : "wrong-type", "a list of calls");
    return out;
  }
  for (const auto& item : one_or_more(reading, value)) {
    auto call = read_call(reading, item);
    if (!call.name.empty() && !names.insert(call.name).second)
      reading.problems.add(item.key_at, "duplicate-name",
                           fmt::format("{}: a second call '{}'", value.where, printable(call.name, 60)));
    out.push_back(std::move(call));
  }
  return out;
}

}  // namespace rehearse::profile
