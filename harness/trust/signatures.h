#pragma once

#include <map>
#include <mutex>
#include <utility>

#include "base/digest.h"
#include "trust/facts.h"

namespace rehearse::trust {

/// Which key made which signature, asked once for each pair: a backtracking builder asks the same thing
/// often, and so do many stores.
///
/// Pure arithmetic. No limit on algorithms or key sizes is applied; a client's engine applies its own.
/// Threads: safe.
class Signatures {
 public:
  /// Whether the key of `issuer` made the signature of `subject`. False as well where the key or the
  /// algorithm is unknown to OpenSSL, and where the signed part of `subject` names another algorithm than the
  /// outer one.
  bool verifies(const Facts& issuer, const Facts& subject);

 private:
  std::mutex x_mutex;
  std::map<std::pair<Sha256, Sha256>, bool> x_known;  // the certificate, the SPKI
};

}  // namespace rehearse::trust
