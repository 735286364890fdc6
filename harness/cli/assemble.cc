#include "cli/assemble.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/shell.h"
#include "cli/client_certificates.h"
#include "cli/interrupt.h"
#include "cli/prepare.h"
#include "judge/announced.h"
#include "judge/scrub.h"
#include "route/replay.h"

namespace rehearse::cli {
namespace {

constexpr std::string_view kMask = "***";

bool is_directory(const store::Store& store) {
  return store.kind == "pem-directory";
}

// keytool asks for a password that it is not told; at the end of its input it goes on without one.
std::string listed_by_keytool(const store::Store& store) {
  const bool asks = store.integrity == store::Integrity::not_checked;
  return fmt::format("<(keytool -list -rfc -keystore {} {})", shell_quoted(store.path),
                     asks ? "</dev/null" : fmt::format("-storepass '{}'", kMask));
}

std::string listed_by_node(const store::Store& store) {
  return fmt::format("<({} -p 'require(\"tls\").rootCertificates.join(\"\\n\")'{})", shell_quoted(store.path),
                     store.extra.empty() ? "" : "; cat " + shell_quoted(store.extra));
}

// The store as one word of bash, zsh or ksh that curl and openssl can load: they read PEM, and what is
// something else goes through a program of those who use it.
std::string as_pem(const store::Store& store) {
  if (store.kind == "none") return "/dev/null";
  // The lab's stores lie nowhere while it plays in a run; `rehearse lab` writes them under these names.
  if (store.path.empty()) return store.name == "lab:stale" ? "lab-stale.pem" : "lab-current.pem";
  if (is_key_store(store)) return listed_by_keytool(store);
  if (store.kind == "der" || store.kind == "pkcs7")
    return fmt::format("<(keytool -printcert -rfc -file {})", shell_quoted(store.path));
  return store.kind == "node" ? listed_by_node(store) : shell_quoted(store.path);
}

judge::RouteReport report_of(const judge::RouteEvidence& seen) {
  judge::RouteReport out{.route = seen.route, .handshake = std::nullopt, .calls = {}};
  if (const auto* handshake = seen.handshake(); handshake != nullptr) out.handshake = *handshake;
  for (const auto& call : seen.calls) {
    out.calls.push_back({call.call->name, call.call->kind, call.response.status, call.judged.outcome,
                         call.judged.asserts, call.judged.detail});
  }
  return out;
}

judge::StoreReport report_of(const trust::Holding& holding, Instant now) {
  judge::StoreReport out;
  out.name = holding.name;
  out.client = holding.client->id;
  if (!holding.store) {
    out.error = holding.store.error().text();
    return out;
  }
  out.source = holding.store->source;
  out.kind = holding.store->kind;
  out.anchors = trust::usable(*holding.store, *holding.client).size();
  out.expired = expired_at(*holding.store, now).size();
  out.duplicates = duplicates(*holding.store).size();
  out.notes = holding.store->notes;
  out.sha256 = holding.store->sha256;
  return out;
}

// The first call of the endpoint that takes this route, as this target would get it, masked.
route::CurlLine curl_line_of(const Rehearsal& rehearsal, const route::Route& route) {
  route::CurlLine out;
  const auto endpoint =
      std::ranges::find(rehearsal.profile.endpoints, route.endpoint, &profile::Endpoint::name);
  const auto target = std::ranges::find(rehearsal.profile.targets, route.target, &profile::Target::name);
  const auto is_here = [](const profile::Call& call) { return call.url.empty(); };
  const auto call = std::ranges::find_if(endpoint->calls, is_here);
  if (call == endpoint->calls.end()) return out;
  const auto request = call::preview(*call, route.url, target->credentials, rehearsal.profile.variables);
  out.method = request.method;
  out.http = request.http;
  out.path = request.path.masked(kMask);
  out.body = request.body.masked(kMask);
  for (const auto& [name, value] : request.headers) out.headers.emplace_back(name, value.masked(kMask));
  return out;
}

const route::Route* route_of(const Rehearsal& rehearsal, const judge::Row& row) {
  for (const auto& seen : rehearsal.evidence) {
    const auto& route = seen.route;
    const auto address =
        route.address ? route.address->bracketed() + ":" + std::to_string(route.port) : std::string();
    if (route.endpoint == row.endpoint && route.target == row.target && address == row.address &&
        route.without_sni == row.without_sni)
      return &route;
  }
  return nullptr;
}

}  // namespace

judge::Evidence evidence_of(Rehearsal& rehearsal) {
  judge::Evidence out;
  out.profile = &rehearsal.profile;
  out.now = rehearsal.now;
  out.routes = rehearsal.evidence;
  for (const auto& holding : rehearsal.verifier->holdings()) {
    out.stores.push_back(
        {holding.name, holding.client,
         holding.store ? std::optional<Error>() : std::optional<Error>(holding.store.error())});
  }
  auto& verifier = *rehearsal.verifier;
  out.oracle.answer = [&verifier](const std::string& store, const cert::Chain& chain, Instant at) {
    return verifier.ask(store, chain, at);
  };
  out.oracle.remedy = [&verifier,
                       announced = judge::to_be_had(judge::announced_authorities(rehearsal.profile.expect))](
                          const std::string& store, const cert::Chain& chain, Instant at) {
    return verifier.remedy(store, chain, at, announced);
  };
  out.oracle.changes = [&verifier](const std::string& store, const cert::Chain& chain, Instant after) {
    return verifier.changes_after(after, store, chain);
  };
  out.oracle.anchor = [&verifier](const std::string& store,
                                  const cert::Chain& published) -> Result<trust::Held> {
    const auto* holding = verifier.find(store);
    if (holding == nullptr) return fail("unknown-store", store);
    if (!holding->store) return std::unexpected(holding->store.error());
    return trust::look_for_anchor(*holding->store, *holding->client, published);
  };
  out.oracle.covers = [](const cert::Certificate& leaf, const std::string& host,
                         const trust::Client& client) {
    return trust::covers_host(leaf, host, client, trust::NameRule::of_client);
  };
  return out;
}

judge::Replay replay_of(const Rehearsal& rehearsal, const route::Route& route, const std::string& store) {
  // Nothing was connected to, and a line that leads to where the name itself does would try production.
  if (route.why == route::Why::pem || (!route.address && route.role == profile::Role::next)) return {};
  std::string for_curl, for_openssl;
  const auto* holding = rehearsal.verifier->find(store);
  // With no store, these would ask the machine's own.
  if (holding != nullptr && !holding->store) return {{}, {}, route::hosts_line(route)};
  if (holding != nullptr) {
    const auto path = as_pem(*holding->store);
    const bool directory = is_directory(*holding->store);
    for_curl = directory ? route::curl_ca_directory(path) : route::curl_ca_file(path);
    for_openssl = (directory ? "-CApath " : "-CAfile ") + path;
    // To those any certificate of their store is an anchor, as OpenSSL has it on demand alone.
    const auto& client = *holding->client;
    if (client.partial_chain || client.engine != trust::Engine::openssl) for_openssl += " -partial_chain";
  }
  auto line = curl_line_of(rehearsal, route);
  line.ca_option = for_curl;
  const auto* certificate = client_certificate_of(rehearsal, route.target);
  if (certificate != nullptr) line.certificate = route::curl_certificate(certificate->file);
  const auto shown = certificate == nullptr ? "" : route::openssl_certificate(certificate->file);
  // curl has no way to leave SNI out.
  return {route.without_sni ? std::string() : route::curl_line(route, line),
          route::openssl_line(route, for_openssl, shown), route::hosts_line(route)};
}

judge::Run assemble(const Rehearsal& rehearsal, judge::Judgement judgement) {
  judge::Run run;
  run.version = REHEARSE_VERSION;
  run.profile = {rehearsal.profile.path, rehearsal.profile.title, rehearsal.profile_sha256};
  run.maintenance = rehearsal.profile.maintenance;
  run.started = rehearsal.surroundings->started;
  run.now = rehearsal.now;
  run.lab = rehearsal.vendor.has_value();
  run.interrupted = interrupted();
  run.machine = rehearsal.surroundings->machine;
  run.verdict = judgement.verdict;
  run.summary = judgement.summary;
  run.rows = std::move(judgement.rows);
  for (auto& row : run.rows) {
    if (const auto* route = route_of(rehearsal, row)) row.replay = replay_of(rehearsal, *route, row.store);
  }
  for (const auto& seen : rehearsal.evidence) run.routes.push_back(report_of(seen));
  for (std::size_t i = 0; i < run.routes.size(); ++i) {
    run.routes[i].intermediates = std::move(judgement.intermediates[i]);
    run.routes[i].proofs = std::move(judgement.proofs[i]);
    run.routes[i].handshakes = rehearsal.evidence[i].handshakes.size();
  }
  for (const auto& holding : rehearsal.verifier->holdings())
    run.stores.push_back(report_of(holding, rehearsal.now));
  for (auto& store : run.stores) {
    const auto& named = rehearsal.profile.stores;
    const auto found = std::ranges::find(named, store.name, &profile::Store::name);
    if (found != named.end()) store.owner = found->owner;
  }
  for (auto& store : run.stores)
    store.not_judged = std::ranges::find(run.rows, store.name, &judge::Row::store) == run.rows.end();
  for (const auto& store : rehearsal.set_aside) {
    judge::StoreReport aside;
    aside.name = store.name;
    aside.client = store.client;
    aside.owner = store.owner;
    aside.source = store.path.empty() ? to_id(store.kind) : store.path;
    aside.not_judged = true;
    run.stores.push_back(std::move(aside));
  }
  run.clients = std::move(judgement.clients);
  run.findings = lab_findings(rehearsal);
  const auto add = [&](const std::vector<Finding>& findings) {
    run.findings.insert(run.findings.end(), findings.begin(), findings.end());
  };
  add(rehearsal.routes.findings);
  add(judgement.findings);
  run.not_tried = std::move(judgement.not_tried);
  judge::scrub(run, rehearsal.redactor);
  judge::make_utf8(run);
  return run;
}

}  // namespace rehearse::cli
