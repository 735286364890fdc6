// curl of a call: a command line that somebody pasted, as the call that it makes.

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/base64.h"
#include "base/printable.h"
#include "base/url.h"
#include "profile/command_line.h"
#include "profile/curl_command.h"
#include "profile/sections.h"
#include "profile/values.h"
#include "profile/variables.h"

namespace rehearse::profile {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr auto kEnd = std::string::npos;

SecretText all_secret(std::string bytes) {
  SecretText out;
  out.add_secret(std::move(bytes));
  return out;
}

SecretText trimmed(const SecretText& text) {
  const auto seen = text.visible();
  const auto first = seen.find_first_not_of(kBlanks);
  if (first == kEnd) return {};
  return text.substr(first, seen.find_last_not_of(kBlanks) + 1 - first);
}

// Somebody pasted it: what logs in is secret, written out or not. What is filled in later says so itself.
SecretText without_login(const std::string& name, const SecretText& value) {
  if (same_ignoring_case(name, "cookie")) return with_secret_literals(value);
  const bool has_scheme =
      same_ignoring_case(name, "authorization") || same_ignoring_case(name, "proxy-authorization");
  if (!has_scheme) return value;
  const auto blank = value.visible().find(' ');
  const auto scheme = blank == kEnd ? 0 : blank + 1;
  auto out = value.substr(0, scheme);
  out.append(with_secret_literals(value.substr(scheme)));
  return out;
}

// "a=1; session=abc" -> 1, abc: an application repeats one cookie's value and not the header.
std::vector<std::string> cookie_values(std::string_view header) {
  std::vector<std::string> out;
  while (!header.empty()) {
    const auto cookie = header.substr(0, header.find(';'));
    header.remove_prefix(std::min(cookie.size() + 1, header.size()));
    const auto equals = cookie.find('=');
    if (equals != std::string_view::npos) out.emplace_back(cookie.substr(equals + 1));
  }
  return out;
}

class CurlCall {
 public:
  CurlCall(Reading& reading, const Value& value, const CurlCommand& command, Call& out)
      : x_reading(reading), x_value(value), x_command(command), x_out(out) {}

  void make() {
    for (const auto& text : x_command.problems) problem(text);
    take_method();
    take_headers();
    take_login();
    take_url();
    if (x_command.data && !x_command.get) x_out.body = *x_command.data;
    add_defaults();
  }

 private:
  void problem(std::string_view text, std::string_view id = "bad-curl") {
    x_reading.problems.add(x_value.node->at, id, fmt::format("{}: {}", x_value.where, text));
  }

  void take_method() {
    const bool has_body = x_command.data && !x_command.get;
    x_out.method = x_command.head ? "HEAD" : has_body ? "POST" : "GET";
    if (x_command.method.empty()) return;
    if (std::ranges::find(kMethods, x_command.method) == kMethods.end()) {
      problem(fmt::format("-X: expected one of {}, found '{}'{}", fmt::join(kMethods, ", "),
                          printable(x_command.method, 40), did_you_mean(x_command.method, kMethods)),
              "unknown-value");
    }
    x_out.method = x_command.method;
  }

  bool fits(const SecretText& text, bool (*is_fit)(std::string_view)) const {
    const auto wire = text.reveal();
    return holds_stand_in(x_reading, wire) || is_fit(wire);
  }

  bool says(std::string_view name) const {
    const auto is = [&](std::string_view other) { return same_ignoring_case(other, name); };
    return std::ranges::any_of(x_out.headers, is, [](const auto& header) { return header.first; }) ||
           std::ranges::any_of(x_out.without, is);
  }

  void add_header(std::string name, const SecretText& value) {
    if (!fits(value, is_header_value)) {
      return problem(fmt::format("{}: expected a header value (one line, no control characters)", name),
                     "bad-header");
    }
    x_out.headers.emplace_back(name, without_login(name, value));
    if (same_ignoring_case(name, "cookie")) know(cookie_values(value.reveal()));
  }

