#pragma once

#include <vector>

#include "e2e/folder.h"
#include "lab/edge.h"
#include "trust/installed.h"
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

/// A store as one file of PEM blocks.
std::string to_pem(const cert::Chain& certificates);

}  // namespace rehearse::trust
