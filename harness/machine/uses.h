#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "machine/candidates.h"
#include "machine/processes.h"

namespace rehearse::machine {

/// How well it is known that a process uses a store.
enum class Evidence : std::uint8_t {
  named,       ///< its command line or its environment names it
  open,        ///< it has the file open or mapped
  by_default,  ///< programs like it load it where nobody tells them otherwise: it may have
};
/// "by-default"
std::string_view to_id(Evidence evidence);

/// One process and one store.
struct Use {
  int id = 0;
  std::string program;  ///< hostile text
  std::optional<Instant> started;
  Evidence evidence = Evidence::by_default;
  std::string why;             ///< for people: "SSL_CERT_FILE"; no value of it
  bool needs_restart = false;  ///< what it loaded is not what lies there now
};

/// The processes that use a store, each once, with the best evidence there is for it.
///
/// A restart is needed where the process started before the file was changed last (its mtime; in the same
/// second counts as before), or where it holds a file that was replaced since. Not where the store is read
/// anew anyway: by OpenSSL, which looks into a directory at each look-up, and by programs that read their
/// bundle for each connection. Threads: safe.
std::vector<Use> uses_of(const Candidate& store, const std::vector<Process>& processes);

}  // namespace rehearse::machine
