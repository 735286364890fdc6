#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "machine/candidates.h"
#include "machine/folders.h"
#include "machine/processes.h"
#include "machine/variables.h"

namespace rehearse::machine {

/// What is to be looked through.
struct Search {
  std::vector<std::filesystem::path> folders;  ///< as the tree sees them
  Environment environment;                     ///< looked at for this machine's own tree alone
  std::vector<Process> processes;              ///< stores that one of them names are listed
  SearchLimits limits;
};

/// Finds the trust stores of a machine: those of the distribution, those that the environment and the
/// processes name, those that come with Java, Python and Node, and those below the folders given. None is
/// opened, but for a look into PEM texts below those folders.
///
/// Errors: none; what could not be looked at is a note of the tree. Same tree, same list, same order.
/// Threads: one for a tree. Source: docs/stores-command.md has the places.
std::vector<Candidate> find_stores(const Search& search, Tree& tree);

}  // namespace rehearse::machine
