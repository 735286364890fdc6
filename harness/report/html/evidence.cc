#include <algorithm>

#include <fmt/format.h>

#include "report/html/views.h"
#include "report/intermediates.h"
#include "report/phrases.h"

namespace rehearse::report::html {
namespace {

constexpr std::size_t kReplays = 300;  // on the page
constexpr std::size_t kOfAGroup = 3;
constexpr std::size_t kAlike = 2000;

std::string served_by(const judge::RouteReport& report) {
  if (report.route.unresolved)
    return bounded(fmt::format("not resolved: {}", report.route.unresolved->text()));
  if (!report.handshake) return "not connected";
  const auto& shake = *report.handshake;
  std::string out;
  for (const auto* fact : {&shake.version, &shake.cipher, &shake.group, &shake.signature, &shake.alpn}) {
    if (!fact->empty()) out += (out.empty() ? "" : ", ") + bounded(*fact, 60);
  }
  if (shake.alert)
    out += fmt::format("{}alert {} {}{}", out.empty() ? "" : ", ", shake.alert->number,
                       bounded(shake.alert->name, 60), shake.alert->sent_by_us ? " sent by us" : "");
  if (!shake.failure.empty())
    out += fmt::format("{}{}", out.empty() ? "" : "; ",
                       bounded(shake.failure_text.empty() ? shake.failure : shake.failure_text));
  return out;
}

std::string said_of(const judge::RouteReport::CallReport& call) {
  std::string out = "call " + bounded(call.name, 80);
  if (call.status != 0) out += fmt::format(" {}", call.status);
  out += fmt::format(" ({})", to_id(call.outcome));
  if (!call.detail.empty()) out += ": " + bounded(call.detail);
  return out;
}

// What else is known of a route, a line each.
Json said_of(const judge::RouteReport& report) {
  Json out = Json::array();
  const auto& route = report.route;
  out.push_back(fmt::format("SNI {}, Host {}, verified as {}",
                            route.sni.empty() ? "none" : bounded(route.sni), bounded(route.host),
                            bounded(route.verify_name)));
  if (!route.aliases.empty())
    out.push_back(fmt::format("DNS: {}, {} s", bounded(text_of(route.aliases)), route.ttl.count()));
  for (const auto& proof : report.proofs)
    out.push_back(fmt::format("shown by {}: {}", bounded(proof.by, 40), bounded(proof.text)));
  if (report.intermediates && report.handshake)
    out.push_back(bounded(in_words(*report.intermediates, report.handshake->chain), 1000));
  for (const auto& call : report.calls) {
    out.push_back(said_of(call));
    for (const auto& one : call.asserts) {
      if (!one.holds)
        out.push_back(fmt::format("{}: {} expected {}, saw {}", bounded(call.name, 80), bounded(one.what),
                                  bounded(one.expected), bounded(one.seen)));
    }
  }
  return out;
}

Json route_of(const Plan& plan, const judge::RouteReport& report) {
  Json chain = Json::array();
  if (report.handshake) {
    for (const auto& one : report.handshake->chain)
      chain.push_back({{"id", plan.certificate(one->sha256)},
                       {"name", bounded(one->subject.text(), 200)},
                       {"validity", validity(*one)}});
  }
  return {{"target", bounded(report.route.target)},
          {"role", to_id(report.route.role)},
          {"place", place_of(report)},
          {"why", bounded(report.route.why_text)},
          {"served", served_by(report)},
          {"has_chain", !chain.empty()},
          {"chain", std::move(chain)},
          {"has_said", true},
          {"said", said_of(report)}};
}

std::string_view word(judge::StageOutcome outcome) {
  switch (outcome) {
    case judge::StageOutcome::pass:
      return "passed";
    case judge::StageOutcome::fail:
      return "failed";
    case judge::StageOutcome::skipped:
      return "skipped";
  }
  return "skipped";
}

std::string path_of(const judge::Row& row) {
  std::string out;
  for (const auto& one : row.path) out += (out.empty() ? "" : " → ") + bounded(one->subject.short_name(), 80);
  return out;
}

class Evidence {
 public:
  explicit Evidence(const Plan& plan) : x_plan(plan) {}

  Json endpoint(const PlannedEndpoint& planned) {
    const auto& view = planned.view;
    Json groups = Json::array();
    for (const auto& one : planned.groups) groups.push_back(group(one));
    return {{"id", planned.id},
            {"endpoint", bounded(view.name, 120)},
            {"url", view.routes.empty() ? "" : bounded(view.routes.front()->route.url.text(), 200)},
            {"routes", list(view.routes, [&](const auto* one) { return route_of(x_plan, *one); })},
            {"groups", std::move(groups)}};
  }

