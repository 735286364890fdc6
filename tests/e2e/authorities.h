#pragma once

#include <string>
#include <vector>

#include "cert/mint.h"
#include "lab/tls.h"

namespace rehearse::e2e {

/// The host of every endpoint, unless a row says otherwise.
inline constexpr const char* kHost = "api.example.com";

/// Throws std::runtime_error where it is no time.
Instant at(const std::string& rfc3339);

/// What to mint: valid from 2018 to 2048, so that both the moment judged (2018-11-28) and the machine's own
/// clock, which the gate uses, lie within.
cert::Mint authority(const std::string& name);
cert::Mint server(const std::string& host = kHost);
cert::Minted minted(const cert::Mint& what, const cert::Minted* issuer);

/// A root, an issuing authority under it, and a leaf for kHost under that.
struct Hierarchy {
  explicit Hierarchy(const std::string& name);
  cert::Minted root, issuer, leaf;

  /// Its leaf and its issuing authority, as a server should send them.
  lab::Identity identity() const;
  /// Another leaf of it, sent in the same way.
  lab::Identity identity(const cert::Mint& what) const;
};

/// "Old Root", "Old Issuing CA"; "New Root", ...; and one that no notice speaks of. Minted once a program.
const Hierarchy& old_one();
const Hierarchy& new_one();
const Hierarchy& third_one();

lab::Identity identity(const cert::Minted& leaf, const cert::Chain& behind);

/// The PEM of certificates, one behind the other.
std::string pem(const std::vector<cert::Minted>& certificates);

}  // namespace rehearse::e2e
