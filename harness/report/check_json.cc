#include "report/check.h"
#include "report/json_parts.h"

namespace rehearse::report {
namespace {

std::string_view to_id(store::Integrity integrity) {
  switch (integrity) {
    case store::Integrity::none:
      return "none";
    case store::Integrity::not_checked:
      return "not-checked";
    case store::Integrity::checked:
      return "checked";
  }
  return "none";
}

Json store_of(const trust::Holding& holding) {
  if (!holding.store) {
    const auto& error = holding.store.error();
    return {{"name", holding.name}, {"error", {{"code", error.code}, {"text", error.text()}}}};
  }
  const auto& store = *holding.store;
  return {{"name", holding.name},
          {"source", store.source},
          {"kind", store.kind},
          {"sha256", digest(store.sha256)},
          {"integrity", to_id(store.integrity)},
          {"entries", store.entries.size()},
          {"anchors", store.anchors.size()},
          {"duplicates", duplicates(store).size()},
          {"notes", texts(store.notes)}};
}

Json answer_of(const judge::Check& check, const judge::CheckAnswer& answer) {
  Json out = {{"store", check.stores[answer.store].name},
              {"client", answer.client->id},
              {"how", "predicted"},
              {"speaks_for", answer.client->speaks_for},
              {"at", to_rfc3339(answer.at)}};
  if (answer.error) {
    out["error"] = {{"code", answer.error->code}, {"text", answer.error->text()}};
    return out;
  }
  const auto sha256 = [](const cert::CertificatePtr& one) { return Json(one->sha256.hex()); };
  out["trusted"] = answer.trusted;
  out["reason"] = answer.reason;
  out["detail"] = answer.detail;
  out["culprit"] = answer.culprit ? sha256(answer.culprit) : Json();
  out["path"] = list(answer.path, sha256);
  out["anchor"] = answer.trusted && !answer.path.empty() ? sha256(answer.path.back()) : Json();
  out["refused_in_handshake"] = known(answer.refused_in_handshake);
  out["remedy"] = remedy(answer.remedy);
  return out;
}

}  // namespace

std::string render_check_json(const judge::Check& check) {
  std::vector<const trust::Remedy*> remedies;
  for (const auto& answer : check.answers) {
    if (answer.remedy) remedies.push_back(&*answer.remedy);
  }
  const Json out = {{"schema", "rehearse-check/1"},
                    {"host", known(check.host)},
                    {"answers", list(check.answers, [&](const auto& one) { return answer_of(check, one); })},
                    {"chain", chain(check.chain)},
                    {"stores", list(check.stores, store_of)},
                    {"certificates", additions(remedies)}};
  return out.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace rehearse::report
