#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "machine/candidates.h"

namespace rehearse::machine {

/// A running process, as far as trust stores go. Its arguments and its environment hold secrets: nothing of
/// them is kept but the paths of stores.
struct Process {
  /// A store that its command line or its environment names.
  struct Named {
    std::filesystem::path path;  ///< where it really lies
    std::string by;              ///< "SSL_CERT_FILE", "-Djavax.net.ssl.trustStore"
    std::string client;
    Reason::Part part = Reason::Part::all;
    bool read_again = false;  ///< read anew for each connection
    /// Whether it is a program that looks at this variable: every shell has it in its environment.
    bool is_certain = true;
  };
  /// A file that it has open or mapped.
  struct Held {
    std::filesystem::path path;
    bool is_replaced = false;  ///< another file lies there by now
  };

  int id = 0;
  std::string program;  ///< of its executable; hostile text
  std::filesystem::path executable;
  std::optional<Instant> started;
  std::vector<Named> named;
  std::vector<Held> held;
  /// Of a JVM that nobody told where its store is: the one of its home.
  std::optional<std::filesystem::path> java_store;
  bool has_openssl = false;  ///< OpenSSL's library is mapped
};

/// How the numbers of /proc are to be read.
struct Clock {
  long ticks_per_second = 100;  ///< sysconf(_SC_CLK_TCK)
};

/// Reads /proc of a tree: every process but this one, kernel threads left out. Each file is read once; a
/// process that ends meanwhile is left out.
///
/// Not seen, and noted: open files and environment of other users' processes; processes that live in another
/// file system (containers), whose paths mean other files. Errors: none; a tree without /proc is noted.
/// Threads: one for a tree. Source: proc(5).
std::vector<Process> read_processes(Tree& tree, Clock clock);

}  // namespace rehearse::machine
