#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace rehearse::route {

/// A DNS server on 127.0.0.1 at a port of the system's choice. It answers by the first label of the question:
/// "a" and "aaaa" (one family), "both", "alias" (a CNAME, then both), "many" (twenty addresses), "none" (the
/// name exists, without an address), "nx", "servfail", "refused", "half" (A answered, AAAA failing), "slow"
/// (A answered, AAAA never), "broken" (the packet ends within a record), "garbage",
/// "silence". Any other: nx. Serves until it is destroyed.
class DnsServer {
 public:
  DnsServer();
  ~DnsServer();
  bool running() const;
  /// "127.0.0.1:PORT"
  std::string address() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> x_impl;
};

}  // namespace rehearse::route
