#include "judge/inventory.h"

#include <algorithm>

namespace rehearse::judge {
namespace {

Presence presence_of(const profile::Authority& authority, const InventoryStore& it) {
  const auto is_it = [&](const cert::CertificatePtr& one) { return is_authority(authority, *one); };
  for (const auto* client : it.clients) {
    if (std::ranges::any_of(trust::usable(*it.store, *client), is_it)) return Presence::anchor;
  }
  const bool lies_there = std::ranges::any_of(it.store->entries, is_it, &store::Entry::certificate);
  return lies_there ? Presence::not_anchor : Presence::absent;
}

}  // namespace

std::string_view to_id(Presence presence) {
  switch (presence) {
    case Presence::anchor:
      return "anchor";
    case Presence::not_anchor:
      return "not-anchor";
    case Presence::absent:
      return "absent";
  }
  return "absent";
}

void take_stock(Inventory& inventory) {
  for (auto& it : inventory.stores) {
    if (!it.store) continue;
    it.anchors = trust::usable(*it.store, *it.clients.front()).size();
    it.expired = store::expired_at(*it.store, inventory.at).size();
    it.duplicates = store::duplicates(*it.store).size();
    for (const auto& one : inventory.announced) it.announced.push_back(presence_of(one.authority, it));
  }
}

Check check_inventory(const Inventory& inventory, CheckQuestion question) {
  for (const auto& it : inventory.stores) {
    if (!it.is_judged) continue;
    question.stores.push_back({it.path, it.clients.front(), it.store});
    question.more_clients.emplace_back(it.clients.begin() + 1, it.clients.end());
  }
  return check(std::move(question));
}

}  // namespace rehearse::judge
