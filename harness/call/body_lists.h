#pragma once
// For the .cc files of this room alone.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rehearse::call {

/// What parts the keys of a path while it is compared; no key holds it.
inline constexpr char kStep = '\xfe';

using Nodes = std::vector<const nlohmann::json*>;

/// The entries of lists as they are to be held against each other, place by place.
struct AlignedLists {
  std::vector<Nodes> baseline;
  Nodes candidate;
  /// Where the baseline's lists come in several orders that no field explains: something that all of them
  /// hold, and not the candidate, or the other way round.
  struct Loss {
    std::string path;  ///< within an entry
    std::string baseline, candidate;
  };
  std::vector<Loss> losses;
};

/// Lists of one length whose entries the baseline gives in several orders are brought into one: by the fields
/// whose values are the same in all its lists, whatever else in an entry changes with every answer. REQUIRES:
/// all are lists of as many entries. Threads: safe.
AlignedLists align(const Nodes& baseline, const nlohmann::json& candidate);

}  // namespace rehearse::call