  void take_headers() {
    for (const auto& line : x_command.headers) take_header(line);
    const auto take = [&](const char* name, const std::optional<SecretText>& value) {
      if (!value || says(name)) return;
      if (value->empty()) {
        x_out.without.emplace_back(name);
      } else {
        add_header(name, trimmed(*value));
      }
    };
    take("User-Agent", x_command.agent);
    take("Referer", x_command.referer);
    if (x_command.referer && x_command.referer->visible().find(";auto") != kEnd)
      problem("-e: ';auto' is for redirections, and they are not followed");
    take_cookies();
    // Debian's curl 7.88 says these.
    if (x_command.compressed && !says("Accept-Encoding"))
      add_header("Accept-Encoding", SecretText("deflate, gzip, br, zstd"));
  }

  // "Name: value"; "Name:" takes out what would be sent, "Name;" sends an empty one.
  void take_header(const SecretText& line) {
    const auto text = line.visible();
    if (text.starts_with('@')) return problem("-H: headers stand in the command, not in a file");
    const auto colon = text.find(':');
    const auto name_end = std::min(colon, text.find(';'));
    auto name = text.substr(0, colon == kEnd ? name_end : colon);
    if (name_end == kEnd || !header_name_parser().parse(name))
      return problem("-H: expected 'Name: value', and the name written out", "bad-header");
    const bool is_empty = colon == kEnd;
    if (is_empty && text.find_first_not_of(kBlanks, name_end + 1) != kEnd)
      return problem(fmt::format("-H: {} is followed by ';' and not by ':'", printable(name, 60)),
                     "bad-header");
    const auto value = is_empty ? SecretText() : trimmed(line.substr(colon + 1));
    if (is_reserved(name, value)) return;
    if (value.empty() && !is_empty) return x_out.without.push_back(std::move(name));
    add_header(std::move(name), value);
  }

  // Browsers write `Connection: keep-alive`, which is what HTTP/1.1 means anyway.
  bool is_reserved(const std::string& name, const SecretText& value) {
    if (std::ranges::find(kReservedHeaders, ascii_lower(name)) == kReservedHeaders.end()) return false;
    const bool is_default =
        same_ignoring_case(name, "connection") && same_ignoring_case(value.visible(), "keep-alive");
    if (!is_default) {
      problem(fmt::format("-H: '{}' follows from the URL or the body and cannot be set", printable(name, 60)),
              "reserved-header");
    }
    return true;
  }

  // What a redactor has to find by itself.
  void know(const std::vector<std::string>& secrets) {
    x_out.secrets.insert(x_out.secrets.end(), secrets.begin(), secrets.end());
  }

  void take_cookies() {
    SecretText all;
    for (const auto& cookie : x_command.cookies) {
      const bool is_text = cookie.has_secret() || cookie.visible().find('=') != kEnd;
      if (!is_text || cookie.visible().starts_with('@'))
        return problem("-b: a cookie is name=value; files are not read");
      if (!all.empty()) all.add_plain(";");
      all.append(cookie);
    }
    if (!all.empty() && !says("Cookie")) add_header("Cookie", trimmed(all));
  }

  void take_login() {
    if (!x_command.user) return;
    const auto login = x_command.user->reveal();
    const auto colon = login.find(':');
    if (!rehearse::places_in(*x_command.user).empty())
      return problem("-u: {{name}} is not filled in here; write ${env:NAME}", "bad-variable");
    if (colon == kEnd && !holds_stand_in(x_reading, login))
      return problem("-u: expected user:password; nobody is there to ask for one");
    if (says("Authorization")) return;
    SecretText header("Basic ");
    header.append(all_secret(base64(login)));
    x_out.headers.emplace_back("Authorization", std::move(header));
    know(x_command.user->secrets());
    if (colon != kEnd) know({login.substr(colon + 1)});
  }

