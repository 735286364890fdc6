#pragma once

#include <functional>
#include <iosfwd>
#include <span>

#include "trust/authority.h"

namespace rehearse::trust {

/// What a client meets: its store, a server for api.example.com, and what else lies on the machine.
struct Situation {
  cert::Chain store, sent;
  cert::Minted leaf;           ///< sent[0] and its key
  cert::Chain elsewhere = {};  ///< in the system's store: what a remedy may be made of, besides what was sent
};

/// Clients read the machine's clock: what is expired here expired in 2018, and what is valid stays so until
/// 2048.
struct Row {
  const char* name;
  std::function<Situation(const Authority&)> make;
};

std::ostream& operator<<(std::ostream& out, const Row& row);

/// Every situation that predictions are held to.
std::span<const Row> situations();

/// A moment between 2018 and 2048, as good as the machine's own.
inline const Instant kNow = day("2026-01-01");

}  // namespace rehearse::trust
