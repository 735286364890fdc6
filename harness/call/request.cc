#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/ascii.h"
#include "call/call.h"
#include "call/header.h"

namespace rehearse::call {
namespace {

constexpr std::string_view kWithheld = "withheld";
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

bool has_header(const Request& request, std::string_view name) {
  return std::ranges::any_of(request.headers,
                             [&](const auto& h) { return same_ignoring_case(h.first, name); });
}

void add_default(Request& request, std::string_view name, std::string_view value) {
  if (!has_header(request, name)) request.headers.emplace_back(name, SecretText(std::string(value)));
}

void add_defaults(Request& request, const profile::Call& call) {
  const bool may_have_body = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (may_have_body && request.body.empty()) request.headers.emplace_back("Content-Length", SecretText("0"));
  if (call.kind == profile::CallKind::rest) {
    add_default(request, "Accept", "application/json, */*;q=0.8");
    if (!request.body.empty()) add_default(request, "Content-Type", "application/json");
    return;
  }
  add_default(request, "Accept", "text/xml, application/soap+xml, */*;q=0.8");
  if (request.body.empty() && only_reads(request.method)) return;  // `GET ...?wsdl`
  if (request.body.masked("").find(kSoap12) != std::string::npos) {
    // SOAP 1.2 part 2, section 7: another media type, and the action is a parameter of it.
    add_default(request, "Content-Type", "application/soap+xml; charset=utf-8");
  } else {
    add_default(request, "Content-Type", "text/xml; charset=utf-8");
    add_default(request, "SOAPAction", "\"\"");
  }
}

}  // namespace

bool Request::has_secret() const {
  return path.has_secret() || body.has_secret() ||
         std::ranges::any_of(headers, [](const auto& header) { return header.second.has_secret(); });
}

bool is_safe(const profile::Call& call) {
  return call.safe || only_reads(call.method);
}

Request build(const profile::Call& call, const Url& url, profile::Credentials credentials) {
  Request out;
  out.name = call.name;
  out.method = call.method;
  out.path = target(call.path.empty() ? SecretText(url.path_query) : as_sent(call.path, credentials));
  for (const auto& [name, value] : call.headers) {
    const bool leave_out =
        credentials == profile::Credentials::withheld && (is_credential(name) || value.has_secret());
    if (!leave_out && is_header_name(name)) out.headers.emplace_back(name, one_line(value));
  }
  out.body = as_sent(call.body, credentials);
  add_defaults(out, call);
  return out;
}

}  // namespace rehearse::call
