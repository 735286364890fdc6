#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace rehearse::route {

/// A DNS server on 127.0.0.1 at a port of the system's choice. It answers by the first label of the question:
/// "a" and "aaaa" (one family), "both", "alias" (a CNAME, then both), "hop", "hops", "dangling", "self",
/// "loop", "loop2" (a CNAME alone: to both, hop, nx, itself, one another), "loop-at-once" (both of a loop's
/// CNAMEs), "nN" (a CNAME to nN+1), "long" (truncated over UDP, whole over TCP), "cut" (truncated over UDP,
/// and the TCP connection is closed), "many" (twenty addresses), "none" (the name exists, without an
/// address), "nx", "servfail", "refused", "half" (A answered, AAAA failing), "slow" (A answered, AAAA never),
/// "broken" (the packet ends within a record), "garbage", "silence". Any other: nx. Serves until it is
/// destroyed.
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
