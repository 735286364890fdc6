// endpoints: what the integration calls.

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/printable.h"
#include "profile/sections.h"
#include "profile/values.h"
#include "profile/variables.h"

namespace rehearse::profile {
namespace {

constexpr std::array<std::string_view, 4> kEndpoint = {"url", "stores", "oauth", "calls"};

struct ExpandedUrl {
  std::string text;
  bool stand_in = false;
  bool has_variable = false;
  bool variable_after_authority = false;
};

// A variable may yield the host, or the URL up to a bare slash. Whatever it yielded after that would stand in
// every report: paths with secrets belong to a call.
ExpandedUrl join(const std::vector<Expanded>& pieces) {
  ExpandedUrl out;
  std::vector<std::pair<std::size_t, std::size_t>> variables;
  for (const auto& piece : pieces) {
    const auto start = out.text.size();
    out.text += piece.text;
    out.stand_in = out.stand_in || piece.stand_in;
    if (piece.from_variable) variables.emplace_back(start, out.text.size());
  }
  out.has_variable = !variables.empty();
  if (out.stand_in && out.text.find("://") == std::string::npos) {
    out.text.insert(0, "https://");
    return out;
  }
  const auto scheme = out.text.find("://");
  const auto found = out.text.find_first_of("/?#", scheme == std::string::npos ? 0 : scheme + 3);
  const auto authority_end = std::min(found, out.text.size());
  const bool bare_slash = out.text.substr(authority_end) == "/";
  for (const auto& [start, end] : variables) {
    const bool after = found != std::string::npos && start >= authority_end;
    out.variable_after_authority =
        out.variable_after_authority || after || (end > authority_end && !bare_slash);
  }
  return out;
}

}  // namespace

std::optional<Url> read_url(Reading& reading, const Value& value) {
  // The types first; the pieces are wanted here, so the text is taken apart a second time.
  if (!read_word(reading, value)) return {};
  const auto pieces = expand(reading, value, value.node->text, StandIn::host_like);
  if (!pieces) return {};
  const auto joined = join(*pieces);
  if (joined.variable_after_authority) {
    reading.problems.add(
        value.node->at, "secret-in-url",
        fmt::format("{}: a variable after the host would be shown in reports; put it into the "
                    "path of a call",
                    value.where));
    return {};
  }
  auto url = parse_url(joined.text);
  if (url) return std::move(*url);
  if (joined.has_variable || joined.text.find('@') != std::string::npos) {
    complain_quietly(reading, value, "bad-url", "an https URL without user, password and fragment");
  } else {
    reading.problems.add(value.node->at, "bad-url",
                         fmt::format("{}: {}", value.where, printable(url.error().detail, 300)));
  }
  return {};
}

namespace {

std::vector<std::string> read_store_names(Reading& reading, const Value& value) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  for (const auto& item : one_or_more(reading, value)) {
    auto word = read_word(reading, item);
    if (!word) continue;
    if (!seen.insert(word->text).second) {
      reading.problems.add(item.node->at, "duplicate-name",
                           fmt::format("{}: '{}' stands twice", value.where, printable(item.node->text, 60)));
    }
    out.push_back(std::move(word->text));
  }
  return out;
}

Endpoint read_endpoint(Reading& reading, const std::string& name, const Value& value) {
  const KeyedMap map(reading, value, kEndpoint);
  Endpoint out;
  out.name = name;
  if (const auto found = map.require("url")) out.url = read_url(reading, *found).value_or(Url{});
  if (const auto found = map.find("stores")) out.stores = read_store_names(reading, *found);
  const auto calls = map.find("calls");
  if (calls) out.calls = read_calls(reading, *calls);
  if (const auto found = map.find("oauth")) put_first(reading, calls, read_oauth(reading, *found), out.calls);
  return out;
}

}  // namespace

std::vector<Read<Endpoint>> read_endpoints(Reading& reading, const Value& value) {
  std::vector<Read<Endpoint>> out;
  for (const auto& [name, entry] : named_entries(reading, value))
    out.push_back({read_endpoint(reading, name, entry), entry});
  return out;
}

}  // namespace rehearse::profile
