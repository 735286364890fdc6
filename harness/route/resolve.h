#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "route/override.h"
#include "route/route.h"

namespace rehearse::route {

/// A family whose half of a lookup failed while the other's gave addresses: whether the name has some of it
/// is not known.
struct Unanswered {
  Family family = Family::ipv4;
  Error error;  ///< with a code of dns_lookup()
};

/// What DNS says of a name.
struct Resolved {
  Resolved() = default;
  Resolved(std::vector<Address> found)
      : addresses(std::move(found)) {}  // NOLINT(google-explicit-constructor)

  std::vector<Address> addresses;
  std::vector<Alias> aliases;   ///< the CNAMEs on the way, in order
  std::chrono::seconds ttl{0};  ///< how long the addresses may be kept, the least of theirs
  std::optional<Unanswered> unanswered;
};

/// What a name resolves to; dns_lookup() says which errors. Tests hand in a table.
using Lookup = std::function<Result<Resolved>(const std::string& host)>;

/// Where the embedded vendor plays one target.
struct LabEdge {
  std::string target;
  Address address;
  std::uint16_t port = 0;
};

/// Everything routes are made from besides the profile.
struct Inputs {
  std::vector<Override> overrides;  ///< of the command line: for every target of role next
  std::string hosts_file;           ///< text of --hosts, likewise; empty = none
  std::string hosts_file_name;
  std::string machine_hosts;  ///< text of /etc/hosts
  std::vector<LabEdge> lab;   ///< a target named here goes there and nowhere else
  Lookup lookup;              ///< null = --no-dns: names stay unresolved
  std::vector<std::string>
      proxy_environment;  ///< "HTTPS_PROXY=http://proxy:3128" as found; values without credentials
  std::optional<profile::Proxy> proxy;  ///< --proxy-from-env took this one
};

struct Routes {
  std::vector<Route> routes;      ///< endpoint by endpoint, target by target, in the order of the profile
  std::vector<Finding> findings;  ///< unused-override, family-not-covered, family-not-known,
                                  ///< hosts-file-answers, proxy-in-environment
};

/// Resolves every endpoint x target. One route each; more where a redirect gives several addresses.
///
/// The target's `host:` changes the name first. Then the first of these that applies decides the address: the
/// lab; an override (most specific wins); a hosts line given to us; `address:`; an address in the URL; this
/// machine's /etc/hosts; DNS. The port is the lab's or the override's (whose empty PORT2 is the URL's port),
/// else `port:`, else the URL's: a hosts line cannot say one. Overrides and hosts lines of the command line
/// hold for targets of role next only, and before those of the profile.
///   - an override without an address of its own goes on with the name it leads to, which --resolve entries
///     and hosts lines may answer in turn, as in curl
///   - of /etc/hosts and DNS the first IPv4 address is taken, else the first IPv6 one; all of them stay in
///     `candidates`. (getaddrinfo() would order them by this machine's own addresses: the same inputs would
///     no longer give the same routes.)
///   - of a name that DNS answers for one family alone, since the other's half of the lookup failed, the
///     target's `addresses: all` gets one route more, with that half as `unresolved`
///   - a host is looked up once; a name that does not resolve is a Route with `unresolved`, code `no-dns`
///     where there is no Lookup
///   - a route into the lab has no proxy
/// Findings also tell of a `host:` entry that no endpoint has (unused-override).
/// Errors: bad-hosts-file, bad-override (of the profile). Threads: `lookup` is called from this thread only.
Result<Routes> resolve(const profile::Profile& profile, const Inputs& inputs);

}  // namespace rehearse::route
