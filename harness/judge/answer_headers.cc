#include "judge/answer_headers.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"

namespace rehearse::judge {
namespace {

// Their values are another with every answer, or follow from the body, which is compared by itself.
bool is_changeable(std::string_view header) {
  static constexpr std::array<std::string_view, 14> kNames = {
      "date",   "age", "expires",   "last-modified", "etag",        "server-timing", "nel",
      "cf-ray", "via", "report-to", "traceparent",   "x-amz-cf-id", "x-served-by",   "x-timer"};
  // At the end of the name: X-Trace-Id-Policy is no id.
  static constexpr std::array<std::string_view, 3> kIds = {"request-id", "correlation-id", "trace-id"};
  return std::ranges::count(kNames, header) > 0 ||
         std::ranges::any_of(kIds, [&](std::string_view id) { return header.ends_with(id); });
}

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  while (true) {
    const auto end = text.find(separator);
    out.push_back(without_blanks(text.substr(0, end)));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

// Of one hop: an edge in between, or another version of HTTP, has its own.
std::set<std::string> hop_by_hop(const call::Response& response) {
  std::set<std::string> out = {"connection", "keep-alive",        "proxy-connection", "te",
                               "trailer",    "transfer-encoding", "upgrade",          "content-length"};
  for (const auto& [name, value] : response.headers) {
    if (!same_ignoring_case(name, "connection")) continue;
    for (const auto option : parts_of(value, ',')) out.insert(ascii_lower(option));
  }
  return out;
}

// "session; httponly; path=/": a client without the flags sends it elsewhere, or to a script.
std::string cookie_without_value(std::string_view cookie) {
  const auto parts = parts_of(cookie, ';');
  std::vector<std::string> attributes;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    auto text = ascii_lower(parts[i]);
    if (!text.starts_with("expires=") && !text.starts_with("max-age=")) attributes.push_back(std::move(text));
  }
  std::ranges::sort(attributes);
  attributes.emplace(attributes.begin(), without_blanks(parts.front().substr(0, parts.front().find('='))));
  return fmt::format("{}", fmt::join(attributes, "; "));
}

}  // namespace

std::map<std::string, AnswerHeader> answer_headers(const call::Response& response) {
  std::map<std::string, AnswerHeader> out;
  std::vector<std::string> cookies;
  const auto of_hop = hop_by_hop(response);
  for (const auto& [name, value] : response.headers) {
    const auto key = ascii_lower(name);
    if (of_hop.contains(key)) continue;
    auto& header = out.try_emplace(key, AnswerHeader{name, {}}).first->second;
    if (key == "set-cookie") {
      cookies.push_back(cookie_without_value(value));
    } else if (!is_changeable(key)) {
      header.value += (header.value.empty() ? "" : ", ") + value;
    }
  }
  // In which order they are set says nothing, but of two with one name.
  std::ranges::sort(cookies);
  if (!cookies.empty()) out["set-cookie"].value = fmt::format("{}", fmt::join(cookies, ", "));
  return out;
}

}  // namespace rehearse::judge
