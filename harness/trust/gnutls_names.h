#pragma once

#include <string>
#include <vector>

#include "trust/facts.h"

namespace rehearse::trust {

/// The name constraints of a path, collected from the anchor down, as GnuTLS holds them against the leaf.
///
/// DNS names are compared byte for byte, case included. A constraint on directory names or URIs excludes all
/// names of its kind, and permits all. What is permitted twice over must lie in both.
/// Threads: one caller at a time. Source: GnuTLS, lib/x509/name_constraints.c.
class GnutlsConstraints {
 public:
  /// Adds those of one authority. False where they do not decode, or are of a kind that GnuTLS does not take.
  bool add(const Facts& authority);
  /// Why they forbid the leaf's names; empty where they do not. The only CN counts as a DNS name where the
  /// SAN has none and the leaf is for servers.
  std::string violation(const Facts& leaf) const;

 private:
  using Names = std::vector<GeneralName>;
  void intersect(const Names& permitted);
  bool has(GeneralName::Type type) const;
  std::string violation_by(const GeneralName& name) const;

  Names x_permitted, x_excluded;
};

}  // namespace rehearse::trust
