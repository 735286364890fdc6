#pragma once
// What the program is to find in /etc/hosts and /etc/nsswitch.conf.

#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"

namespace rehearse::launch {

/// A name, and the addresses that nobody has but the program.
struct Invented {
  std::string host;
  std::vector<Address> addresses;
};

/// An address of each family for every name that is none itself, each once: in 127.0.0.0/8, which is this
/// machine alone, and, where `with_ipv6`, in a network of RFC 4193 that nobody routes. `pool` keeps apart
/// what is redirected within what is redirected already: of two such numbers, the addresses are not the same,
/// unless one is 128 and 65536 off.
std::vector<Invented> invent(const std::vector<std::string>& hosts, bool with_ipv6, unsigned pool);

/// The machine's own hosts file, with those names taken out of its lines and put at its end.
std::string hosts_view(std::string_view own, const std::vector<Invented>& invented);

/// A name, and the one address that stands for it.
struct Straight {
  std::string host;
  Address address;
};

/// The same, with names that lead straight to addresses. Who asks for the other family than the address's is
/// led there all the same where it is of IPv4 (by an IPv4 address in an IPv6 one), and to where nobody is
/// where it is of IPv6: never to where DNS leads.
std::string straight_view(std::string_view own, const std::vector<Straight>& hosts);

/// The machine's own nsswitch.conf with `hosts` asked for in the files first; empty where it is already so.
std::string nsswitch_view(std::string_view own);

}  // namespace rehearse::launch