 private:
  Json group(const RowGroup& group) {
    const auto& row = *group.rows.front();
    const auto stage = [](const judge::Stage& one) {
      return Json{{"stage", to_id(one.name)},
                  {"outcome", to_id(one.outcome)},
                  {"word", word(one.outcome)},
                  {"stage_why", one.why == "not-reached" ? "" : bounded(one.why, 60)}};
    };
    std::vector<std::string> stores;
    for (const auto* one : group.rows) {
      const auto how = observed_by(*one);
      stores.push_back(fmt::format("{} ({}{})", one->store, one->client, how.empty() ? "" : ", " + how));
    }
    const auto where =
        row.target + (row.address.empty() ? "" : " " + row.address) + (row.without_sni ? " without SNI" : "");
    return {{"id", group.id},
            {"tone", tone(row.verdict)},
            {"sign", sign(row.verdict)},
            {"verdict", in_words(row.verdict)},
            {"who", fmt::format("{}: {}", bounded(where, 160), some(stores, 30))},
            {"stages", list(row.stages, stage)},
            {"because", bounded(why(row))},
            {"detail", bounded(row.detail)},
            {"culprit", culprit(row)},
            {"has_path", !row.path.empty()},
            {"path", path_of(row)},
            {"replays", replays(group)}};
  }

  Json culprit(const judge::Row& row) const {
    if (!row.culprit) return {};
    const auto& all = x_plan.certificates().all();
    const auto found = std::ranges::find(all, *row.culprit, &NamedCertificate::sha256);
    return {{"id", x_plan.certificate(*row.culprit)},
            {"name", found == all.end() ? row.culprit->hex() : bounded(found->name, 120)}};
  }

  Json replays(const RowGroup& group) {
    Json out = Json::array();
    for (const auto* row : group.rows) {
      const auto& replay = row->replay;
      const bool none = replay.curl.empty() && replay.openssl.empty() && replay.hosts.empty();
      if (none || out.size() == kOfAGroup || x_replays == kReplays) continue;
      ++x_replays;
      Json lines = Json::array();
      for (const auto* line : {&replay.curl, &replay.openssl}) {
        if (!line->empty()) lines.push_back(*line);
      }
      if (!replay.hosts.empty()) lines.push_back("# hosts: " + replay.hosts);
      out.push_back({{"store", bounded(row->store, 80)}, {"lines", std::move(lines)}});
    }
    return out;
  }

  const Plan& x_plan;
  std::size_t x_replays = 0;
};

Json alike_of(const PlannedEndpoint& planned) {
  std::vector<std::string> places;
  for (const auto* report : planned.view.routes)
    places.push_back(report->route.target + " " + place_of(*report));
  return {{"id", planned.id},
          {"endpoint", bounded(planned.view.name, 120)},
          {"places", some(places, 4)},
          {"example", planned.example == nullptr ? "matrix" : planned.example->id},
          {"example_name",
           planned.example == nullptr ? "in the table" : bounded(planned.example->view.name, 120)}};
}

}  // namespace

void add_evidence(Json& view, const Plan& plan) {
  Evidence evidence(plan);
  Json shown = Json::array(), alike = Json::array();
  std::size_t left_out = 0;
  for (const auto& one : plan.endpoints()) {
    if (one.in_full) {
      shown.push_back(evidence.endpoint(one));
    } else if (alike.size() < kAlike) {
      alike.push_back(alike_of(one));
    } else {
      ++left_out;
    }
  }
  view["endpoints"] = std::move(shown);
  view["has_alike"] = !alike.empty();
  view["alike"] = std::move(alike);
  view["endpoints_more"] = more_of(left_out, 0, "endpoint more", "endpoints more");
}

void add_certificates(Json& view, const Plan& plan) {
  constexpr std::size_t kPem = 100;
  const auto& all = plan.certificates().all();
  const auto shown = plan.shown_certificates();
  Json out = Json::array();
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& one = all[i];
    Json fields;
    if (one.certificate) {
      const auto& it = *one.certificate;
      auto sans = it.dns_names;
      sans.insert(sans.end(), it.ip_addresses.begin(), it.ip_addresses.end());
      fields = {{"subject", bounded(it.subject.text())},
                {"issuer", bounded(it.issuer.text())},
                {"validity", validity(it)},
                {"sans", some(sans, 40)},
                {"key", bounded(it.key_type)},
                {"signature", bounded(it.signature_algorithm)},
                {"serial", bounded(it.serial)},
                {"spki", it.spki_sha256.hex()}};
    }
    const auto pem = one.certificate && i < kPem ? cert::to_pem(*one.certificate) : std::string();
    out.push_back({{"id", plan.certificate(one.sha256)},
                   {"name", one.name.empty() ? "(no name)" : bounded(one.name, 120)},
                   {"fields", std::move(fields)},
                   {"sha256", one.sha256.hex()},
                   {"from", bounded(one.from)},
                   {"has_pem", !pem.empty()},
                   {"pem", copied_lines(pem)}});
  }
  view["has_certificates"] = !out.empty();
  view["certificates"] = std::move(out);
  view["certificates_more"] = more_of(all.size(), shown, "certificate more", "certificates more");
}

}  // namespace rehearse::report::html
