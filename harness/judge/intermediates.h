#pragma once

#include "cert/certificate.h"

namespace rehearse::judge {

/// Does the server send the intermediate, and what does a store need in either case?
struct Intermediates {
  cert::Chain sent;           ///< authorities between leaf and root that came along, from the leaf up
  cert::Chain missing;        ///< those of the whole path that did not
  cert::CertificatePtr root;  ///< where the path ends; null where it is not known
};

/// `sent` as it came; `whole` a path from its leaf to a root, as some store or remedy has shown it, or empty
/// where none did. REQUIRES: `sent` is not empty. Threads: safe.
Intermediates intermediates_of(const cert::Chain& sent, const cert::Chain& whole);

}  // namespace rehearse::judge
