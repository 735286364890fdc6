#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/announced.h"
#include "judge/check.h"
#include "judge/staged.h"

namespace rehearse::judge {

/// Whether a store has an authority that a notice announces.
enum class Presence : std::uint8_t {
  anchor,      ///< its clients trust it
  not_anchor,  ///< it lies in the file, but no client of the store trusts it
  absent,
};
/// "not-anchor"
std::string_view to_id(Presence presence);

/// A process that uses a store.
struct StoreProcess {
  int id = 0;
  std::string program;  ///< hostile text
  std::optional<Instant> started;
  std::string evidence;  ///< stable id: `named`, `open`, `by-default`
  std::string why;
  bool needs_restart = false;
};

/// One trust store of a machine.
struct InventoryStore {
  std::string path;  ///< as the machine's own programs call it
  std::vector<std::string> why;
  std::vector<std::string> used_by;           ///< as found: "python-3.12"; in the order of `why`, each once
  std::vector<const trust::Client*> clients;  ///< whose rules are applied for them; not empty
  bool is_judged = true;  ///< not where it is only added to other anchors, or where nobody uses it
  Result<store::Store> store;
  std::optional<Instant> changed;
  std::vector<StoreProcess> processes;
  // Filled in by take_stock().
  std::size_t anchors = 0;  ///< of the first client
  std::size_t expired = 0;
  std::size_t duplicates = 0;
  std::vector<Presence> announced;  ///< by Inventory::announced; empty where it could not be read
};

/// The trust stores of a machine.
struct Inventory {
  std::string root;  ///< the folder looked at as "/"
  Instant at;        ///< when certificates count as expired
  std::vector<AnnouncedAuthority> announced;
  std::vector<InventoryStore> stores;
  bool has_processes = false;       ///< whether they were looked at
  std::vector<std::string> notes;   ///< what was not looked at
  std::vector<Check> checks;        ///< the stores that are judged against a chain: one for each chain
  std::vector<NotStaged> no_chain;  ///< where a chain was asked for, and not got
};

/// Counts what each store holds, and which of the announced authorities. Threads: safe.
void take_stock(Inventory& inventory);

/// A chain put to every store that can be judged alone, with each of its clients. `question` says all but the
/// stores and whose rules apply. Threads: safe.
Check check_inventory(const Inventory& inventory, CheckQuestion question);

}  // namespace rehearse::judge
