#include "report/runs.h"

#include <fmt/format.h>

#include "report/made.h"

namespace rehearse::report::test {
namespace {

using judge::StageName;
using judge::Verdict;

Edge next(std::string endpoint, std::string address) {
  const std::string host = endpoint + ".example.com";
  return {std::move(endpoint), host, "staging", profile::Role::next, std::move(address)};
}

Edge today(const Edge& next, std::string address) {
  return {next.endpoint, next.host, "production", profile::Role::today, std::move(address)};
}

judge::StoreReport store(const std::string& name, std::string client, std::size_t anchors) {
  judge::StoreReport out;
  out.name = name;
  out.source = "/opt/app/" + name + ".pem";
  out.kind = "pem-file";
  out.client = std::move(client);
  out.anchors = anchors;
  out.sha256 = cert::sha256(name);
  return out;
}

judge::RouteReport::CallReport call(std::string name, int status, call::Outcome outcome) {
  judge::RouteReport::CallReport out;
  out.name = std::move(name);
  out.status = status;
  out.outcome = outcome;
  return out;
}

trust::Remedy add_root(const std::string& store) {
  trust::Remedy out;
  const auto root = certificate("Example new Root", "Example new Root", "2038-01-18T23:59:59Z");
  out.add = {{root->sha256, "Example new Root", "sent by the server", root}};
  out.where = "store " + store + " (/opt/app/" + store + ".pem)";
  out.command = "openssl x509 -in example-new-root-59e966e2.pem >> '/opt/app/" + store + ".pem'";
  out.restart = "every process that loaded the file: OpenSSL reads a CA file once";
  out.proven = true;
  return out;
}

// Both targets of an endpoint, the new chain staged and the old one live.
void add_routes(judge::Run& run, const Edge& edge) {
  run.routes.push_back(route(today(edge, "198.51.100.4"), chain(edge.host, "old")));
  run.routes.push_back(route(edge, chain(edge.host, "new")));
  run.routes.back().intermediates = judge::intermediates_of(run.routes.back().handshake->chain, {});
}

judge::Row untrusted(const Edge& edge, std::string_view store_and_client) {
  auto out = row(edge, store_and_client,
                 {Verdict::will_break, StageName::trust, "anchor-not-in-store",
                  "self-signed certificate in certificate chain (Example new Root)"});
  out.culprit = cert::sha256("Example new Root");
  out.remedy = add_root(out.store);
  return out;
}

}  // namespace

judge::ClientReport client(const Edge& edge, const char* name, const char* store, launch::Seen seen) {
  judge::ClientReport out;
  out.endpoint = edge.endpoint;
  out.target = edge.target;
  out.address = edge.address + ":443";
  out.client = name;
  out.version = std::string(name) + " 1.2.3";
  out.rules = std::string(name) == "node" ? "" : name;
  out.store = store;
  out.own_store = "system";
  out.observed = seen.said;
  out.words = std::move(seen.words);
  if (!out.rules.empty()) out.predicted = launch::Said::accepted;
  return out;
}

judge::Run ready_run() {
  auto run = bare_run("Example Vendor: new certificate on api.example.com");
  const auto edge = next("api", "203.0.113.7");
  add_routes(run, edge);
  run.routes.back().calls = {call("ping", 401, call::Outcome::answered),
                             call("login", 500, call::Outcome::passed)};
  run.routes.back().calls.back().kind = profile::CallKind::soap;
  run.routes.back().calls.back().asserts = {{"fault", "app:DENIED", "app:DENIED", true}};
  auto canary = edge;
  canary.target = "canary";
  canary.address = "203.0.113.70";
  run.routes.push_back(route(canary, chain(canary.host, "new")));
  run.rows = {row(edge, "system/openssl", {}), row(edge, "billing/curl", {}),
              row(canary, "system/openssl", {}), row(canary, "billing/curl", {})};
  run.rows.back().how = "observed";
  run.rows.back().client_version = "curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.19";
  run.clients = {client(edge, "curl", "billing", {launch::Said::accepted, ""}),
                 client(edge, "java", "", {launch::Said::refused, "PKIX path building failed"}),
                 client(edge, "node", "", {launch::Said::untold, "ECONNRESET"}),
                 client(edge, "python3", "", {launch::Said::accepted, ""})};
  run.clients[1].predicted = launch::Said::refused;
  run.clients[1].reason = "anchor-not-in-store";
  run.clients[3].predicted = launch::Said::refused;
  run.clients[3].reason = "expired";
  for (auto* one : {&run.rows[1], &run.rows[3]})
    one->changes = {{parse_rfc3339("2019-05-30T10:48:38Z").value(), true, "", "Example older Root"},
                    {parse_rfc3339("2020-05-30T10:48:38Z").value(), false, "expired", "Example older Root"}};
  run.stores = {store("system", "openssl", 142), store("billing", "curl", 3)};
  run.stores.front().source = "system (/etc/ssl/certs/ca-certificates.crt)";
  for (auto& one : run.rows) one.path = chain(edge.host, "new");
  conclude(run);
  return run;
}

judge::Run will_break_run() {
  auto run = bare_run("Example Vendor: new certificate, December 2018");
  const auto api = next("api", "203.0.113.7");
  const auto soap = next("soap", "203.0.113.8");
  const auto files = next("files", "2001:db8::7");
  for (const auto& edge : {api, soap, files}) add_routes(run, edge);
  run.routes.back().route.proxy = profile::Proxy{"proxy.example.net", 3128, {}};
  run.routes.back().route.proxy->authorization.add_secret(std::string(kPlantedSecret));
  run.routes.back().calls = {call("list", 200, call::Outcome::assert_failed)};
  run.routes.back().calls.back().asserts = {{"contains", "\"success\":true", "{\"success\":false}", false}};
  run.rows = {untrusted(api, "billing/curl"), row(api, "system/openssl", {}), untrusted(soap, "billing/curl"),
              row(soap, "system/openssl", {}), untrusted(soap, "legacy/python-3.11")};
  const auto old = certificate("Example lapsed Server CA", "Example old Root", "2018-06-01T00:00:00Z");
  run.rows.back().remedy->remove = {{old->sha256, "certificate 3 (line 52)", old}};
  run.rows.back().remedy->caution = "an update of certifi undoes this";
  run.rows.back().remedy->add.push_back(
      {cert::sha256("Example announced Root"), "Example announced Root", "from the vendor", nullptr});
  run.rows.back().remedy->proven = false;
  for (const char* who : {"billing/curl", "system/openssl"}) {
    run.rows.push_back(row(files, who,
                           {Verdict::will_break, StageName::name, "name-mismatch",
                            "the certificate does not cover files.example.com"}));
    run.rows.back().culprit = cert::sha256("files.example.comnew");
  }
  for (auto& one : run.rows) {
    if (one.verdict == Verdict::ready) one.path = chain(one.endpoint + ".example.com", "new");
  }
  run.stores = {store("billing", "curl", 3), store("system", "openssl", 142),
                store("legacy", "python-3.11", 0)};
  run.stores.front().owner = "payments team";
  run.findings = {
      {"breaks-today", "soap/system",
       "this store accepts the new chain, but not the one that serves until the change: add the new "
       "root, do not remove the old one yet"},
      {"family-not-covered", "api/staging", "IPv6 addresses of api.example.com are left as they are"},
      {"call-assert-failed", "files/staging/list", "HTTP 200, but the body says success: false"}};
  conclude(run);
  return run;
}

judge::Run inconclusive_run() {
  auto run = bare_run("Example Vendor: nothing can be told yet");
  run.interrupted = true;
  run.now = instant("2018-12-12T18:20:00Z");
  const auto api = next("api", "203.0.113.7");
  const auto soap = next("soap", "203.0.113.8");
  const auto files = next("files", "");
  const auto mail = next("mail", "203.0.113.9");
  for (const auto& edge : {api, soap, mail}) add_routes(run, edge);
  run.routes[1].handshake = probe::Handshake();
  run.routes[1].handshake->failure = "connect-refused";
  run.routes[1].handshake->failure_text = "203.0.113.7 port 443: Connection refused";
  run.routes[3].handshake->reached = probe::Reached::negotiating;
  run.routes[3].handshake->failure = "client-certificate-required";
  run.routes[3].handshake->alert = probe::Alert{116, "certificate_required", false};
  run.routes[5].handshake->chain = chain("mail.example.com", "old");
  run.routes.push_back(route(files, {}));
  const auto fails = [&](const Edge& edge, const char* who, StageName stage, const char* reason,
                         const char* detail) {
    run.rows.push_back(row(edge, who, {Verdict::inconclusive, stage, reason, detail}));
  };
  fails(api, "billing/curl", StageName::connect, "connect-refused",
        "203.0.113.7 port 443: Connection refused");
  fails(api, "system/openssl", StageName::connect, "connect-refused",
        "203.0.113.7 port 443: Connection refused");
  fails(soap, "billing/curl", StageName::negotiate, "client-certificate-required", "alert 116");
  fails(soap, "broken/openssl", StageName::trust, "store-unreadable",
        "/opt/app/broken.pem: permission denied");
  fails(files, "billing/curl", StageName::resolve, "name-not-found", "files.example.com does not exist");
  fails(mail, "billing/curl", StageName::identify, "still-old", "it serves the certificate that is replaced");
  fails(mail, "future/openssl", StageName::identify, "reason-of-tomorrow", "");
  run.stores = {store("billing", "curl", 3), store("system", "openssl", 142), store("future", "openssl", 12),
                store("broken", "openssl", 0)};
  run.stores.back().error = "/opt/app/broken.pem: permission denied";
  run.stores.back().sha256.reset();
  for (int i = 1; i <= 6; ++i) {
    run.findings.push_back({"hosts-file-answers", fmt::format("endpoint-{}", i),
                            fmt::format("/etc/hosts answers for host-{}.example.com", i)});
  }
  run.findings.push_back({"proxy-in-environment", "", "HTTPS_PROXY is set and not obeyed"});
  conclude(run);
  return run;
}

judge::Run not_affected_run() {
  auto run = bare_run("Example Vendor: the other hosts");
  run.maintenance->zone = "Etc/UTC";
  run.now = instant("2018-12-15T19:00:01Z");
  auto edge = next("static", "198.51.100.9");
  edge.target = "production";
  edge.role = profile::Role::today;
  run.routes.push_back(route(edge, chain(edge.host, "other")));
  run.rows = {row(edge, "system/openssl",
                  {Verdict::not_affected, std::nullopt, "not-in-change",
                   "outside the announced names, and serves another certificate"})};
  run.stores = {store("system", "openssl", 142)};
  run.findings = {{"window-over", "", "the window is over: what serves today is judged"}};
  conclude(run);
  return run;
}

judge::Run lab_run() {
  auto run = will_break_run();
  run.lab = true;
  run.now = instant("2018-12-11T09:00:00Z");
  const std::vector<Finding> lab = {
      {"lab-certificates", "",
       "fingerprints of the profile are replaced by those of the certificates minted here"},
      {"lab-stores", "", "not judged under --lab: payroll"},
      {"lab-stand-ins", "", "stand-ins for what is not set: ${env:VENDOR_USER}, ${env:VENDOR_PASSWORD}"},
      {"lab-clock", "", "the clock stands at 2018-12-11T09:00:00Z"}};
  run.findings.insert(run.findings.begin(), lab.begin(), lab.end());
  run.stores.push_back(store("payroll", "curl", 12));
  run.stores.back().not_judged = true;
  for (auto& report : run.routes) {
    report.route.why = route::Why::lab;
    report.route.why_text = "the lab";
    report.route.address = Address::parse("127.0.0.2").value();
    report.route.port = 41234;
  }
  return run;
}

judge::Run hostile_run() {
  const std::string evil(kHostile);
  auto run = bare_run(evil);
  run.profile.path = evil;
  run.machine = {evil, evil, evil};
  run.maintenance->zone = evil;
  const auto edge = Edge{evil, "api.example.com", evil, profile::Role::next, "203.0.113.7"};
  auto sent = chain("api.example.com", "new");
  auto leaf = *sent.front();
  leaf.subject.attributes = {{"O", evil}, {"CN", std::string(10240, 'A') + evil}};
  leaf.dns_names = {evil, "日本語.example.com", std::string("\0.example", 9)};
  sent.front() = std::make_shared<const cert::Certificate>(leaf);
  run.routes = {route(edge, sent)};
  run.routes.front().route.url.path_query = "/<script>alert(1)</script>\u202e'\"&";
  auto& shake = *run.routes.front().handshake;
  shake.version = shake.cipher = shake.alpn = shake.failure = shake.failure_text = evil;
  shake.alert = probe::Alert{0, evil, false};
  run.routes.front().route.why_text = evil;
  run.routes.front().calls = {call(evil, 200, call::Outcome::assert_failed)};
  run.routes.front().calls.front().asserts = {{evil, evil, std::string(5000, 'B') + evil, false}};
  run.rows = {untrusted(edge, "store/client"), row(edge, "日本語の店/curl", {})};
  auto& bad = run.rows.front();
  bad.store = bad.client = bad.how = bad.detail = bad.reason = evil;
  bad.remedy->add.front().certificate = sent.front();
  bad.remedy->add.front().sha256 = sent.front()->sha256;
  bad.remedy->add.front().from = bad.remedy->where = bad.remedy->restart = evil;
  bad.remedy->command = "first 'line'\nsecond " + evil;
  bad.replay = {evil, evil, evil};
  bad.changes = {{parse_rfc3339("2019-05-30T10:48:38Z").value(), false, evil, evil}};
  bad.stages.front().why = evil;
  run.stores = {store(evil, evil, 1), store("日本語の店", "curl", 1)};
  run.stores.front().source = run.stores.front().kind = run.stores.front().owner = evil;
  run.clients = {client(edge, "curl", "", {launch::Said::refused, evil})};
  auto& told = run.clients.front();
  told.client = told.version = told.rules = told.store = told.own_store = told.detail = told.reason = evil;
  told.endpoint = told.target = told.address = evil;
  run.rows.front().client_version = evil;
  run.findings = {{evil, evil, evil + std::string(3000, 'C')}};
  run.not_tried = {evil};
  conclude(run);
  return run;
}

judge::Run many_run(std::size_t number) {
  auto run = bare_run(fmt::format("Example Vendor: {} endpoints", number));
  for (std::size_t i = 0; i < number; ++i) {
    auto edge = next(fmt::format("host-{:03}", i), fmt::format("203.0.113.{}", i % 250 + 1));
    add_routes(run, edge);
    if (i % 25 == 0) {
      run.rows.push_back(untrusted(edge, "billing/curl"));
    } else if (i % 10 == 0) {
      run.rows.push_back(row(edge, "billing/curl",
                             {Verdict::inconclusive, StageName::connect, "connect-timeout", edge.address}));
    } else {
      run.rows.push_back(row(edge, "billing/curl", {}));
    }
    run.rows.push_back(row(edge, "system/openssl", {}));
    if (i % 3 == 0) {
      run.findings.push_back(
          {"family-not-covered", edge.endpoint + "/staging", "its IPv6 addresses are left alone"});
    }
  }
  run.stores = {store("billing", "curl", 3), store("system", "openssl", 142)};
  conclude(run);
  return run;
}

judge::Run fleet_run(std::size_t endpoints, std::size_t stores, Pattern pattern) {
  auto run = bare_run(fmt::format("Example Vendor: {} endpoints, {} stores", endpoints, stores));
  std::size_t dice = 1;
  for (std::size_t i = 0; i < endpoints; ++i) {
    auto edge = next(fmt::format("host-{:04}", i), fmt::format("203.0.113.{}", i % 250 + 1));
    add_routes(run, edge);
    for (auto* report : {&run.routes[run.routes.size() - 2], &run.routes.back()}) {
      auto leaf = *report->handshake->chain.front();
      leaf.der.assign(1200, static_cast<char>(i));
      report->handshake->chain.front() = std::make_shared<const cert::Certificate>(std::move(leaf));
    }
    for (std::size_t j = 0; j < stores; ++j) {
      dice = dice * 6364136223846793005 + 1442695040888963407;
      const bool breaks = pattern == Pattern::mixed ? (dice >> 60) < 3 : i % 10 == 0 && j % 7 == 0;
      const auto who = fmt::format("store-{:02}/curl", j);
      run.rows.push_back(breaks ? untrusted(edge, who) : row(edge, who, {}));
      run.rows.back().path = run.routes.back().handshake->chain;
    }
  }
  for (std::size_t j = 0; j < stores; ++j)
    run.stores.push_back(store(fmt::format("store-{:02}", j), "curl", 142));
  conclude(run);
  return run;
}

std::vector<NamedRun> all_runs() {
  return {{"ready", ready_run()},
          {"will-break", will_break_run()},
          {"inconclusive", inconclusive_run()},
          {"not-affected", not_affected_run()},
          {"lab", lab_run()},
          {"hostile", hostile_run()},
          {"many", many_run(300)},
          {"empty", judge::Run()}};
}

}  // namespace rehearse::report::test
