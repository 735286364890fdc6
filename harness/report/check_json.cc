#include "report/check.h"
#include "report/check_json_parts.h"

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

}  // namespace

std::string render_check_json(const judge::Check& check) {
  const Json out = {{"schema", "rehearse-check/1"},
                    {"host", known(check.host)},
                    {"answers", answers(check)},
                    {"chain", chain(check.chain)},
                    {"stores", list(check.stores, store_of)},
                    {"certificates", certificates(check)}};
  return out.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace rehearse::report
