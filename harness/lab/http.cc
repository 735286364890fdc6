#include "lab/http.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"

namespace rehearse::lab {
namespace {

bool is_token(char c) {
  return is_ascii_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    default:
      return "Status";  // any text is allowed, and none is read
  }
}

bool has(const Headers& headers, std::string_view name) {
  return std::ranges::any_of(headers,
                             [name](const auto& header) { return same_ignoring_case(header.first, name); });
}

}  // namespace

bool is_header(std::string_view name, std::string_view value) {
  return !name.empty() && std::ranges::all_of(name, is_token) && std::ranges::none_of(value, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

std::string_view HttpRequest::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [name](const auto& header) { return same_ignoring_case(header.first, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string to_wire(const HttpRequest& request, const HttpResponse& response, const Headers& always) {
  const bool no_content = response.status < 200 || response.status == 204 || response.status == 304;
  auto out = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
  const auto add = [&out](std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
  };
  for (const auto& [name, value] : response.headers) add(name, value);
  for (const auto& [name, value] : always) add(name, value);
  if (!no_content && !has(response.headers, "Content-Length") && !has(response.headers, "Transfer-Encoding"))
    add("Content-Length", std::to_string(response.body.size()));
  if (response.then != HttpResponse::Then::as_asked && !has(response.headers, "Connection"))
    add("Connection", "close");
  out += "\r\n";
  if (!no_content && request.method != "HEAD") out += response.body;
  return out;
}

}  // namespace rehearse::lab
