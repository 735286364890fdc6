#pragma once
// route: Profile x overrides x names -> where each call really goes, and why. It connects to no endpoint.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/finding.h"
#include "base/result.h"
#include "base/url.h"
#include "profile/profile.h"

namespace rehearse::route {

/// Why a route goes where it goes.
enum class Why : std::uint8_t {
  dns,            ///< the name resolved, nothing redirects it
  literal,        ///< the URL holds an address
  hosts_file,     ///< this machine's own /etc/hosts answers
  override_,      ///< --connect-to, --resolve, or connect_to: of the target; spelt `override`
  hosts_line,     ///< a line of a hosts file given to us
  address,        ///< `address:` of the target
  port,           ///< `port:` of the target
  edge,           ///< `edge:` of the target, or the staging twin of the edge that DNS names
  pem,            ///< `pem:` of the target: a published chain, and no machine
  replaced_host,  ///< `host:` of the target: name, SNI and Host changed with it
  lab,            ///< the embedded vendor
};
std::string_view to_id(Why why);

/// One CNAME.
struct Alias {
  std::string name;
  std::string target;
  std::chrono::seconds ttl{0};
};

/// endpoint x target x address, resolved. The name claimed and the machine reached are separate fields.
struct Route {
  std::string endpoint;  ///< the profile's name
  std::string target;    ///< the profile's name
  profile::Role role = profile::Role::other;
  Url url;                         ///< the URL asked for, after a replaced host
  std::string sni;                 ///< empty where none is sent: the URL holds an address, or `sni: off`
  bool without_sni = false;        ///< the extra row of `sni: off`: what a client gets that sends none
  std::string host;                ///< Host header
  std::string verify_name;         ///< the name the certificate must cover
  std::optional<Address> address;  ///< the machine reached; none = could not be resolved, see `unresolved`
  std::uint16_t port = 443;        ///< on that machine
  Why why = Why::dns;
  std::string why_text;             ///< "override --connect-to api.example.com:443:203.0.113.7:8443"
  std::vector<Address> candidates;  ///< every address the answer held, `address` included
  std::vector<Alias> aliases;       ///< the CNAMEs that led to the address, where DNS was asked
  std::chrono::seconds ttl{0};      ///< of that answer; 0 where none was needed
  std::optional<Error> unresolved;  ///< the resolve stage's reason where there is no address
  std::optional<profile::Proxy> proxy;
};

/// "api.example.com -> e1.a.example.net -> ...", behind a comma where another family has a way of its own;
/// empty for none.
std::string text_of(const std::vector<Alias>& aliases);

/// "soap/staging", "soap/staging without SNI": how findings speak of a route.
std::string where(const Route& route);

}  // namespace rehearse::route
