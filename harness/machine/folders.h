#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <vector>

#include "machine/candidates.h"

namespace rehearse::machine {

/// How far a search goes. A bound that is hit is noted.
struct SearchLimits {
  std::size_t depth = 16;                  ///< folders below the one given
  std::size_t entries = 200'000;           ///< of all folders together
  std::size_t text_bytes = 8U << 20;       ///< a larger PEM file is not looked into
  std::size_t stores = Candidates::kMost;  ///< of the whole machine
  std::size_t single_files = 8;  ///< of one certificate each, in one folder: more are the parts of a store
  /// Asked before each folder; what was found until then counts. Empty = nobody stops it.
  std::function<bool()> is_stopped;
  /// Asked for the name of each folder below: true = it is not gone into. Empty = none is passed over.
  std::function<bool(const std::filesystem::path& name)> is_passed_over = {};
};

/// Calls `visit` with every folder below `folder`, that itself included, and the names of what else is in it,
/// both by name. Links to folders are not followed: they could lead round. Nor are /proc, /sys and /dev gone
/// into, nor the folders that may not be read, which are noted.
void walk(const std::filesystem::path& folder, const SearchLimits& limits, Tree& tree,
          const std::function<void(const std::filesystem::path& folder,
                                   const std::vector<std::filesystem::path>& names)>& visit);

/// Lists what looks like a trust store below `folder`; or `folder` itself, if it is a file.
///
/// Key stores go by their names (*.jks, *.jceks, *.p12, *.pfx, *.truststore, *.bcfks, cacerts, jssecacerts).
/// A PEM text (*.pem, *.crt) counts where its first certificate is an authority's and no private key is in
/// it: others are what a server shows. Many files of one certificate each in one folder, as a distribution
/// has them, are what a bundle is made from: they are noted and not listed.
void add_stores_below(const std::filesystem::path& folder, const SearchLimits& limits,
                      Candidates& candidates);

}  // namespace rehearse::machine
