#pragma once

#include "cert/certificate.h"

namespace rehearse::judge {

/// Does the server send the intermediate, and what does a store need in either case?
struct Intermediates {
  cert::Chain sent;           ///< authorities between leaf and root that came along, from the leaf up
  cert::Chain missing;        ///< those of the whole path that did not
  cert::CertificatePtr root;  ///< where the path ends; null where it is not known
};

/// Whether `path` shows more than `best` of what a store needs: a path that ends at a root, else the longer
/// one; of two to a root the shorter. One client ends at an intermediate of the store that another goes past.
bool shows_more(const cert::Chain& path, const cert::Chain& best);

/// `sent` as it came; `whole` a path from its leaf to a root, as some store or remedy has shown it, or empty
/// where none did. REQUIRES: `sent` is not empty. Threads: safe.
Intermediates intermediates_of(const cert::Chain& sent, const cert::Chain& whole);

}  // namespace rehearse::judge
