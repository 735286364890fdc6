#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "cert/mint.h"
#include "profile/profile.h"

namespace rehearse::lab {

/// Who issued a leaf: the authority that goes, the one that comes, or one that the notice says nothing about.
enum class Hierarchy : std::uint8_t { old, announced, other };

/// How long a leaf lasts: around the window, or until the day before it.
enum class Life : std::uint8_t { usual, over };

/// The authorities of a lab and the leaves they issued. All dates hang on the window; no clock is read.
/// Threads: one at a time.
class Authorities {
 public:
  /// The old ones are named as `change.replaces` says, the announced ones as `expect` says, and by names of
  /// the lab where the profile is silent. An announced issuer of the anchor's own name is the anchor itself:
  /// leaves hang directly on it. Errors: mint-failed.
  static Result<Authorities> mint(const profile::Profile& profile, Instant window_start);

  /// The leaf for these hosts (names or addresses, at least one): minted once, then the same again.
  /// Errors: mint-failed.
  Result<const cert::Minted*> leaf(const std::vector<std::string>& hosts, Hierarchy hierarchy,
                                   Life life = Life::usual);

  /// The certificates between leaf and root.
  cert::Chain intermediates(Hierarchy hierarchy) const;
  const cert::Minted& issuer(Hierarchy hierarchy) const;
  const cert::Minted& old_root() const { return x_issued.old_root; }
  const cert::Minted& announced_root() const { return x_issued.announced_root; }
  /// Every leaf of that hierarchy so far, in a stable order.
  std::vector<cert::CertificatePtr> leaves(Hierarchy hierarchy) const;

 private:
  struct Issued {
    cert::Minted old_root;
    cert::Minted old_issuer;
    cert::Minted other_issuer;
    cert::Minted announced_root;
    cert::Minted announced_issuer;  // the root once more where it issues leaves itself
  };
  struct Dates {
    Instant from;
    Instant to;
  };
  explicit Authorities(Issued issued) : x_issued(std::move(issued)) {}
  Dates dates_of(Hierarchy hierarchy, Life life) const;

  Issued x_issued;
  Instant x_window_start;
  Instant x_window_end;
  std::map<std::tuple<Hierarchy, Life, std::vector<std::string>>, cert::Minted> x_leaves;
};

}  // namespace rehearse::lab
