// redirect: of a target: how it differs from what DNS says.

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/hostname.h"
#include "base/printable.h"
#include "profile/sections.h"
#include "profile/values.h"
#include "profile/variables.h"

namespace rehearse::profile {
namespace {

constexpr std::array<std::string_view, 8> kRedirect = {"address", "port",       "hosts",   "host",
                                                       "edge",    "connect_to", "network", "pem"};
// In the order of Network, from the second on.
constexpr std::array<std::string_view, 3> kNetworks = {"akamai-staging", "fastly", "cloudfront"};

// The text that stands behind `hosts:` or `pem:`, and where it came from: a text of several lines (a block of
// YAML) is meant itself; everything else is the path of a file, `${file:...}` too, for a file put into a text
// loses its last line end, which in DER may be a byte of a signature.
struct Named {
  std::string text;
  std::string name;
};

Named read_file_at(Reading& reading, const Value& value, const std::string& path) {
  auto content = read_named_file(reading, value, path);
  if (!content) return {};
  if (content->text.empty() && !content->stand_in)
    complain(reading, value, "missing-value", "a file that is not empty");
  return {content->stand_in ? std::string() : std::move(content->text), path};
}

Named read_text_or_file(Reading& reading, const Value& value, std::string_view what) {
  const auto pieces = split_variables(value.node->text);
  if (pieces && pieces->size() == 1 && pieces->front().kind == Piece::Kind::file)
    return read_file_at(reading, value, pieces->front().text);
  const auto text = read_word(reading, value);
  if (!text) return {};
  if (value.node->text.find('\n') != std::string::npos)
    return {text->stand_in ? std::string() : text->text, value.where};
  if (text->stand_in) return {};
  if (text->text.find_first_of(std::string_view("\n\r\0", 3)) == std::string::npos)
    return read_file_at(reading, value, text->text);
  complain(reading, value, "unreadable-file", what);
  return {};
}

// One host for every endpoint, or a map by the names of production.
std::map<std::string, std::string> read_by_host(Reading& reading, const Value& value) {
  std::map<std::string, std::string> out;
  if (value.node->kind != Node::Kind::map) {
    if (auto host = read_parsed(reading, value, host_parser())) out.emplace("*", std::move(*host));
    return out;
  }
  if (value.node->entries.empty()) complain(reading, value, "missing-value", "at least one host");
  for (const auto& entry : value.node->entries) {
    const Value item{entry.value, fmt::format("{}.{}", value.where, printable(entry.key, 80)), entry.at};
    auto host = read_parsed(reading, item, host_parser());
    if (!is_dns_name(entry.key)) {
      reading.problems.add(entry.at, "bad-host",
                           fmt::format("{}: '{}' is not a host name", value.where, printable(entry.key, 80)));
    } else if (host && !out.emplace(normal_host(entry.key), std::move(*host)).second) {
      reading.problems.add(entry.at, "duplicate-name",
                           fmt::format("{}: '{}' is replaced twice", value.where, printable(entry.key, 80)));
    }
  }
  return out;
}

std::optional<Network> read_network(Reading& reading, const Value& value) {
  const auto index = read_choice(reading, value, kNetworks);
  if (!index) return {};
  return static_cast<Network>(*index + 1);
}

// `port` may stand beside what keeps the name, `network` beside `edge`; all others exclude one another.
void refuse_two_ways(const KeyedMap& map) {
  static constexpr std::array<std::string_view, 6> kWays = {"address", "hosts", "host",
                                                            "edge",    "pem",   "connect_to"};
  static constexpr std::array<std::string_view, 6> kBesideEdge = {"address", "hosts", "host",
                                                                  "network", "pem",   "connect_to"};
  static constexpr std::array<std::string_view, 5> kBesidePort = {"port", "hosts", "host", "pem",
                                                                  "connect_to"};
  map.allow_one_of(kWays);
  if (map.has("network")) map.allow_one_of(kBesideEdge);
  if (map.has("port")) map.allow_one_of(kBesidePort);
}

}  // namespace

std::string_view to_id(Network network) {
  return network == Network::none ? std::string_view() : kNetworks.at(static_cast<std::size_t>(network) - 1);
}

Redirect read_redirect(Reading& reading, const Value& value) {
  Redirect out;
  if (value.node->kind == Node::Kind::scalar) {  // `redirect: akamai-staging`
    out.network = read_network(reading, value).value_or(Network::none);
    return out;
  }
  const KeyedMap map(reading, value, kRedirect);
  refuse_two_ways(map);
  if (const auto found = map.find("address"))
    out.addresses = read_all_parsed(reading, *found, address_parser());
  if (const auto found = map.find("port")) out.port = read_port(reading, *found);
  if (const auto found = map.find("hosts")) {
    auto hosts = read_text_or_file(reading, *found, "the path of a hosts file");
    out.hosts = std::move(hosts.text);
    out.hosts_name = std::move(hosts.name);
  }
  if (const auto found = map.find("host")) out.host = read_by_host(reading, *found);
  if (const auto found = map.find("edge")) out.edge = read_by_host(reading, *found);
  if (const auto found = map.find("network"))
    out.network = read_network(reading, *found).value_or(Network::none);
  if (const auto found = map.find("pem")) {
    auto pem = read_text_or_file(reading, *found, "the path of a PEM file");
    out.pem = std::move(pem.text);
    out.pem_name = std::move(pem.name);
  }
  if (const auto found = map.find("connect_to"))
    out.connect_to = read_all_parsed(reading, *found, connect_to_parser());
  return out;
}

}  // namespace rehearse::profile
