#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/finding.h"
#include "judge/intermediates.h"
#include "judge/paths.h"
#include "judge/run.h"
#include "trust/verifier.h"

namespace rehearse::judge {

/// A chain held against stores, without a profile and without a network.
struct CheckQuestion {
  cert::Chain chain;                    ///< leaf first; not empty
  std::string from;                     ///< for people: where it comes from, a file or a server
  std::vector<Finding> findings = {};   ///< of how it was reached
  std::vector<std::string> hosts = {};  ///< all of which the leaf has to cover; empty = no name is asked for
  std::vector<Instant> at;
  /// Where `at` is empty: this moment, and each one after it at which the answer changes while the leaf
  /// lasts.
  Instant now = {};
  std::vector<trust::Holding> stores;         ///< each with the client that usually reads it
  std::vector<const trust::Client*> clients;  ///< asked of every store; empty = each store's own
  /// By store: who else reads it. Not looked at where `clients` says who is asked; empty = nobody.
  std::vector<std::vector<const trust::Client*>> more_clients = {};
  std::vector<trust::Announced> announced = {};  ///< what a remedy may send people to fetch
};

/// What one client with one store says at one moment.
struct CheckAnswer {
  std::size_t store = 0;  ///< in Check::stores
  const trust::Client* client = nullptr;
  Instant at;
  bool is_change = false;      ///< it was not asked for: the answer becomes another one here
  std::optional<Error> error;  ///< it could not be told; the rest is empty then
  bool trusted = false;
  std::string reason;  ///< stable id, as in a row; empty where trusted
  std::string detail;
  cert::CertificatePtr culprit;
  cert::Chain path;  ///< leaf to anchor where trusted; as far as it got where not
  /// Why this client's handshake ends before its verifier is asked, if a server sends the chain as it is
  /// here; else empty. Such an answer is no good news, trusted or not.
  std::string refused_in_handshake;

  bool is_good() const { return trusted && refused_in_handshake.empty(); }
  std::optional<trust::Remedy> remedy;
  std::vector<TakenWay>
      ways;  ///< all there are to this store's anchors; who takes them where there are several
};

/// What check() found.
struct Check {
  Instant now;  ///< the first moment that was judged: when the stores' certificates count as expired
  cert::Chain chain;
  std::string from;
  std::vector<Finding> findings;
  std::vector<std::string> hosts;
  std::vector<trust::Holding> stores;
  std::vector<CheckAnswer> answers;        ///< by store, then client, then moment, in the order asked
  std::vector<ClientReport> clients = {};  ///< what clients of this machine did; empty where none was run
  Intermediates intermediates;
};

/// Puts the chain to every store. A chain is trusted where the client builds a path to an anchor of the store
/// and, with a host, the leaf covers it by that client's own rules. A remedy is given only where it makes the
/// client accept: none for a name that is not covered. Other stores of the question count as supply.
///
/// Errors: none; what could not be told is an answer with an error. Threads: safe.
Check check(CheckQuestion question);

}  // namespace rehearse::judge
