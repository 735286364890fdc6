#pragma once

#include <vector>

#include "e2e/folder.h"
#include "lab/edge.h"
#include "launch/real_clients.h"
#include "trust/client.h"
#include "trust/situations.h"

namespace rehearse::trust {

/// Every situation, made, and its server on loopback.
class Served {
 public:
  struct Place {
    Situation situation;
    lab::Edge edge;
  };

  /// Throws std::runtime_error where a server does not start.
  Served();

  const std::vector<Place>& places() const { return x_places; }
  const Place& of(const Row& row) const;
  /// For what clients are to read, and what they leave behind.
  const e2e::Folder& folder() const { return x_folder; }

 private:
  e2e::Folder x_folder;
  std::vector<Place> x_places;  ///< in the order of situations()
};

/// The host that every situation is about.
inline constexpr const char* kServedHost = "api.example.com";

/// A visit to each, in the order of situations(), its store written as one file of PEM blocks.
std::vector<launch::Visit> visits_of(const Served& served);

/// Whether this client takes what is served there, with the store of its visit. Throws std::runtime_error
/// where that cannot be told.
bool is_predicted(const Situation& situation, const launch::Visit& visit, const Client& client);
/// The path alone, whatever the names.
bool is_path_predicted(const Situation& situation, const launch::Visit& visit, const Client& client);

/// A store as one file of PEM blocks.
std::string to_pem(const cert::Chain& certificates);

}  // namespace rehearse::trust
