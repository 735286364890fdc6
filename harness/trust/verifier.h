#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "trust/remedy.h"
#include "trust/verify.h"

namespace rehearse::trust {

/// A store that was read, or why it was not, and the client that uses it.
struct Holding {
  std::string name;  ///< the profile's
  const Client* client = nullptr;
  Result<store::Store> store;
};

/// Where a chain comes from: a handshake has limits of its own (refused_unread()), a file has none.
enum class Origin : std::uint8_t { handshake, file };

/// Every store of a rehearsal. Each distinct chain is put to each store once, however many connections showed
/// it. Threads: one caller at a time.
class Verifier {
 public:
  Verifier(std::vector<Holding> holdings, Origin origin);

  const std::vector<Holding>& holdings() const { return x_holdings; }
  /// Null if there is none of that name.
  const Holding* find(const std::string& name) const;

  /// Errors: those of verify(), of the store where it could not be read, unknown-store.
  Result<Answer> ask(const std::string& store, const cert::Chain& chain, Instant at);
  /// When the answer changes after `from`: changes_after() of timeline.h, with its errors.
  Result<std::vector<Instant>> changes_after(Instant from, const std::string& store,
                                             const cert::Chain& chain);
  /// The remedy for the same question, none where the handshake refuses; other stores of this rehearsal count
  /// as supply.
  Result<std::optional<Remedy>> remedy(const std::string& store, const cert::Chain& chain, Instant at,
                                       const std::vector<Announced>& announced);

 private:
  const PreparedChain& prepared(const cert::Chain& chain);

  std::vector<Holding> x_holdings;
  Origin x_origin;
  std::map<std::string, AnchorSet> x_anchors;  // by store
  std::map<Sha256, PreparedChain> x_chains;
  std::map<std::tuple<std::string, Sha256, Instant>, Answer> x_answers;
  std::map<std::tuple<std::string, Sha256, Instant>, std::vector<Instant>> x_changes;
};

}  // namespace rehearse::trust
