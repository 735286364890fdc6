#include "report/json.h"

#include "cert/certificate.h"
#include "report/json_parts.h"

namespace rehearse::report {
namespace {

Json alert(const std::optional<probe::Alert>& alert) {
  if (!alert) return {};
  return {{"number", alert->number}, {"name", alert->name}, {"sent_by_us", alert->sent_by_us}};
}

Json handshake(const std::optional<probe::Handshake>& shake) {
  if (!shake) return {};
  const auto& timings = shake->timings;
  return {{"version", known(shake->version)},
          {"cipher", known(shake->cipher)},
          {"group", known(shake->group)},
          {"signature", known(shake->signature)},
          {"alpn", known(shake->alpn)},
          {"alert", alert(shake->alert)},
          {"peer_address", known(shake->peer_address)},
          {"chain", chain(shake->chain)},
          {"timings_us",
           {{"connect", timings.connect.count()},
            {"handshake", timings.handshake.count()},
            {"first_byte", timings.first_byte.count()},
            {"total", timings.total.count()}}},
          {"reached", to_id(shake->reached)},
          {"sni_sent", known(shake->sni)},
          {"client_certificate_asked", shake->client_certificate_asked},
          {"client_certificate_presented", shake->client_certificate_presented},
          {"resumed", shake->resumed},
          {"ocsp_staple", !shake->staple.empty()},
          {"failure", known(shake->failure)},
          {"failure_text", shake->failure_text}};
}

Json call_report(const judge::RouteReport::CallReport& call) {
  const auto assert_ = [](const call::Assert& one) {
    return Json{{"what", one.what}, {"expected", one.expected}, {"seen", one.seen}, {"holds", one.holds}};
  };
  return {{"name", call.name},
          {"kind", to_id(call.kind)},
          {"status", call.status == 0 ? Json() : Json(call.status)},
          {"outcome", to_id(call.outcome)},
          {"asserts", list(call.asserts, assert_)},
          {"detail", call.detail}};
}

Json route_report(const judge::RouteReport& report) {
  const auto& route = report.route;
  const auto& address = route.address;
  const Json needed = report.intermediates && report.handshake
                          ? intermediates(*report.intermediates, report.handshake->chain)
                          : Json();
  // Of a proxy host and port only: its credentials are a secret, and have no business in a report.
  const Json proxy = route.proxy ? Json{{"host", route.proxy->host}, {"port", route.proxy->port}} : Json();
  const Json unresolved =
      route.unresolved ? Json{{"code", route.unresolved->code}, {"text", route.unresolved->text()}} : Json();
  const auto cname = [](const route::Alias& one) {
    return Json{{"name", one.name}, {"target", one.target}, {"ttl", one.ttl.count()}};
  };
  const auto proof = [](const judge::Proof& one) { return Json{{"by", one.by}, {"text", one.text}}; };
  return {{"endpoint", route.endpoint},
          {"target", route.target},
          {"role", to_id(route.role)},
          {"url", route.url.text()},
          {"sni", route.sni},
          {"host", route.host},
          {"verify_name", route.verify_name},
          {"address", address ? Json(address->text()) : Json()},
          {"port", route.port},
          {"family", address ? Json(to_id(address->family())) : Json()},
          {"why", to_id(route.why)},
          {"handshake", handshake(report.handshake)},
          {"calls", list(report.calls, call_report)},
          {"why_text", route.why_text},
          {"candidates", list(route.candidates, [](const Address& one) { return Json(one.text()); })},
          {"unresolved", unresolved},
          {"proxy", proxy},
          {"intermediates", needed},
          {"without_sni", route.without_sni},
          {"cnames", list(route.aliases, cname)},
          {"ttl", route.aliases.empty() && route.ttl.count() == 0 ? Json() : Json(route.ttl.count())},
          {"handshakes", report.handshakes},
          {"proofs", list(report.proofs, proof)}};
}

Json row(const judge::Row& row) {
  const auto stage = [](const judge::Stage& one) {
    return Json{{"name", to_id(one.name)}, {"outcome", to_id(one.outcome)}, {"why", one.why}};
  };
  const auto change = [](const judge::Change& one) {
    return Json{
        {"at", to_rfc3339(one.at)}, {"trusted", one.trusted}, {"reason", one.reason}, {"detail", one.detail}};
  };
  return {
      {"endpoint", row.endpoint},
      {"target", row.target},
      {"address", known(row.address)},
      {"without_sni", row.without_sni},
      {"store", row.store},
      {"client", row.client},
      {"how", row.how},
      {"at", to_rfc3339(row.at)},
      {"verdict", to_id(row.verdict)},
      {"stage", row.stage ? Json(to_id(*row.stage)) : Json()},
      {"reason", row.reason},
      {"detail", row.detail},
      {"stages", list(row.stages, stage)},
      {"culprit", digest(row.culprit)},
      {"remedy", remedy(row.remedy)},
      {"replay", {{"curl", row.replay.curl}, {"openssl", row.replay.openssl}, {"hosts", row.replay.hosts}}},
      {"changes", list(row.changes, change)},
      {"path", list(row.path, [](const cert::CertificatePtr& one) { return Json(one->sha256.hex()); })},
      {"client_version", known(row.client_version)}};
}

Json store_report(const judge::StoreReport& store) {
  return {{"name", store.name},
          {"source", store.source},
          {"kind", store.kind},
          {"anchors", store.not_judged || !store.error.empty() ? Json() : Json(store.anchors)},
          {"expired", store.not_judged || !store.error.empty() ? Json() : Json(store.expired)},
          {"duplicates", store.not_judged || !store.error.empty() ? Json() : Json(store.duplicates)},
          {"notes", texts(store.notes)},
          {"sha256", digest(store.sha256)},
          {"error", known(store.error)},
          {"client", store.client},
          {"not_judged", store.not_judged},
          {"owner", known(store.owner)}};
}

Json window(const std::optional<profile::Maintenance>& window) {
  if (!window) return {};
  return {{"from", to_rfc3339(window->from)}, {"to", to_rfc3339(window->to)}, {"zone", window->zone}};
}

// The document, member by member, as one dump of the whole would write it. The long lists are written element
// by element: ten thousand routes as one tree of nodes take seven times the memory of their text.
class Document {
 public:
  void member(std::string_view key, const Json& value) {
    begin(key);
    add(value, 2);
  }

