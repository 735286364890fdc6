#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "trust/verify.h"

namespace rehearse::trust {

/// The smallest change to a store that makes its client accept a chain.
struct Remedy {
  /// One certificate to add.
  struct Addition {
    Sha256 sha256;
    std::string name;  ///< of the subject; a peer's or a notice's text
    std::string from;  ///< where to get it: "sent by the server", "in store system", "from the vendor"
    cert::CertificatePtr certificate;  ///< null where only its digest is known
    friend bool operator==(const Addition&, const Addition&) = default;
  };
  /// One certificate to take out, every copy of it.
  struct Removal {
    Sha256 sha256;
    std::string place;  ///< of its first copy in the store: "certificate 3 (line 52)"
    cert::CertificatePtr certificate;
    friend bool operator==(const Removal&, const Removal&) = default;
  };
  std::vector<Addition> add;
  std::vector<Removal> remove;
  std::string where;    ///< "store billing (/opt/billing/ca.pem)"
  std::string command;  ///< exact, one a line; label_of() + ".pem" stands for the certificate's file
  std::string restart;  ///< what must be restarted for the change to count
  std::string caution;  ///< what may undo it, or empty
  bool proven = false;  ///< the change was tried: with it, this client accepts the chain
  cert::Chain path;     ///< that the client then takes, leaf to anchor; empty where it was not tried
};

/// What its commands call a certificate, as file and as alias: "example-root-1a2b3c4d". The digest keeps
/// apart what bears one name: a renewed root and the old one that lies in the store, two additions of one
/// remedy.
std::string label_of(const Remedy::Addition& addition);

/// A certificate that could be put into a store.
struct Known {
  cert::CertificatePtr certificate;
  std::string from;
};

/// An authority that the notice names by digest.
struct Announced {
  DistinguishedName name;
  std::string key_id;  ///< lower-case hex, may be empty
  Sha256 sha256;
};

/// What can be had besides the chain itself.
struct Supply {
  std::vector<Known> known;
  std::vector<Announced> announced;
};

/// The change that makes `client` accept `chain` with `store` at `at`, or nothing where none does (an expired
/// leaf).
///
/// Where a certificate of the store that has expired is what the client stumbles over, taking out is tried
/// first: an old copy of an intermediate breaks OpenSSL's clients, an old root those of OpenSSL 1.0.2. Else
/// certificates are added, roots rather than intermediates, what the server sent rather than what lies in
/// other stores; in the end both. Every remedy of known certificates is proven by asking the client again;
/// one of announced digests cannot be, and says so. Errors: those of verify(). Threads: safe.
Result<std::optional<Remedy>> find_remedy(const store::Store& store, const Client& client,
                                          const PreparedChain& chain, Instant at, const Supply& supply);

}  // namespace rehearse::trust