  void take_url() {
    if (x_command.urls.size() != 1)
      return problem(x_command.urls.empty() ? "it has no URL" : "it has several URLs; a call is one request");
    auto url = with_query(trimmed(x_command.urls.front()));
    refuse_patterns(url);
    const auto wire = url.reveal();
    const auto end = std::min(wire.find_first_of("/?#", std::string_view("https://").size()), wire.size());
    const auto authority = url.substr(0, end);
    // Where an earlier answer says; what comes of it is looked at then.
    const auto seen = authority.visible();
    if (!rehearse::places_in(authority).empty() && (seen.starts_with("{{") || seen.starts_with("https://"))) {
      x_out.url = std::move(url);
      return;
    }
    if (!holds_stand_in(x_reading, authority.reveal())) {
      const auto parsed = parse_url(authority.reveal());
      if (!parsed) return refuse_url(authority.reveal());
      x_out.url = SecretText("https://" + parsed->authority());
    }
    x_out.path = path_of(url.substr(end));
  }

  // -G: what would be the body. As libcurl's CURLU_APPENDQUERY does.
  SecretText with_query(SecretText url) const {
    if (!x_command.get || !x_command.data || x_command.data->empty()) return url;
    const auto seen = url.visible();
    const auto fragment = seen.find('#');
    url = url.substr(0, fragment);
    const auto end = seen.substr(0, fragment);
    const auto question = end.find('?');
    const char* joint = question == kEnd ? "?" : end.ends_with('&') || end.ends_with('?') ? "" : "&";
    url.add_plain(joint);
    url.append(*x_command.data);
    return url;
  }

  void refuse_patterns(const SecretText& url) {
    if (!x_command.globbing) return;
    Values nothing;
    for (const auto& name : rehearse::places_in(url)) nothing.emplace(name, SecretText());
    const auto rest = fill(url, nothing, Escape::none).value_or(SecretText());
    if (rest.visible().find_first_of("{}[]") != kEnd)
      problem("curl takes { and [ of a URL for a pattern of several; -g takes them as they are");
  }

  void refuse_url(std::string_view text) {
    const bool is_https = same_ignoring_case(text.substr(0, 8), "https://");
    problem(is_https ? "the URL: expected a host, without user and password (-u has them)"
                     : "the URL: expected https://, which is what is tested",
            "bad-url");
  }

  SecretText path_of(const SecretText& rest) {
    const auto path = rest.substr(0, rest.visible().find('#'));
    const auto seen = path.visible();
    SecretText out(seen.empty() || seen.front() == '?' ? "/" : "");
    out.append(path);
    const auto segments = "/" + seen.substr(0, seen.find('?')) + "/";
    if (x_command.squeezing && (segments.find("/./") != kEnd || segments.find("/../") != kEnd))
      problem("curl resolves /../ of a URL; write the path that is meant, or add --path-as-is", "bad-path");
    if (!fits(out, is_request_path))
      problem("the URL: expected a path that is percent-encoded, without blanks", "bad-path");
    return out;
  }

  void add_defaults() {
    const auto add = [&](const char* name, std::string_view value) {
      if (!says(name)) x_out.headers.emplace_back(name, SecretText(std::string(value)));
    };
    if (x_command.has_json) add("Content-Type", "application/json");
    if (x_command.data && !x_command.get) add("Content-Type", kForm);
    add("Accept", x_command.has_json ? "application/json" : "*/*");
    if (!says("SOAPAction")) x_out.without.emplace_back("SOAPAction");
  }

  Reading& x_reading;
  const Value& x_value;
  const CurlCommand& x_command;
  Call& x_out;
};

}  // namespace

void read_curl(Reading& reading, const Value& value, Call& out) {
  const auto line = read_secret(reading, value);
  if (!line) return;
  const auto words = split_command_line(*line);
  if (!words) {
    reading.problems.add(value.node->at, words.error().code,
                         fmt::format("{}: {}", value.where, words.error().detail));
    return;
  }
  CurlCall(reading, value, read_curl_command(*words), out).make();
}

}  // namespace rehearse::profile
