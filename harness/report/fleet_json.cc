#include "report/fleet.h"
#include "report/json_parts.h"

namespace rehearse::report {
namespace {

using judge::Fleet;

Json machine_of(const Fleet::Machine& one) {
  return {{"machine", one.name},
          {"file", one.file},
          {"os", one.os},
          {"user", one.user},
          {"started", to_rfc3339(one.started)},
          {"now", to_rfc3339(one.now)},
          {"profile_sha256", one.profile.hex()},
          {"lab", one.lab},
          {"interrupted", one.interrupted},
          {"verdict", to_id(one.verdict)},
          {"summary",
           {{"ready", one.summary.ready},
            {"will_break", one.summary.will_break},
            {"not_affected", one.summary.not_affected},
            {"inconclusive", one.summary.inconclusive}}}};
}

Json place_of(const Fleet::Place& one) {
  return {{"machine", one.machine},       {"store", one.store},
          {"client", one.client},         {"endpoints", texts(one.endpoints)},
          {"where", known(one.where)},    {"command", one.command},
          {"restart", known(one.restart)}};
}

Json cause_of(const Fleet::Cause& one) {
  const auto& row = *one.row;
  const auto hex = [](const auto& certificate) { return Json(certificate.sha256.hex()); };
  return {{"verdict", to_id(one.verdict)},
          {"stage", row.stage ? Json(to_id(*row.stage)) : Json()},
          {"reason", row.reason},
          {"detail", row.detail},
          {"culprit", digest(row.culprit)},
          {"add", row.remedy ? list(row.remedy->add, hex) : Json::array()},
          {"remove", row.remedy ? list(row.remedy->remove, hex) : Json::array()},
          {"machines", texts(one.machines)},
          {"places", list(one.places, place_of)},
          {"like", one.like ? Json(*one.like) : Json()}};
}

Json store_of(const Fleet::Differing& one) {
  const auto variant = [](const Fleet::Differing::Variant& it) {
    const auto& store = *it.store;
    return Json{
        {"sha256", digest(store.sha256)}, {"kind", store.kind},
        {"client", store.client},         {"anchors", store.error.empty() ? Json(store.anchors) : Json()},
        {"error", known(store.error)},    {"machines", texts(it.machines)}};
  };
  return {{"name", one.store}, {"variants", list(one.variants, variant)}, {"missing", texts(one.missing)}};
}

CertificateList certificates_of(const Fleet& fleet) {
  CertificateList out;
  for (const auto& cause : fleet.causes) {
    if (cause.row->remedy) out.add(*cause.row->remedy);
  }
  return out;
}

}  // namespace

std::string render_fleet_json(const Fleet& fleet) {
  const auto profile = [](const auto& one) {
    return Json{{"sha256", one.first.hex()}, {"machines", texts(one.second)}};
  };
  const auto window = [](const auto& one) {
    return Json{{"from", one.first ? Json(to_rfc3339(one.first->from)) : Json()},
                {"to", one.first ? Json(to_rfc3339(one.first->to)) : Json()},
                {"machines", texts(one.second)}};
  };
  const Json out = {{"schema", "rehearse-fleet/1"},
                    {"verdict", to_id(fleet.verdict)},
                    {"interrupted", fleet.interrupted},
                    {"machines", list(fleet.machines, machine_of)},
                    {"causes", list(fleet.causes, cause_of)},
                    {"stores", list(fleet.stores, store_of)},
                    {"profiles", list(fleet.profiles, profile)},
                    {"certificates", named_certificates(certificates_of(fleet))},
                    {"windows", list(fleet.windows, window)},
                    {"made", made(fleet.made)}};
  return out.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace rehearse::report