  template <class T, class Render>
  void members(std::string_view key, const std::vector<T>& items, Render render) {
    begin(key);
    x_out += items.empty() ? "[]" : "[";
    for (std::size_t i = 0; i < items.size(); ++i) {
      x_out += i == 0 ? "\n    " : ",\n    ";
      add(render(items[i]), 4);
    }
    if (!items.empty()) x_out += "\n  ]";
  }

  std::string take() && { return std::move(x_out) + "\n}\n"; }

 private:
  void begin(std::string_view key) {
    x_out += x_out.empty() ? "{\n  \"" : ",\n  \"";
    x_out += key;
    x_out += "\": ";
  }

  // Inside a JSON text a line feed is always layout: those of strings are escaped.
  void add(const Json& value, std::size_t indent) {
    const std::string text = value.dump(2, ' ', true, Json::error_handler_t::replace);
    std::size_t from = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', from)) {
      x_out.append(text, from, end + 1 - from).append(indent, ' ');
      from = end + 1;
    }
    x_out.append(text, from);
  }

  std::string x_out;
};

}  // namespace

std::string render_json(const judge::Run& run) {
  const auto& sum = run.summary;
  Document out;
  out.member("schema", "rehearse-report/1");
  out.member("version", run.version);
  out.member("profile", profile(run.profile));
  out.member("started", to_rfc3339(run.started));
  out.member("now", to_rfc3339(run.now));
  out.member("lab", run.lab);
  out.member("machine", machine(run.machine));
  out.member("verdict", to_id(run.verdict));
  out.member("summary", {{"ready", sum.ready},
                         {"will_break", sum.will_break},
                         {"not_affected", sum.not_affected},
                         {"inconclusive", sum.inconclusive}});
  out.members("routes", run.routes, route_report);
  out.members("rows", run.rows, row);
  out.members("stores", run.stores, store_report);
  out.members("findings", run.findings, finding);
  out.member("not_tried", texts(run.not_tried));
  out.member("window", window(run.maintenance));
  out.member("interrupted", run.interrupted);
  out.member("certificates", named_certificates(certificates_of(run)));
  out.members("clients", run.clients, client);
  return std::move(out).take();
}

}  // namespace rehearse::report
