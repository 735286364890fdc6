#include "report/check_json_parts.h"
#include "report/stores.h"

namespace rehearse::report {
namespace {

Json moment(const std::optional<Instant>& at) {
  return at ? Json(to_rfc3339(*at)) : Json();
}

Json authority_of(const judge::AnnouncedAuthority& announced) {
  return {{"role", announced.role},
          {"name", announced.authority.name.text()},
          {"key_id", known(announced.authority.key_id)},
          {"sha256", digest(announced.authority.fingerprint)}};
}

Json process_of(const judge::StoreProcess& process) {
  return {{"pid", process.id},
          {"program", process.program},
          {"started", moment(process.started)},
          {"evidence", process.evidence},
          {"why", process.why},
          {"needs_restart", process.needs_restart}};
}

Json announced_of(const judge::Inventory& inventory, const judge::InventoryStore& it) {
  Json out = Json::array();
  for (std::size_t i = 0; i < it.announced.size(); ++i) {
    out.push_back({{"role", inventory.announced[i].role},
                   {"name", inventory.announced[i].authority.name.text()},
                   {"presence", to_id(it.announced[i])}});
  }
  return out;
}

Json store_of(const judge::Inventory& inventory, const judge::InventoryStore& it) {
  Json out = {{"path", it.path},
              {"why", texts(it.why)},
              {"used_by", texts(it.used_by)},
              {"client", it.clients.front()->id},
              {"clients", list(it.clients, [](const auto* client) { return Json(client->id); })},
              {"judged", it.is_judged},
              {"changed", moment(it.changed)},
              {"processes", inventory.has_processes ? list(it.processes, process_of) : Json()}};
  if (!it.store) {
    out["error"] = error(it.store.error());
    return out;
  }
  out["source"] = it.store->source;
  out["kind"] = it.store->kind;
  out["sha256"] = digest(it.store->sha256);
  out["integrity"] = to_id(it.store->integrity);
  out["entries"] = it.store->entries.size();
  out["anchors"] = it.anchors;
  out["expired"] = it.expired;
  out["duplicates"] = it.duplicates;
  out["announced"] = announced_of(inventory, it);
  out["notes"] = texts(it.store->notes);
  return out;
}

Json check_of(const judge::Check& check) {
  return {{"hosts", texts(check.hosts)},
          {"from", known(check.from)},
          {"chain", chain(check.chain)},
          {"answers", answers(check)},
          {"certificates", certificates(check)}};
}

Json missing_of(const judge::NotStaged& missing) {
  return {{"where", missing.where}, {"reason", missing.reason}, {"detail", missing.detail}};
}

}  // namespace

std::string render_stores_json(const judge::Inventory& inventory) {
  const Json out = {
      {"schema", "rehearse-stores/1"},
      {"root", inventory.root},
      {"at", to_rfc3339(inventory.at)},
      {"announced", list(inventory.announced, authority_of)},
      {"stores", list(inventory.stores, [&](const auto& one) { return store_of(inventory, one); })},
      {"checks", list(inventory.checks, check_of)},
      {"no_chain", list(inventory.no_chain, missing_of)},
      {"notes", texts(inventory.notes)}};
  return out.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace rehearse::report
