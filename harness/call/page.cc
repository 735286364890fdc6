#include "call/page.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace rehearse::call {
namespace {

constexpr std::size_t kSniffBytes = 1024;
constexpr std::size_t kTitleWithin = 16U << 10;

std::string_view without_lead(std::string_view body) {
  if (body.starts_with("\xef\xbb\xbf")) body.remove_prefix(3);
  for (;;) {
    body.remove_prefix(std::min(body.find_first_not_of(" \t\r\n"), body.size()));
    if (!body.starts_with("<!--")) return body;
    const auto end = body.find("-->");
    if (end == std::string_view::npos) return {};
    body.remove_prefix(end + 3);
  }
}

bool looks_like_json(std::string_view body) {
  const auto text = without_lead(body);
  return text.starts_with('{') || text.starts_with('[');
}

}  // namespace

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (same_ignoring_case(key, name)) return value;
  }
  return {};
}

bool is_html(const Response& response) {
  const auto text = ascii_lower(without_lead(response.body).substr(0, kSniffBytes));
  if (text.starts_with("<!doctype html") || text.starts_with("<html")) return true;
  const auto type = ascii_lower(header(response, "content-type"));
  const bool declared = type.starts_with("text/html") || type.starts_with("application/xhtml");
  // PHP says text/html of anything.
  return declared && !looks_like_json(response.body) && !text.starts_with("<?xml");
}

bool server_is_edge(const Response& response) {
  static constexpr std::array<std::string_view, 5> kEdges = {"akamaighost", "cloudfront", "awselb", "varnish",
                                                             "microsoft-azure-application-gateway"};
  const auto server = ascii_lower(header(response, "server"));
  return std::ranges::any_of(kEdges, [&](std::string_view edge) { return server.starts_with(edge); });
}

bool is_proxys_own(const Response& response) {
  // They sign what they pass on as well: so only what no API of JSON or XML writes.
  static constexpr std::array<std::string_view, 2> kProxies = {"cloudflare", "envoy"};
  const auto server = ascii_lower(header(response, "server"));
  const bool is_plain = ascii_lower(header(response, "content-type")).starts_with("text/plain") &&
                        !looks_like_json(response.body);
  return is_plain && std::ranges::count(kProxies, server) > 0;
}

std::string title_of(std::string_view html) {
  const auto text = ascii_lower(html.substr(0, kTitleWithin));
  const auto begin = text.find("<title>");
  const auto end = begin == std::string::npos ? begin : text.find("</title>", begin);
  if (end == std::string::npos) return {};
  constexpr std::size_t kTag = 7;
  return std::string(html.substr(begin + kTag, end - begin - kTag));
}

}  // namespace rehearse::call
