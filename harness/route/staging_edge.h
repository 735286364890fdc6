#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "route/resolve.h"

namespace rehearse::route {

/// The twin of an Akamai edge host name on the staging network: `-staging` before its final `.net`. None
/// where it is no edge host name. Source: Akamai's documentation, "Test on staging" and "Test HTTPS".
std::optional<std::string> akamai_staging_name(std::string_view edge);

/// The first of the names that `host` is an alias of which is an edge of Akamai's, as its staging twin.
/// Errors: edge-name-hidden (no CNAME: a zone's apex, or a name that is flattened), not-an-edge (its CNAMEs
/// lead to no edge of Akamai's).
Result<std::string> akamai_staging_edge(const std::string& host, const Resolved& seen);

/// Why a network cannot show a certificate before it is live there, for one that cannot: `fastly`,
/// `cloudfront`; empty for any other.
std::string_view why_not_staged(std::string_view network);

}  // namespace rehearse::route
