#pragma once
// The TLS clients of this machine, sent where the rehearsal went.

#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/secret.h"
#include "cli/rehearsal.h"
#include "judge/observed.h"

namespace rehearse::cli {

/// A store that clients are sent with.
struct ClientStore {
  const trust::Holding* holding = nullptr;
  std::optional<SecretText> password;
  bool is_for_all = false;  ///< whoever can load it; else those of the kind that the holding says
};

/// Where they are sent.
struct ClientPlace {
  std::string endpoint, target;  ///< empty in a check
  Address address;
  std::uint16_t port = 443;
  judge::Meeting meeting;
  std::vector<ClientStore> stores;
  bool with_own = true;  ///< with the client's own store as well
};

/// Runs every client that is found, at every place, with its own store and with those of the place that it
/// can load; beside each answer stands what is predicted of it. Without a lab vendor its stores are not
/// known. Errors: none; what could not be told is said so.
std::vector<judge::ClientReport> ask_clients(const Rehearsal& rehearsal,
                                             const std::vector<ClientPlace>& places);

/// The places of a run: the edges that rows are about, which showed a chain.
std::vector<ClientPlace> client_places(const Rehearsal& rehearsal, const judge::Evidence& evidence);

}  // namespace rehearse::cli
