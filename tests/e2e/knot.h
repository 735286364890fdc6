#pragma once

#include <map>
#include <optional>
#include <string>

#include "e2e/folder.h"
#include "e2e/process.h"

namespace rehearse::e2e {

/// A DNS server (Knot) on loopback that is authoritative for some zones and refuses the rest, until it is
/// destroyed. Threads: one.
class Knot {
 public:
  /// Zone -> its records, a line each, as a zone file has them; SOA and NS are added. Throws
  /// std::runtime_error where it does not start. When this returns, it answers.
  explicit Knot(const std::map<std::string, std::string>& zones);

  /// "127.1.2.3:4567"
  const std::string& place() const { return x_place; }

 private:
  Folder x_folder;
  std::string x_place;
  std::optional<Process> x_process;
};

}  // namespace rehearse::e2e
