#include "route/staging_edge.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/hostname.h"

namespace rehearse::route {
namespace {

// Edge host names, whose staging twins Akamai documents (edgekey.net for Enhanced TLS, edgesuite.net for
// Standard TLS), and those that such names lead to, which are seen in code alone.
constexpr std::array<std::string_view, 6> kEdges = {".edgekey.net",    ".edgesuite.net", ".akamaized.net",
                                                    ".akamaiedge.net", ".akamaihd.net",  ".akamai.net"};
constexpr std::string_view kTop = ".net";

}  // namespace

std::optional<std::string> akamai_staging_name(std::string_view edge) {
  const auto name = normal_host(edge);
  const bool is_edge = std::ranges::any_of(
      kEdges, [&](std::string_view suffix) { return name.size() > suffix.size() && name.ends_with(suffix); });
  if (!is_edge) return std::nullopt;
  return name.substr(0, name.size() - kTop.size()) + "-staging" + std::string(kTop);
}

Result<std::string> akamai_staging_edge(const std::string& host, const Resolved& seen) {
  for (const auto& alias : seen.aliases) {
    if (auto staging = akamai_staging_name(alias.target)) return *std::move(staging);
  }
  if (seen.aliases.empty()) {
    return fail(
        "edge-name-hidden",
        fmt::format(
            "{} has no CNAME: at a zone's apex, or where it is flattened, the name of its edge cannot be "
            "seen in DNS. Say it with `edge:`",
            host));
  }
  return fail("not-an-edge", fmt::format("{} leads to no edge of Akamai's: {}", host, text_of(seen.aliases)));
}

std::string_view why_not_staged(std::string_view network) {
  if (network == "fastly") {
    return "Fastly's staging chooses a version of the configuration after the handshake: the certificate is "
           "that of "
           "production, whichever is asked. A new one can be tried on a test host name or where it is "
           "deployed to an "
           "address of its own (Fastly documentation, \"Working with staging\")";
  }
  if (network == "cloudfront") {
    return "CloudFront's continuous deployment chooses the staging distribution by a header or a share of "
           "the requests, "
           "after the handshake: the certificate is that of production. A new one can be tried on a "
           "distribution with "
           "a name of its own (AWS documentation, \"Use CloudFront continuous deployment\")";
  }
  return {};
}

}  // namespace rehearse::route
