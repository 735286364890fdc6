#include "report/made.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "report/problems.h"

namespace rehearse::report::test {

Instant instant(std::string_view rfc3339) {
  const auto at = parse_rfc3339(rfc3339);
  if (!at) throw std::invalid_argument(at.error().text());  // a mistake in a test, not in what it tests
  return *at;
}

cert::CertificatePtr certificate(std::string subject, std::string issuer, std::string_view not_after) {
  cert::Certificate out;
  out.sha256 = cert::sha256(subject);
  out.spki_sha256 = cert::sha256("key of " + subject);
  out.subject.attributes = {{"O", "Example Trust"}, {"CN", std::move(subject)}};
  out.issuer.attributes = {{"O", "Example Trust"}, {"CN", std::move(issuer)}};
  out.serial = "01";
  out.not_before = instant("2018-01-01T00:00:00Z");
  out.not_after = instant(not_after);
  out.key_type = "RSA-2048";
  out.signature_algorithm = "sha256WithRSAEncryption";
  return std::make_shared<const cert::Certificate>(std::move(out));
}

cert::Chain chain(const std::string& host, const std::string& authority) {
  const std::string server = "Example " + authority + " Server CA";
  const std::string root = "Example " + authority + " Root";
  auto leaf =
      *certificate(host, server, authority == "new" ? "2020-12-03T23:59:59Z" : "2018-12-21T23:59:59Z");
  leaf.sha256 = cert::sha256(host + authority);
  leaf.dns_names = {host, "www." + host};
  return {std::make_shared<const cert::Certificate>(leaf), certificate(server, root, "2028-12-31T23:59:59Z"),
          certificate(root, root, "2038-01-18T23:59:59Z")};
}

judge::Run bare_run(std::string title) {
  judge::Run run;
  run.version = "1.2.3";
  run.profile = {"vendor.yaml", std::move(title), cert::sha256("vendor.yaml")};
  run.maintenance = {instant("2018-12-12T09:00:00Z"), instant("2018-12-12T19:00:00Z"), "America/Los_Angeles"};
  run.started = instant("2018-12-01T12:00:00Z");
  run.now = run.started;
  run.machine = {"app-1", "Debian GNU/Linux 12", "deploy"};
  run.not_tried = {"revocation: no CRL was fetched and no OCSP answer was judged",
                   "the clients themselves: their verdicts are predicted from their rules"};
  return run;
}

judge::RouteReport route(const Edge& edge, cert::Chain sent) {
  judge::RouteReport out;
  auto& route = out.route;
  route.endpoint = edge.endpoint;
  route.target = edge.target;
  route.role = edge.role;
  route.url = {edge.host, 443, "/v1/" + edge.endpoint};
  route.sni = route.host = route.verify_name = edge.host;
  if (edge.address.empty()) {
    route.unresolved = Error{"name-not-found", edge.host + " does not exist", {}};
    return out;
  }
  route.address = Address::parse(edge.address).value();
  route.candidates = {*route.address};
  route.why = edge.role == profile::Role::today ? route::Why::dns : route::Why::address;
  route.why_text = edge.role == profile::Role::today ? "DNS" : "address: of target " + edge.target;
  probe::Handshake shake;
  shake.reached = probe::Reached::finished;
  shake.version = "TLSv1.3";
  shake.cipher = "TLS_AES_256_GCM_SHA384";
  shake.group = "x25519";
  shake.signature = "rsa_pss_rsae_sha256";
  shake.alpn = "http/1.1";
  shake.sni = edge.host;
  shake.peer_address = route.address->bracketed() + ":443";
  shake.chain = std::move(sent);
  shake.timings = {std::chrono::microseconds(11200), std::chrono::microseconds(23400),
                   std::chrono::microseconds(61000), std::chrono::microseconds(61900)};
  out.handshake = std::move(shake);
  return out;
}

judge::Row row(const Edge& edge, std::string_view store_and_client, Said said) {
  judge::Row out;
  out.endpoint = edge.endpoint;
  out.target = edge.target;
  if (!edge.address.empty()) out.address = Address::parse(edge.address).value().bracketed() + ":443";
  const auto slash = store_and_client.find('/');
  out.store = store_and_client.substr(0, slash);
  out.client = store_and_client.substr(slash + 1);
  out.at = instant("2018-12-12T09:00:00Z");
  out.verdict = said.verdict;
  out.stage = said.stage;
  out.reason = said.reason;
  out.detail = said.detail;
  bool reached = true;
  for (int i = 0; i < 7; ++i) {
    const auto name = static_cast<judge::StageName>(i);
    judge::Stage stage{name, reached ? judge::StageOutcome::pass : judge::StageOutcome::skipped,
                       reached ? "" : "not-reached"};
    if (said.stage == name) {
      stage = {name, judge::StageOutcome::fail, said.reason};
      reached = false;
    }
    out.stages.push_back(stage);
  }
  out.replay.curl = "curl -sv --connect-to " + edge.host + ":443:" + edge.address + ":443 https://" +
                    edge.host + "/v1/" + edge.endpoint;
  out.replay.openssl = "openssl s_client -connect " + edge.address + ":443 -servername " + edge.host +
                       " -verify_hostname " + edge.host + " -showcerts";
  out.replay.hosts = edge.address + " " + edge.host;
  if (edge.address.empty()) out.replay = {};
  return out;
}

void conclude(judge::Run& run) {
  std::map<std::pair<std::string, std::string>, judge::Verdict> worst;
  for (const auto& row : run.rows) {
    const auto [at, is_new] = worst.try_emplace({row.endpoint, row.store}, row.verdict);
    if (!is_new && severity(row.verdict) < severity(at->second)) at->second = row.verdict;
  }
  run.verdict = run.rows.empty() ? judge::Verdict::inconclusive : judge::Verdict::not_affected;
  for (const auto& [cell, verdict] : worst) {
    if (severity(verdict) < severity(run.verdict)) run.verdict = verdict;
    run.summary.ready += verdict == judge::Verdict::ready ? 1 : 0;
    run.summary.will_break += verdict == judge::Verdict::will_break ? 1 : 0;
    run.summary.not_affected += verdict == judge::Verdict::not_affected ? 1 : 0;
    run.summary.inconclusive += verdict == judge::Verdict::inconclusive ? 1 : 0;
  }
}

}  // namespace rehearse::report::test
