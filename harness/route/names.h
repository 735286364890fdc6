#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "route/hosts_file.h"
#include "route/resolve.h"

namespace rehearse::route {

/// The lines of one hosts file, found by name, and which of them served.
class HostsTable {
 public:
  HostsTable(std::vector<HostsLine> lines, std::string name);

  struct Answer {
    std::vector<Address> addresses;  ///< in the order of the file, each once
    std::string text;                ///< "line 3 of staging.hosts"
  };
  /// What the file says of `host`; marks its lines as used.
  std::optional<Answer> take(std::string_view host);

  /// The lines that served nobody, without those that every hosts file has (localhost, ip6-allnodes).
  std::vector<const HostsLine*> unused() const;
  const std::string& name() const { return x_name; }

 private:
  std::vector<HostsLine> x_lines;
  std::vector<bool> x_used;
  std::map<std::string, std::vector<std::size_t>, std::less<>> x_by_name;
  std::string x_name;
};

/// Looks every host up once.
class Lookups {
 public:
  explicit Lookups(const Lookup& lookup) : x_lookup(lookup) {}

  /// Errors: no-dns without a Lookup, no-address for an answer without an address, and its own.
  const Result<Resolved>& ask(const std::string& host);
  /// The same for a question that may stay open: none where an earlier one timed out, or it fails. A DNS
  /// server that is down must not cost a time-out for every host whose route is already known.
  const Resolved* ask_in_passing(const std::string& host);

 private:
  const Lookup& x_lookup;
  std::map<std::string, Result<Resolved>> x_known;
  bool x_timed_out = false;
};

}  // namespace rehearse::route
