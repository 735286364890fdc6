#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "judge/compare.h"
#include "trust/verify.h"

namespace rehearse::judge {
namespace {

std::string anchor_of(const cert::Chain& path) {
  return path.back()->is_self_issued() ? path.back()->subject.text() : path.back()->issuer.text();
}

// What stands between leaf and root and came along; two of one name are told apart by their digests.
std::string intermediates_sent(const cert::Chain& path) {
  std::vector<std::string> out;
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (!path[i]->is_self_issued())
      out.push_back(
          fmt::format("{} ({})", path[i]->subject.short_name(), path[i]->sha256.hex().substr(0, 8)));
  }
  return out.empty() ? "none" : fmt::format("{}", fmt::join(out, ", "));
}

std::string names_of(const cert::Certificate& leaf) {
  auto names = leaf.dns_names;
  names.insert(names.end(), leaf.ip_addresses.begin(), leaf.ip_addresses.end());
  std::ranges::sort(names);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string or_none(const std::string& text) {
  return text.empty() ? "none" : text;
}

std::map<std::string, std::string> tls_of(const probe::Handshake& seen, const std::string& host) {
  const auto path = cert::path_of(seen.chain);
  const auto& leaf = *seen.chain.front();
  const auto* openssl = trust::find_client("openssl");
  const bool covered = trust::covers_host(leaf, host, *openssl, trust::NameRule::strict);
  return {{"version", or_none(seen.version)},
          {"cipher", or_none(seen.cipher)},
          {"group", or_none(seen.group)},
          {"signature", or_none(seen.signature)},
          {"alpn", or_none(seen.alpn)},
          {"anchor", anchor_of(path)},
          {"issuer", leaf.issuer.text()},
          {"intermediates", intermediates_sent(path)},
          {"key type", leaf.key_type},
          {"certificate signature", leaf.signature_algorithm},
          {"names", names_of(leaf)},
          {"own name", covered ? "covered" : "not covered"},
          {"leaf", leaf.sha256.hex()},
          {"client certificate", seen.client_certificate_asked ? "asked for" : "not asked for"},
          {"staple", seen.staple.empty() ? "none" : "sent"}};
}

bool is_answered(call::Outcome outcome) {
  using call::Outcome;
  return outcome == Outcome::passed || outcome == Outcome::answered || outcome == Outcome::assert_failed ||
         outcome == Outcome::edge_error;
}

Sample of_handshake(const route::Route& route, const probe::Handshake* handshake) {
  Sample out{.endpoint = route.endpoint, .host = route.verify_name};
  if (handshake == nullptr) {
    out.not_seen = route.unresolved ? "unresolved" : "not-asked";
  } else if (handshake->chain.empty()) {
    out.not_seen = handshake->failure.empty() ? "no-chain" : handshake->failure;
  } else {
    out.chain = handshake->chain;
    out.tls = tls_of(*handshake, route.verify_name);
  }
  return out;
}

}  // namespace

Sample sample_of(const RouteEvidence& route) {
  auto out = of_handshake(route.route, route.handshake());
  if (!out.not_seen.empty()) return out;
  for (const auto& call : route.calls) {
    Sample::Call seen{.name = call.call->name, .outcome = std::string(to_id(call.judged.outcome))};
    if (is_answered(call.judged.outcome)) {
      seen.response = call.response;
      seen.http["status"] = std::to_string(call.response.status);
    } else {
      seen.why_not = fmt::format("{}: {}", seen.outcome, call.judged.detail);
    }
    out.calls.push_back(std::move(seen));
  }
  return out;
}

Sample sample_of(const RouteReport& route) {
  auto out = of_handshake(route.route, route.handshake ? &*route.handshake : nullptr);
  if (!out.not_seen.empty()) return out;
  for (const auto& call : route.calls) {
    Sample::Call seen{.name = call.name, .outcome = std::string(to_id(call.outcome))};
    seen.http["status"] = std::to_string(call.status);
    if (!is_answered(call.outcome)) seen.why_not = fmt::format("{}: {}", seen.outcome, call.detail);
    out.calls.push_back(std::move(seen));
  }
  return out;
}

std::string_view to_id(Difference::Area area) {
  switch (area) {
    case Difference::Area::tls:
      return "tls";
    case Difference::Area::http:
      return "http";
    case Difference::Area::body:
      return "body";
    case Difference::Area::time:
      return "time";
  }
  return "tls";
}

}  // namespace rehearse::judge
