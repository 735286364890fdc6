#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "cert/key_pair.h"
#include "cli/arguments.h"
#include "cli/surroundings.h"
#include "judge/evidence.h"
#include "lab/lab.h"
#include "profile/profile.h"
#include "route/replay.h"
#include "route/resolve.h"
#include "trust/verifier.h"

namespace rehearse::cli {

/// A client certificate that may be presented, and where it lies.
struct PresentedCertificate {
  route::CertificateFile file;
  cert::KeyPair pair;
};

/// One rehearsal on its way through the stages of run_command.cc: every stage reads what is above it and
/// fills in its own.
struct Rehearsal {
  const Arguments* arguments = nullptr;
  const Surroundings* surroundings = nullptr;

  profile::Profile profile;  ///< as judged: under --lab with the minted fingerprints and the lab's stores
  std::vector<profile::Store> set_aside;  ///< under --lab: the profile's own stores, not judged
  std::string profile_text;               ///< as written: no variable is filled in
  Sha256 profile_sha256;
  Redactor redactor;
  std::optional<lab::Vendor> vendor;  ///< under --lab
  Instant now;                        ///< the moment judged from
  Instant gate_now;                   ///< the moment the gate judges at: the real one, but for the lab
  route::Routes routes;
  std::map<std::string, cert::Chain> published;  ///< by target: the chain of its `pem:`
  std::map<std::string, PresentedCertificate>
      client_certificates;  ///< by target: those that may be presented
  std::optional<trust::Verifier> verifier;
  std::map<std::string, SecretText> store_passwords;  ///< by store, of those that have one
  std::vector<judge::RouteEvidence> evidence;         ///< one a route, in their order
};

}  // namespace rehearse::cli
