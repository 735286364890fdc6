#include <algorithm>
#include <array>
#include <functional>

#include <fmt/format.h>

#include "base/ascii.h"
#include "call/call.h"
#include "call/header.h"

namespace rehearse::call {
namespace {

constexpr std::string_view kWithheld = "withheld";
constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr std::string_view kSoap12 = "http://www.w3.org/2003/05/soap-envelope";

// Methods that by definition ask for nothing to be changed. Source: RFC 9110 section 9.2.1 (TRACE is left
// out: it echoes credentials). Methods are case-sensitive.
bool only_reads(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

// `text` with other bytes. The pieces cannot be told apart any more, so all of it counts as secret.
SecretText rewritten(const SecretText& text, std::string bytes) {
  SecretText out;
  if (text.has_secret()) {
    out.add_secret(std::move(bytes));
  } else {
    out.add_plain(std::move(bytes));
  }
  return out;
}

SecretText rewritten_secret(const SecretText& text) {
  SecretText out;
  out.add_secret(text.reveal());
  return out;
}

SecretText as_sent(const SecretText& text, profile::Credentials credentials) {
  return credentials == profile::Credentials::send ? text : SecretText(text.masked(kWithheld));
}

// A secret of several lines must not become several headers. Source: RFC 9110 section 5.5.
SecretText one_line(const SecretText& value) {
  std::string bytes = value.reveal();
  if (bytes.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos) return value;
  std::ranges::replace_if(bytes, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  return rewritten(value, std::move(bytes));
}

// A request target ends at the first space or line end, whatever stood there.
SecretText target(const SecretText& path) {
  const std::string bytes = path.reveal();
  std::string out = bytes.starts_with('/') ? "" : "/";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte <= 0x20 || byte == 0x7f ? fmt::format("%{:02X}", byte) : std::string(1, c);
  }
  return out == bytes ? path : rewritten(path, std::move(out));
}

bool is_credential(std::string_view name) {
  static constexpr std::array kNames = {"authorization", "cookie", "proxy-authorization"};
  return std::ranges::count(kNames, ascii_lower(name)) > 0;
}

// What frameworks take for the method in place of the request line's.
bool overrides_method(const profile::Call& call) {
  static constexpr std::array kNames = {"x-http-method-override", "x-http-method", "x-method-override"};
  return std::ranges::any_of(
      call.headers, [](const auto& h) { return std::ranges::count(kNames, ascii_lower(h.first)) > 0; });
}

bool has_header(const Request& request, std::string_view name) {
  return std::ranges::any_of(request.headers,
                             [&](const auto& h) { return same_ignoring_case(h.first, name); });
}

void add_default(Request& request, std::string_view name, std::string_view value) {
  const auto is_left_out = [&](const std::string& other) { return same_ignoring_case(other, name); };
  if (std::ranges::any_of(request.without, is_left_out)) return;
  if (!has_header(request, name)) request.headers.emplace_back(name, SecretText(std::string(value)));
}

void add_soap_defaults(Request& request, const profile::Call& call) {
  add_default(request, "Accept", "text/xml, application/soap+xml, */*;q=0.8");
  if (request.body.empty() && only_reads(request.method)) return;  // `GET ...?wsdl`
  if (request.body.masked("").find(kSoap12) != std::string::npos) {
    // SOAP 1.2 part 2, section 7: another media type, and the action is a parameter of it.
    const auto action = call.action.empty() ? "" : fmt::format("; action=\"{}\"", call.action);
    add_default(request, "Content-Type", "application/soap+xml; charset=utf-8" + action);
  } else {
    // SOAP 1.1, section 6.1.1: always there, in quotes.
    add_default(request, "Content-Type", "text/xml; charset=utf-8");
    add_default(request, "SOAPAction", fmt::format("\"{}\"", call.action));
  }
}

void add_defaults(Request& request, const profile::Call& call) {
  const bool may_have_body = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (may_have_body && request.body.empty()) request.headers.emplace_back("Content-Length", SecretText("0"));
  if (call.kind == profile::CallKind::soap) return add_soap_defaults(request, call);
  add_default(request, "Accept", "application/json, */*;q=0.8");
  if (request.body.empty()) return;
  add_default(request, "Content-Type", call.form.empty() ? "application/json" : kForm);
}

std::string content_type(const profile::Call& call) {
  const auto found = std::ranges::find_if(
      call.headers, [](const auto& h) { return same_ignoring_case(h.first, "content-type"); });
  return found == call.headers.end() ? std::string() : ascii_lower(found->second.masked(""));
}

// What the body is written in.
Escape escape_of_body(const profile::Call& call) {
  if (call.kind == profile::CallKind::soap) return Escape::xml;
  const auto type = content_type(call);
  if (type.empty() || type.find("json") != std::string::npos) return Escape::json;
  if (type.find("xml") != std::string::npos || type.find("html") != std::string::npos) return Escape::xml;
  return type.starts_with(kForm) ? Escape::percent : Escape::none;
}

// Fills in the places of one call; the first name that has no value is kept.
class Filling {
 public:
  Filling(const profile::Call& call, profile::Credentials credentials, const Values& values)
      : x_credentials(credentials), x_values(values) {
    if (credentials == profile::Credentials::send) return;
    SecretText withheld;
    withheld.add_secret(std::string(kWithheld));
    for (const auto& name : profile::places_in(call)) x_values.emplace(name, withheld);
  }

  SecretText operator()(const SecretText& text, Escape escape) {
    auto filled = fill(text, x_values, escape);
    if (filled) return *std::move(filled);
    if (!x_error) x_error = std::move(filled.error());
    return {};
  }

  // "name=value&name=value", every byte of either encoded.
  SecretText pairs(const std::vector<std::pair<std::string, SecretText>>& pairs) {
    SecretText out;
    std::string_view before;
    for (const auto& [name, value] : pairs) {
      out.add_plain(std::string(before) + escaped(name, Escape::percent) + "=");
      const auto filled = as_sent((*this)(value, Escape::none), x_credentials);
      filled.for_each([&](std::string_view piece, bool is_secret) {
        auto text = escaped(piece, Escape::percent);
        is_secret ? out.add_secret(std::move(text)) : out.add_plain(std::move(text));
      });
      before = "&";
    }
    return out;
  }

  const std::optional<Error>& error() const { return x_error; }

 private:
  profile::Credentials x_credentials;
  Values x_values;
  std::optional<Error> x_error;
};

// Where the part of a URL begins in which a place is one value: behind its authority, or behind the place or
// the variable that gives it.
std::size_t behind_authority(const SecretText& url) {
  constexpr std::string_view kScheme = "://";
  const auto seen = url.visible();
  auto end = std::string::npos;
  if (seen.starts_with("{{")) {
    end = seen.find("}}");
    if (end != std::string::npos) end += 2;
  } else if (seen.starts_with('\0')) {
    end = seen.find_first_not_of('\0');
  } else if (const auto scheme = seen.find(kScheme); scheme != std::string::npos) {
    end = seen.find_first_of("/?#", scheme + kScheme.size());
  }
  return std::min(end, seen.size());
}

// `fill` is called as fill(text, escape).
template <class Fill>
SecretText filled_url(const SecretText& url, Fill fill) {
  const auto end = behind_authority(url);
  auto out = fill(url.substr(0, end), Escape::none);
  out.append(fill(url.substr(end), Escape::percent));
  return out;
}

// The path of the URL that the call says. Where credentials are withheld, its secrets are replaced before it
// is taken apart; of one that is a secret as a whole no path is left.
SecretText path_of_own_url(const SecretText& text, const Url& url, profile::Credentials credentials) {
  if (!text.has_secret()) return SecretText(url.path_query);
  if (credentials == profile::Credentials::send) return rewritten_secret(SecretText(url.path_query));
  const auto masked = parse_url(text.masked(kWithheld));
  return SecretText(masked ? masked->path_query : "/" + std::string(kWithheld));
}

SecretText path_of(const profile::Call& call, const Url& url, profile::Credentials credentials,
                   Filling& fill) {
  auto path = SecretText(url.path_query);
  if (!call.path.empty()) {
    path = as_sent(fill(call.path, Escape::percent), credentials);
  } else if (!call.url.empty()) {
    path = path_of_own_url(filled_url(call.url, std::ref(fill)), url, credentials);
  }
  if (!call.query.empty()) {
    path.add_plain(path.masked("").find('?') == std::string::npos ? "?" : "&");
    path.append(fill.pairs(call.query));
  }
  return target(path);
}

}  // namespace

bool Request::has_secret() const {
  return path.has_secret() || body.has_secret() ||
         std::ranges::any_of(headers, [](const auto& header) { return header.second.has_secret(); });
}

bool is_safe(const profile::Call& call) {
  return call.safe || (only_reads(call.method) && !overrides_method(call));
}

Result<std::optional<Url>> destination(const profile::Call& call, const Values& values) {
  if (call.url.empty()) return std::nullopt;
  Filling fill(call, profile::Credentials::send, values);
  const auto text = filled_url(call.url, std::ref(fill));
  if (fill.error()) return std::unexpected(*fill.error());
  auto url = parse_url(text.reveal());
  // What was captured may be a secret: it is not repeated.
  if (!url) return fail("bad-url", "what was captured is no https URL");
  return *std::move(url);
}

Result<Request> build(const profile::Call& call, const Url& url, profile::Credentials credentials,
                      const Values& values) {
  Filling fill(call, credentials, values);
  Request out;
  out.name = call.name;
  out.method = call.method;
  out.without = call.without;
  out.http = call.http;
  out.path = path_of(call, url, credentials, fill);
  for (const auto& [name, template_] : call.headers) {
    const auto value = fill(template_, Escape::none);
    const bool leave_out =
        credentials == profile::Credentials::withheld && (is_credential(name) || value.has_secret());
    if (!leave_out && is_header_name(name)) out.headers.emplace_back(name, one_line(value));
  }
  out.body =
      call.form.empty() ? as_sent(fill(call.body, escape_of_body(call)), credentials) : fill.pairs(call.form);
  if (fill.error()) return std::unexpected(*fill.error());
  add_defaults(out, call);
  return out;
}

Request preview(const profile::Call& call, const Url& url, profile::Credentials credentials,
                Values variables) {
  SecretText later;
  later.add_secret("later");
  for (const auto& name : profile::places_in(call)) variables.emplace(name, later);
  return build(call, url, credentials, variables).value_or(Request());
}

}  // namespace rehearse::call
