#include <algorithm>

#include "report/check.h"
#include "report/check_json_parts.h"

namespace rehearse::report {
namespace {

std::string_view role_id(store::Entry::Role role) {
  using Role = store::Entry::Role;
  switch (role) {
    case Role::trusted:
      return "trusted";
    case Role::trust_settings:
      return "trust-settings";
    case Role::key_leaf:
      return "key-leaf";
    case Role::key_chain:
      return "key-chain";
    case Role::bare:
      return "bare";
  }
  return "trusted";
}

Json entry_of(const store::Store& store, const store::Entry& entry, Instant now) {
  const auto& certificate = *entry.certificate;
  const bool is_anchor = std::ranges::any_of(
      store.anchors, [&](const auto& anchor) { return anchor->sha256 == certificate.sha256; });
  return {{"alias", known(entry.alias)},
          {"place", entry.place},
          {"role", role_id(entry.role)},
          {"sha256", certificate.sha256.hex()},
          {"subject", certificate.subject.text()},
          {"not_after", to_rfc3339(certificate.not_after)},
          {"expired", now >= certificate.not_after},
          {"anchor", is_anchor}};
}

Json store_of(const trust::Holding& holding, Instant now) {
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
          {"expired", expired_at(store, now).size()},
          {"duplicates", duplicates(store).size()},
          {"held", list(store.entries, [&](const auto& entry) { return entry_of(store, entry, now); })},
          {"notes", texts(store.notes)}};
}

}  // namespace

std::string render_check_json(const judge::Check& check) {
  const Json out = {{"schema", "rehearse-check/1"},
                    {"host", check.hosts.empty() ? Json() : Json(check.hosts.front())},
                    {"from", known(check.from)},
                    {"answers", answers(check)},
                    {"chain", chain(check.chain)},
                    {"intermediates", intermediates(check.intermediates, check.chain)},
                    {"findings", list(check.findings, finding)},
                    {"stores", list(check.stores, [&](const auto& one) { return store_of(one, check.now); })},
                    {"certificates", certificates(check)},
                    {"clients", list(check.clients, client)}};
  return out.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace rehearse::report
