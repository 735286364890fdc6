#pragma once
// store: the bytes of each trust store format -> anchors, with where they came from. It decides what a store
// holds, not what that is good for: which client uses it and what that client accepts is trust's business.

#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "cert/certificate.h"

namespace rehearse::store {

/// Where a store is to be read from.
struct Source {
  enum class Kind {
    path,    ///< a file or a directory; what it is, is found out from its bytes
    system,  ///< the distribution's own bundle, wherever this machine has it
    memory,  ///< PEM text handed over (the lab's stores)
  };
  Kind kind = Kind::path;
  std::string path;  ///< for `path`
  std::string pem;   ///< for `memory`
};

/// A trust store that was read whole.
struct Store {
  std::string name;              ///< what the profile calls it
  std::string source;            ///< for people: the path, "system (/etc/ssl/certs/ca-certificates.crt)"
  std::string kind;              ///< stable id: `pem-file`, `pem-directory`
  std::string path;              ///< where it lies on this machine, empty for memory
  bool of_system = false;        ///< the distribution's own: its tools change it
  std::optional<Sha256> sha256;  ///< of a file's bytes; a directory has none
  std::vector<cert::CertificatePtr> anchors;  ///< without duplicates, in the order of the file
};

/// Reads a store. It is read whole or not at all; one that reads well and holds nothing is a store with no
/// anchors.
///
/// A directory is read the way OpenSSL's clients look a certificate up in it: by the hash of its subject in
/// the file's name ("4a6481c9.0", then ".1", without a gap), links followed. Other files in it are for
/// people; `openssl rehash` makes them count. A file that holds other text than PEM is `store-unreadable`; an
/// empty one is a store with no anchors. Errors: store-unreadable (missing, no permission, over 64 MiB),
/// store-damaged (names the certificate and its line). Threads: safe.
Result<Store> open(std::string name, const Source& source);

}  // namespace rehearse::store
