#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "trust/facts.h"
#include "trust/signatures.h"

namespace rehearse::trust {

/// The anchors of one store as path builders of our own want them: parsed once, used for every chain.
/// Threads: safe to use at once after construction.
class Anchors {
 public:
  /// `signatures` may be shared by several stores: what one has asked, another need not.
  /// Errors: those of facts_of(). A store of which one anchor cannot be read is not used by half.
  static Result<Anchors> make(const cert::Chain& anchors,
                              std::shared_ptr<Signatures> signatures = std::make_shared<Signatures>());

  /// In the order of the store.
  const std::vector<Facts>& facts() const { return x_facts; }
  Signatures& signatures() const { return *x_signatures; }
  /// Null where this very certificate is no anchor.
  const Facts* find(const Sha256& sha256) const;

 private:
  Anchors() = default;
  std::vector<Facts> x_facts;
  std::map<Sha256, std::size_t> x_by_digest;
  std::shared_ptr<Signatures> x_signatures;
};

/// The facts of every certificate, in order. Errors: those of facts_of(). Threads: safe.
Result<std::vector<Facts>> facts_of_all(const cert::Chain& certificates);

}  // namespace rehearse::trust
