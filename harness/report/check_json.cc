#include "report/check.h"
#include "report/check_json_parts.h"
#include "report/intermediates.h"

namespace rehearse::report {
namespace {

Json store_of(const trust::Holding& holding) {
  if (!holding.store) {
    return {{"name", holding.name}, {"error", error(holding.store.error())}};
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

Json intermediates(const judge::Check& check) {
  const auto sha256 = [](const cert::CertificatePtr& one) { return Json(one->sha256.hex()); };
  const auto& it = check.intermediates;
  return {{"sent", list(it.sent, sha256)},
          {"missing", list(it.missing, sha256)},
          {"root", it.root ? sha256(it.root) : Json()},
          {"text", in_words(it, check.chain)}};
}

}  // namespace

std::string render_check_json(const judge::Check& check) {
  const Json out = {{"schema", "rehearse-check/1"},
                    {"host", known(check.host)},
                    {"from", known(check.from)},
                    {"answers", answers(check)},
                    {"chain", chain(check.chain)},
                    {"intermediates", intermediates(check)},
                    {"findings", list(check.findings, finding)},
                    {"stores", list(check.stores, store_of)},
                    {"certificates", certificates(check)}};
  return out.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace rehearse::report
