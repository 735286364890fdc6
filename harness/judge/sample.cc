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

std::string digest_of(const Sha256& sha256) {
  return sha256 == Sha256() ? std::string() : sha256.hex();
}

// Of the authority that signed path[below], which is the next one where it came along.
AuthorityKey signer_of(const cert::Chain& path, std::size_t below) {
  AuthorityKey out{
      .spki = {}, .key_id = path[below]->authority_key_id, .signed_one = path[below]->sha256.hex()};
  if (below + 1 < path.size()) {
    out.spki = digest_of(path[below + 1]->spki_sha256);
    out.key_id = path[below + 1]->subject_key_id;
  }
  return out;
}

std::map<std::string, AuthorityKey> keys_of(const cert::Chain& path) {
  const bool has_root = path.back()->is_self_issued();
  auto anchor = signer_of(path, path.size() - (has_root && path.size() > 1 ? 2 : 1));
  auto issuer = signer_of(path, 0);
  if (has_root && path.size() == 1) {
    anchor.spki = digest_of(path.back()->spki_sha256);
    anchor.key_id = path.back()->subject_key_id;
    issuer = anchor;
  }
  return {{"anchor", std::move(anchor)}, {"issuer", std::move(issuer)}};
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

// Of the leaf and what is to stand between it and a root: a root's own dates do not matter to every client.
std::string validity_of(const cert::Chain& path, Instant at) {
  for (const auto& one : path) {
    if (one->is_self_issued() && path.size() > 1) continue;
    if (at >= one->not_after) return "expired: " + one->subject.short_name();
    if (at < one->not_before) return "not yet valid: " + one->subject.short_name();
  }
  return "in date";
}

std::map<std::string, std::string> tls_of(const probe::Handshake& seen, const std::string& host,
                                          const cert::Chain& path, Instant at) {
  const auto& leaf = *seen.chain.front();
  const auto* openssl = trust::find_client("openssl");
  const bool covered = trust::covers_host(leaf, host, *openssl, trust::NameRule::strict);
  std::map<std::string, std::string> out = {{"anchor", anchor_of(path)},
                                            {"issuer", leaf.issuer.text()},
                                            {"intermediates", intermediates_sent(path)},
                                            {"validity", validity_of(path, at)},
                                            {"key type", leaf.key_type},
                                            {"certificate signature", leaf.signature_algorithm},
                                            {"names", names_of(leaf)},
                                            {"leaf", leaf.sha256.hex()}};
  // Of a certificate without bytes (an older report) only a yes can be told.
  if (covered || !leaf.der.empty()) out.emplace("own name", covered ? "covered" : "not covered");
  // What a handshake that broke off had not come to is no fact.
  if (!seen.failure.empty()) return out;
  out.insert({{"version", or_none(seen.version)},
              {"cipher", or_none(seen.cipher)},
              {"group", or_none(seen.group)},
              {"signature", or_none(seen.signature)},
              {"alpn", or_none(seen.alpn)},
              {"client certificate", seen.client_certificate_asked ? "asked for" : "not asked for"},
              {"staple", seen.staple.empty() ? "none" : "sent"}});
  return out;
}

bool is_answered(call::Outcome outcome) {
  using call::Outcome;
  return outcome == Outcome::passed || outcome == Outcome::answered || outcome == Outcome::assert_failed ||
         outcome == Outcome::edge_error;
}

Sample of_handshake(const route::Route& route, const probe::Handshake* handshake, Instant at) {
  Sample out{.endpoint = route.endpoint,
             .address = route.address ? fmt::format("{}:{}", route.address->text(), route.port) : "",
             .host = route.verify_name};
  if (handshake == nullptr) {
    out.not_seen = route.unresolved ? "unresolved" : "not-asked";
  } else if (handshake->chain.empty()) {
    out.not_seen = handshake->failure.empty() ? "no-chain" : handshake->failure;
  } else {
    const auto path = cert::path_of(handshake->chain);
    out.chain = handshake->chain;
    out.ended = handshake->failure;
    out.tls = tls_of(*handshake, route.verify_name, path, at);
    out.keys = keys_of(path);
  }
  return out;
}

}  // namespace

std::vector<Sample> samples_of(const RouteEvidence& route, Instant at) {
  std::vector<Sample> out = {of_handshake(route.route, route.handshake(), at)};
  if (!out.front().not_seen.empty()) return out;
  for (const auto& call : route.calls) {
    Sample::Call seen{.name = call.call->name, .outcome = std::string(to_id(call.judged.outcome))};
    if (is_answered(call.judged.outcome)) {
      seen.response = call.response;
      seen.http["status"] = std::to_string(call.response.status);
    } else {
      seen.why_not = fmt::format("{}: {}", seen.outcome, call.judged.detail);
    }
    out.front().calls.push_back(std::move(seen));
  }
  for (const auto& handshake : route.handshakes) {
    if (handshake.chain.empty()) continue;
    auto other = of_handshake(route.route, &handshake, at);
    const bool is_known = std::ranges::any_of(
        out, [&](const Sample& one) { return one.tls == other.tls && one.ended == other.ended; });
    if (!is_known) out.push_back(std::move(other));
  }
  return out;
}

std::vector<Sample> samples_of(const RouteReport& route, Instant at) {
  auto out = of_handshake(route.route, route.handshake ? &*route.handshake : nullptr, at);
  if (!out.not_seen.empty()) return {out};
  for (const auto& call : route.calls) {
    Sample::Call seen{.name = call.name, .outcome = std::string(to_id(call.outcome))};
    seen.http["status"] = std::to_string(call.status);
    if (!is_answered(call.outcome)) seen.why_not = fmt::format("{}: {}", seen.outcome, call.detail);
    out.calls.push_back(std::move(seen));
  }
  return {out};
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
