#pragma once

#include <optional>

#include "cert/certificate.h"
#include "store/store.h"
#include "trust/client.h"
#include "trust/remedy.h"

namespace rehearse::trust {

/// What a store has for authorities that a vendor published without a certificate of a server's.
struct Held {
  cert::CertificatePtr
      anchor;  ///< that is one of them, of the same name and key, or has issued one; null = none
  std::optional<Remedy> remedy;  ///< where there is none: the published root, if it was published
};

/// Looks for an anchor of `published` in what the client would use of the store. That there is one says no
/// more than that: which paths the client would take, only a certificate of a server's shows. Threads: safe.
Held look_for_anchor(const store::Store& store, const Client& client, const cert::Chain& published);

}  // namespace rehearse::trust
